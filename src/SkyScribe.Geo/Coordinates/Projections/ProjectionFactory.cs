using SkyScribe.Geo.Coordinates.Definitions;

using static SkyScribe.Geo.Coordinates.Definitions.ProjectionParameter;

namespace SkyScribe.Geo.Coordinates.Projections;

/// <summary>Makes the projection that a definition asks for.</summary>
internal static class ProjectionFactory
{
    /// <summary>The projection; null where the method is not computed here, or where programs do not agree on it.</summary>
    public static MapProjection? Create(Conversion c, Ellipsoid ellipsoid)
    {
        double latitude = c[LatitudeOfOrigin], longitude = c[LongitudeOfOrigin], scale = c[ScaleAtOrigin, 1], x = c[FalseEasting], y =
            c[FalseNorthing];
        double falseLatitude = c[LatitudeOfFalseOrigin], falseLongitude = c[LongitudeOfFalseOrigin], parallel1 = c[StandardParallel1], parallel2 =
            c[StandardParallel2];
        double falseX = c[EastingAtFalseOrigin], falseY = c[NorthingAtFalseOrigin], centreLatitude = c[LatitudeOfCentre], centreLongitude =
            c[LongitudeOfCentre];
        double parallel = c[StandardParallel], polarLongitude = c[LongitudeFromPole];

        // Spherical methods on an ellipsoid, and the equidistant cylindrical on one, are computed in different ways by EPSG's formulas and by PROJ:
        // up to 31 km apart.
        bool sphere = ellipsoid.E == 0;
        return c.MethodCode switch
        {
            9807 or 1111 => new TransverseMercator(ellipsoid, latitude, longitude, scale, x, y),
            9808 => new TransverseMercator(ellipsoid, latitude, longitude, scale, x, y, southWest: true),
            9801 => LambertConicConformal.OneParallel(ellipsoid, latitude, longitude, scale, x, y),
            9826 => LambertConicConformal.OneParallel(ellipsoid, latitude, longitude, scale, x, y, westOrientated: true),
            9802 => LambertConicConformal.TwoParallels(ellipsoid, falseLatitude, falseLongitude, parallel1, parallel2, falseX, falseY),
            1051 => LambertConicConformal.TwoParallels(
                ellipsoid, falseLatitude, falseLongitude, parallel1, parallel2, falseX, falseY, c[EllipsoidScale, 1]),
            9817 => new LambertConicNearConformal(ellipsoid, latitude, longitude, scale, x, y),
            9822 => new AlbersEqualArea(ellipsoid, falseLatitude, falseLongitude, parallel1, parallel2, falseX, falseY),
            9806 => new CassiniSoldner(ellipsoid, latitude, longitude, x, y, hyperbolic: false),
            9833 => new CassiniSoldner(ellipsoid, latitude, longitude, x, y, hyperbolic: true),
            9810 => PolarStereographic.VariantA(ellipsoid, latitude, longitude, scale, x, y),
            9829 => PolarStereographic.VariantB(ellipsoid, parallel, polarLongitude, x, y),
            9830 => PolarStereographic.VariantC(ellipsoid, parallel, polarLongitude, falseX, falseY),
            9809 => new ObliqueStereographic(ellipsoid, latitude, longitude, scale, x, y),
            9812 => Hotine(x, y, fromCentre: false),
            9815 when double.Abs(c[Azimuth] - (Math.PI / 2)) < 1e-12 && double.Abs(c[RectifiedGridAngle, c[Azimuth]] - (Math.PI / 2)) < 1e-12 =>
                new SwissObliqueMercator(
                ellipsoid, centreLatitude, centreLongitude, c[ScaleOnInitialLine, 1], c[EastingAtCentre], c[NorthingAtCentre]),
            9815 => Hotine(c[EastingAtCentre], c[NorthingAtCentre], fromCentre: true),
            9813 => new LabordeObliqueMercator(ellipsoid, centreLatitude, centreLongitude, c[Azimuth], c[ScaleOnInitialLine, 1], x, y),
            9820 => new LambertAzimuthalEqualArea(ellipsoid, latitude, longitude, x, y),
            1027 when sphere => new LambertAzimuthalEqualArea(ellipsoid, latitude, longitude, x, y),
            9804 => Mercator.VariantA(ellipsoid, longitude, scale, x, y),
            9805 => Mercator.VariantB(ellipsoid, parallel1, longitude, x, y),
            1044 => Mercator.VariantB(ellipsoid, parallel1, longitude, x, y, falseLatitude),
            1026 or 9841 when sphere => Mercator.VariantA(ellipsoid, longitude, 1, x, y),
            1024 => Mercator.VariantA(ellipsoid.EquatorialSphere, longitude, 1, x, y),
            9819 => Krovak(eastNorth: false),
            1041 => Krovak(eastNorth: true),
            9818 => new AmericanPolyconic(ellipsoid, latitude, longitude, x, y),
            9811 => new NewZealandMapGrid(ellipsoid, latitude, longitude, x, y),
            1078 => new EqualEarth(ellipsoid, longitude, x, y),
            9835 => new CylindricalEqualArea(ellipsoid, parallel1, longitude, x, y),
            9834 when sphere => new CylindricalEqualArea(ellipsoid, parallel1, longitude, x, y),
            1028 or 1029 or 9823 when sphere => new EquidistantCylindrical(ellipsoid.SemiMajorAxis, parallel1, longitude, x, y),
            9827 => new Bonne(ellipsoid, latitude, longitude, x, y, southWest: false),
            9828 => new Bonne(ellipsoid, latitude, longitude, x, y, southWest: true),
            9831 => new GuamProjection(ellipsoid, latitude, longitude, x, y),
            9832 => new ModifiedAzimuthalEquidistant(ellipsoid, latitude, longitude, x, y),
            1052 => new ColombiaUrban(ellipsoid, latitude, longitude, c[PlaneHeight], x, y),
            ProjectionMethod.SinusoidalCode => new Sinusoidal(ellipsoid, longitude, x, y),
            ProjectionMethod.MollweideCode => new Mollweide(ellipsoid.SemiMajorAxis, longitude, x, y),
            _ => null,
        };

        MapProjection Hotine(double easting, double northing, bool fromCentre) => new HotineObliqueMercator(
            ellipsoid, centreLatitude, centreLongitude, c[Azimuth], c[RectifiedGridAngle, c[Azimuth]], c[ScaleOnInitialLine, 1], easting, northing,
            fromCentre);

        MapProjection Krovak(bool eastNorth) => new Krovak(
            ellipsoid, centreLatitude, polarLongitude, c[ColatitudeOfConeAxis], c[PseudoStandardParallel], c[ScaleOnPseudoParallel, 1], x, y,
            eastNorth);
    }
}
