namespace SkyScribe.Geo.Coordinates;

/// <summary>Brings the coordinates of a raster to longitude and latitude on WGS 84.</summary>
internal interface IPlaceTransform
{
    /// <summary>How far a place may be off, in metres; null where nobody says.</summary>
    double? AccuracyMetres { get; }

    /// <summary>By what the datum is brought to WGS 84, for the output's description.</summary>
    string Method { get; }

    /// <summary>From the raster's coordinates to longitude (-180 to 180) and latitude in degrees, in place.</summary>
    /// <param name="x">x, replaced by the longitude</param>
    /// <param name="y">y, replaced by the latitude</param>
    /// <returns>how many places are outside of what the system can express; they are not numbers</returns>
    int ToWgs84(Span<double> x, Span<double> y);
}
