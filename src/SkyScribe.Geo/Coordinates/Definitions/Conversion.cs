namespace SkyScribe.Geo.Coordinates.Definitions;

/// <summary>A parameter of a map projection; the numbers are EPSG's codes.</summary>
internal enum ProjectionParameter
{
    /// <summary>No parameter.</summary>
    None = 0,

    /// <summary>Colatitude of the cone's axis, of Krovak's projection.</summary>
    ColatitudeOfConeAxis = 1036,

    /// <summary>Factor by which the ellipsoid is enlarged.</summary>
    EllipsoidScale = 1038,

    /// <summary>Height of the projection's plane.</summary>
    PlaneHeight = 1039,

    /// <summary>Latitude of the natural origin.</summary>
    LatitudeOfOrigin = 8801,

    /// <summary>Longitude of the natural origin.</summary>
    LongitudeOfOrigin = 8802,

    /// <summary>Scale factor at the natural origin.</summary>
    ScaleAtOrigin = 8805,

    /// <summary>False easting.</summary>
    FalseEasting = 8806,

    /// <summary>False northing.</summary>
    FalseNorthing = 8807,

    /// <summary>Latitude of the projection's centre.</summary>
    LatitudeOfCentre = 8811,

    /// <summary>Longitude of the projection's centre.</summary>
    LongitudeOfCentre = 8812,

    /// <summary>Azimuth of the initial line.</summary>
    Azimuth = 8813,

    /// <summary>Angle from the rectified to the skew grid.</summary>
    RectifiedGridAngle = 8814,

    /// <summary>Scale factor on the initial line.</summary>
    ScaleOnInitialLine = 8815,

    /// <summary>Easting at the projection's centre.</summary>
    EastingAtCentre = 8816,

    /// <summary>Northing at the projection's centre.</summary>
    NorthingAtCentre = 8817,

    /// <summary>Latitude of the pseudo standard parallel.</summary>
    PseudoStandardParallel = 8818,

    /// <summary>Scale factor on the pseudo standard parallel.</summary>
    ScaleOnPseudoParallel = 8819,

    /// <summary>Latitude of the false origin.</summary>
    LatitudeOfFalseOrigin = 8821,

    /// <summary>Longitude of the false origin.</summary>
    LongitudeOfFalseOrigin = 8822,

    /// <summary>Latitude of the first standard parallel.</summary>
    StandardParallel1 = 8823,

    /// <summary>Latitude of the second standard parallel.</summary>
    StandardParallel2 = 8824,

    /// <summary>Easting at the false origin.</summary>
    EastingAtFalseOrigin = 8826,

    /// <summary>Northing at the false origin.</summary>
    NorthingAtFalseOrigin = 8827,

    /// <summary>Latitude of the standard parallel.</summary>
    StandardParallel = 8832,

    /// <summary>Longitude of the origin.</summary>
    LongitudeFromPole = 8833,
}

/// <summary>A parameter's value as the definition writes it.</summary>
/// <param name="Value">in <paramref name="Unit"/></param>
internal readonly record struct ParameterValue(ProjectionParameter Parameter, double Value, Unit Unit)
{
    /// <summary>In radians, metres or as a number.</summary>
    public double InBaseUnit => Value * Unit.Factor;
}

/// <summary>A map projection with its parameters.</summary>
/// <param name="Name">such as <c>UTM zone 33N</c></param>
/// <param name="MethodCode">EPSG's code of the method, or one of <see cref="ProjectionMethod"/>'s for methods without; 0 for an unknown
/// method</param>
/// <param name="MethodName">the method's name in the definition</param>
/// <param name="Parameters">in the method's order</param>
/// <param name="Code">EPSG's code; null where the definition has none</param>
internal sealed record Conversion(string Name, int MethodCode, string MethodName, IReadOnlyList<ParameterValue> Parameters, int? Code = null)
{
    /// <summary>A parameter's value in radians, metres or as a number.</summary>
    /// <param name="otherwise">the value of a parameter that the definition leaves out</param>
    public double this[ProjectionParameter parameter, double otherwise = 0]
    {
        get
        {
            foreach (ParameterValue value in Parameters)
            {
                if (value.Parameter == parameter)
                {
                    return value.InBaseUnit;
                }
            }

            return otherwise;
        }
    }
}
