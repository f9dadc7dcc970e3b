namespace SkyScribe.Geo.Rasters;

/// <summary>From pixels to coordinates: x = X0 + XColumn column + XRow row, y = Y0 + YColumn column + YRow row; (0, 0) is the outer corner of the
/// first pixel.</summary>
/// <param name="X0">x of the corner of the first pixel</param>
/// <param name="XColumn">how much x grows with a column</param>
/// <param name="XRow">how much x grows with a row; 0 unless the raster is rotated</param>
/// <param name="Y0">y of the corner of the first pixel</param>
/// <param name="YColumn">how much y grows with a column; 0 unless the raster is rotated</param>
/// <param name="YRow">how much y grows with a row; below 0 where north is up</param>
public sealed record Affine(double X0, double XColumn, double XRow, double Y0, double YColumn, double YRow)
{
    /// <summary>Of a raster without georeference: x is the column, y the row downwards, below 0, as GIS programs show such rasters.</summary>
    public static Affine Pixels { get; } = new(0, 1, 0, 0, 0, -1);

    /// <summary>Area of a pixel in the coordinates' units, below 0 where north is up.</summary>
    public double Determinant => (XColumn * YRow) - (XRow * YColumn);

    /// <summary>Whether every number is finite and a pixel has an area.</summary>
    public bool IsUsable => new[] { X0, XColumn, XRow, Y0, YColumn, YRow }.All(double.IsFinite) && double.IsNormal(Determinant);

    /// <summary>The length of a pixel along a row, in the coordinates' units.</summary>
    public double ColumnSize => double.Hypot(XColumn, YColumn);

    /// <summary>The length of a pixel along a column, in the coordinates' units.</summary>
    public double RowSize => double.Hypot(XRow, YRow);

    /// <summary>The coordinates of a place in the raster.</summary>
    public (double X, double Y) Apply(double column, double row) => (X0 + (XColumn * column) + (XRow * row), Y0 + (YColumn * column) + (YRow * row));
}
