using static SkyScribe.Geo.Coordinates.Definitions.ProjectionParameter;

namespace SkyScribe.Geo.Coordinates.Definitions;

/// <summary>A method of map projection that is computed here, with its names in EPSG's database, in WKT 1 and in ESRI's WKT.</summary>
/// <param name="Code">EPSG's code; below 0 where EPSG has no such method</param>
/// <param name="Name">EPSG's name</param>
/// <param name="Wkt1">GDAL's name in WKT 1; null where WKT 1 has none</param>
/// <param name="Aliases">other names in WKT 1, mostly ESRI's</param>
/// <param name="Parameters">the parameters in WKT's order</param>
internal sealed record ProjectionMethod(
    int Code, string Name, string? Wkt1, string[] Aliases, params (ProjectionParameter Parameter, string Wkt1)[] Parameters)
{
    /// <summary>Sinusoidal, which EPSG does not have.</summary>
    public const int SinusoidalCode = -1;

    /// <summary>Mollweide, which EPSG does not have.</summary>
    public const int MollweideCode = -2;

    private static readonly (ProjectionParameter, string)[] Origin =
        [(LatitudeOfOrigin, "latitude_of_origin"), (LongitudeOfOrigin, "central_meridian"), (FalseEasting, "false_easting"),
        (FalseNorthing, "false_northing")];

    private static readonly (ProjectionParameter, string)[] ScaledOrigin =
    [
        (LatitudeOfOrigin, "latitude_of_origin"), (LongitudeOfOrigin, "central_meridian"), (ScaleAtOrigin, "scale_factor"),
        (FalseEasting, "false_easting"),
        (FalseNorthing, "false_northing"),
    ];

    private static readonly (ProjectionParameter, string)[] TwoParallels =
    [
        (LatitudeOfFalseOrigin, "latitude_of_origin"), (LongitudeOfFalseOrigin, "central_meridian"), (StandardParallel1, "standard_parallel_1"),
        (StandardParallel2, "standard_parallel_2"), (EastingAtFalseOrigin, "false_easting"), (NorthingAtFalseOrigin, "false_northing"),
    ];

    private static readonly (ProjectionParameter, string)[] Centre =
        [(LatitudeOfOrigin, "latitude_of_center"), (LongitudeOfOrigin, "longitude_of_center"), (FalseEasting, "false_easting"),
        (FalseNorthing, "false_northing")];

    private static readonly (ProjectionParameter, string)[] OneParallelAndMeridian =
        [(StandardParallel1, "standard_parallel_1"), (LongitudeOfOrigin, "central_meridian"), (FalseEasting, "false_easting"),
        (FalseNorthing, "false_northing")];

    private static readonly (ProjectionParameter, string)[] KrovakParameters =
    [
        (LatitudeOfCentre, "latitude_of_center"), (LongitudeFromPole, "longitude_of_center"), (ColatitudeOfConeAxis, "azimuth"),
        (PseudoStandardParallel, "pseudo_standard_parallel_1"),
        (ScaleOnPseudoParallel, "scale_factor"), (FalseEasting, "false_easting"), (FalseNorthing, "false_northing"),
    ];

    private static readonly (ProjectionParameter, string)[] Meridian =
        [(LongitudeOfOrigin, "central_meridian"), (FalseEasting, "false_easting"), (FalseNorthing, "false_northing")];

    /// <summary>All methods that are computed here; a method that is not in this list is refused.</summary>
    public static IReadOnlyList<ProjectionMethod> All { get; } =
    [
        new(9807, "Transverse Mercator", "Transverse_Mercator", ["Gauss_Kruger", "Transverse_Mercator_Complex"], ScaledOrigin),
        new(9808, "Transverse Mercator (South Orientated)", "Transverse_Mercator_South_Orientated", [], ScaledOrigin),
        new(1111, "Transverse Mercator 3D", null, [], ScaledOrigin),
        new(9801, "Lambert Conic Conformal (1SP)", "Lambert_Conformal_Conic_1SP", [], ScaledOrigin),
        new(9826, "Lambert Conic Conformal (West Orientated)", null, [], ScaledOrigin),
        new(9802, "Lambert Conic Conformal (2SP)", "Lambert_Conformal_Conic_2SP", ["Lambert_Conformal_Conic"], TwoParallels),
        new(1051, "Lambert Conic Conformal (2SP Michigan)", null, [], [.. TwoParallels, (EllipsoidScale, "ellipsoid_scaling_factor")]),
        new(9817, "Lambert Conic Near-Conformal", null, [], ScaledOrigin),
        new(9822, "Albers Equal Area", "Albers_Conic_Equal_Area", ["Albers", "Albers_Equal_Area_Conic"],
            (LatitudeOfFalseOrigin, "latitude_of_center"), (LongitudeOfFalseOrigin, "longitude_of_center"),
            (StandardParallel1, "standard_parallel_1"),
            (StandardParallel2, "standard_parallel_2"), (EastingAtFalseOrigin, "false_easting"), (NorthingAtFalseOrigin, "false_northing")),
        new(9806, "Cassini-Soldner", "Cassini_Soldner", ["Cassini"], Origin),
        new(9833, "Hyperbolic Cassini-Soldner", null, [], Origin),
        new(9810, "Polar Stereographic (variant A)", "Polar_Stereographic", [], ScaledOrigin),
        new(9829, "Polar Stereographic (variant B)", "Polar_Stereographic", [],
            (StandardParallel, "latitude_of_origin"), (LongitudeFromPole, "central_meridian"), (FalseEasting, "false_easting"),
            (FalseNorthing, "false_northing")),
        new(9830, "Polar Stereographic (variant C)", null, [],
            (StandardParallel, "standard_parallel_1"), (LongitudeFromPole, "central_meridian"), (EastingAtFalseOrigin, "false_easting"),
            (NorthingAtFalseOrigin, "false_northing")),
        new(9809, "Oblique Stereographic", "Oblique_Stereographic", ["Double_Stereographic"], ScaledOrigin),
        new(9812, "Hotine Oblique Mercator (variant A)", "Hotine_Oblique_Mercator",
            ["Hotine_Oblique_Mercator_Azimuth_Natural_Origin", "Rectified_Skew_Orthomorphic_Natural_Origin"],
            (LatitudeOfCentre, "latitude_of_center"), (LongitudeOfCentre, "longitude_of_center"), (Azimuth, "azimuth"),
            (RectifiedGridAngle, "rectified_grid_angle"),
            (ScaleOnInitialLine, "scale_factor"), (FalseEasting, "false_easting"), (FalseNorthing, "false_northing")),
        new(9815, "Hotine Oblique Mercator (variant B)", "Hotine_Oblique_Mercator_Azimuth_Center", ["Rectified_Skew_Orthomorphic_Center"],
            (LatitudeOfCentre, "latitude_of_center"), (LongitudeOfCentre, "longitude_of_center"), (Azimuth, "azimuth"),
            (RectifiedGridAngle, "rectified_grid_angle"),
            (ScaleOnInitialLine, "scale_factor"), (EastingAtCentre, "false_easting"), (NorthingAtCentre, "false_northing")),
        new(9813, "Laborde Oblique Mercator", "Laborde_Oblique_Mercator", [],
            (LatitudeOfCentre, "latitude_of_center"), (LongitudeOfCentre, "longitude_of_center"), (Azimuth, "azimuth"),
            (ScaleOnInitialLine, "scale_factor"),
            (FalseEasting, "false_easting"), (FalseNorthing, "false_northing")),
        new(9820, "Lambert Azimuthal Equal Area", "Lambert_Azimuthal_Equal_Area", [], Centre),
        new(1027, "Lambert Azimuthal Equal Area (Spherical)", "Lambert_Azimuthal_Equal_Area", [], Centre),
        new(9804, "Mercator (variant A)", "Mercator_1SP", [], ScaledOrigin),
        new(9805, "Mercator (variant B)", "Mercator_2SP", ["Mercator"], OneParallelAndMeridian),
        new(1044, "Mercator (variant C)", null, [], [.. OneParallelAndMeridian, (LatitudeOfFalseOrigin, "latitude_of_origin")]),
        new(1026, "Mercator (Spherical)", null, [], Origin),
        new(9841, "Mercator (1SP) (Spherical)", null, [], Origin),
        new(1024, "Popular Visualisation Pseudo Mercator", "Mercator_1SP", ["Mercator_Auxiliary_Sphere"], Origin),
        new(9819, "Krovak", "Krovak", [], KrovakParameters),
        new(1041, "Krovak (North Orientated)", "Krovak", [], KrovakParameters),
        new(9818, "American Polyconic", "Polyconic", [], Origin),
        new(9811, "New Zealand Map Grid", "New_Zealand_Map_Grid", [], Origin),
        new(1078, "Equal Earth", null, ["Equal_Earth"], Meridian),
        new(9835, "Lambert Cylindrical Equal Area", "Cylindrical_Equal_Area", [], OneParallelAndMeridian),
        new(9834, "Lambert Cylindrical Equal Area (Spherical)", "Cylindrical_Equal_Area", [], OneParallelAndMeridian),
        new(1028, "Equidistant Cylindrical", "Equirectangular", ["Equidistant_Cylindrical", "Plate_Carree"], OneParallelAndMeridian),
        new(1029, "Equidistant Cylindrical (Spherical)", "Equirectangular", [], OneParallelAndMeridian),
        new(9823, "Equidistant Cylindrical (Spherical)", "Equirectangular", [], OneParallelAndMeridian),
        new(9827, "Bonne", "Bonne", [],
            (LatitudeOfOrigin, "standard_parallel_1"), (LongitudeOfOrigin, "central_meridian"), (FalseEasting, "false_easting"),
            (FalseNorthing, "false_northing")),
        new(9828, "Bonne (South Orientated)", null, [], Origin),
        new(9831, "Guam Projection", null, [], Origin),
        new(9832, "Modified Azimuthal Equidistant", null, [], Origin),
        new(1052, "Colombia Urban", null, [], [.. Origin, (PlaneHeight, "projection_plane_origin_height")]),
        new(SinusoidalCode, "Sinusoidal", "Sinusoidal", [],
            (LongitudeOfOrigin, "longitude_of_center"), (FalseEasting, "false_easting"), (FalseNorthing, "false_northing")),
        new(MollweideCode, "Mollweide", "Mollweide", [], Meridian),
    ];

    /// <summary>The method of a code; null for one that is not computed here.</summary>
    public static ProjectionMethod? Find(int code) => All.FirstOrDefault(method => method.Code == code);
}
