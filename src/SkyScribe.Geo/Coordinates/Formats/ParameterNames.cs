using System.Collections.Frozen;

using SkyScribe.Geo.Coordinates.Definitions;

using static SkyScribe.Geo.Coordinates.Definitions.ProjectionParameter;

namespace SkyScribe.Geo.Coordinates.Formats;

/// <summary>EPSG's names of projection parameters, which WKT 2 and PROJJSON use.</summary>
internal static class ParameterNames
{
    private static readonly FrozenDictionary<ProjectionParameter, string> Names = new Dictionary<ProjectionParameter, string>
    {
        [ColatitudeOfConeAxis] = "Co-latitude of cone axis",
        [EllipsoidScale] = "Ellipsoid scaling factor",
        [PlaneHeight] = "Projection plane origin height",
        [LatitudeOfOrigin] = "Latitude of natural origin",
        [LongitudeOfOrigin] = "Longitude of natural origin",
        [ScaleAtOrigin] = "Scale factor at natural origin",
        [FalseEasting] = "False easting",
        [FalseNorthing] = "False northing",
        [LatitudeOfCentre] = "Latitude of projection centre",
        [LongitudeOfCentre] = "Longitude of projection centre",
        [Azimuth] = "Azimuth of initial line",
        [RectifiedGridAngle] = "Angle from Rectified to Skew Grid",
        [ScaleOnInitialLine] = "Scale factor on initial line",
        [EastingAtCentre] = "Easting at projection centre",
        [NorthingAtCentre] = "Northing at projection centre",
        [PseudoStandardParallel] = "Latitude of pseudo standard parallel",
        [ScaleOnPseudoParallel] = "Scale factor on pseudo standard parallel",
        [LatitudeOfFalseOrigin] = "Latitude of false origin",
        [LongitudeOfFalseOrigin] = "Longitude of false origin",
        [StandardParallel1] = "Latitude of 1st standard parallel",
        [StandardParallel2] = "Latitude of 2nd standard parallel",
        [EastingAtFalseOrigin] = "Easting at false origin",
        [NorthingAtFalseOrigin] = "Northing at false origin",
        [StandardParallel] = "Latitude of standard parallel",
        [LongitudeFromPole] = "Longitude of origin",
    }.ToFrozenDictionary();

    /// <summary>Whether it is a parameter that projections here have.</summary>
    public static bool Has(ProjectionParameter parameter) => Names.ContainsKey(parameter);

    /// <summary>EPSG's name.</summary>
    public static string Of(ProjectionParameter parameter) => Names[parameter];

    /// <summary>The parameter of a name; <see cref="None"/> for an unknown one.</summary>
    public static ProjectionParameter Find(string name) =>
        name.Equals("Azimuth at projection centre", StringComparison.OrdinalIgnoreCase) ? Azimuth
        : name.Equals("Scale factor at projection centre", StringComparison.OrdinalIgnoreCase) ? ScaleOnInitialLine
        : Names.FirstOrDefault(pair => pair.Value.Equals(name, StringComparison.OrdinalIgnoreCase)).Key;

    /// <summary>What its value measures.</summary>
    public static UnitKind KindOf(ProjectionParameter parameter) => parameter switch
    {
        ScaleAtOrigin or ScaleOnInitialLine or ScaleOnPseudoParallel or EllipsoidScale => UnitKind.Scale,
        FalseEasting or FalseNorthing or EastingAtCentre or NorthingAtCentre or EastingAtFalseOrigin or NorthingAtFalseOrigin
            or PlaneHeight => UnitKind.Length,
        _ => UnitKind.Angle,
    };
}
