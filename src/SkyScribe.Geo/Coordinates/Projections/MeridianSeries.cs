using SkyScribe.Geo.Coordinates.Definitions;

namespace SkyScribe.Geo.Coordinates.Projections;

/// <summary>Krueger's series between the conformal and the rectifying latitude: the transverse Mercator projection's core, and on the central
/// meridian the length of the meridian.</summary>
/// <remarks>C. F. F. Karney, Transverse Mercator with an accuracy of a few nanometers, J. Geodesy 85 (2011), Eq. 14, 35 and 36: sixth order in the
/// third flattening, which is exact to 5 nm within 3,900 km of the central meridian.</remarks>
internal sealed class MeridianSeries
{
    private readonly Ellipsoid _ellipsoid;
    private readonly double[] _toRectifying, _toConformal;

    /// <summary>Computes the coefficients.</summary>
    public MeridianSeries(Ellipsoid ellipsoid)
    {
        _ellipsoid = ellipsoid;
        double n = ellipsoid.Flattening / (2 - ellipsoid.Flattening), n2 = n * n, n3 = n2 * n, n4 = n3 * n, n5 = n4 * n, n6 = n5 * n;
        Radius = ellipsoid.SemiMajorAxis / (1 + n) * (1 + (n2 / 4) + (n4 / 64) + (n6 / 256));
        _toRectifying =
        [
            (n / 2) - (2 * n2 / 3) + (5 * n3 / 16) + (41 * n4 / 180) - (127 * n5 / 288) + (7891 * n6 / 37800),
            (13 * n2 / 48) - (3 * n3 / 5) + (557 * n4 / 1440) + (281 * n5 / 630) - (1983433 * n6 / 1935360),
            (61 * n3 / 240) - (103 * n4 / 140) + (15061 * n5 / 26880) + (167603 * n6 / 181440),
            (49561 * n4 / 161280) - (179 * n5 / 168) + (6601661 * n6 / 7257600),
            (34729 * n5 / 80640) - (3418889 * n6 / 1995840),
            212378941 * n6 / 319334400,
        ];
        _toConformal =
        [
            -((n / 2) - (2 * n2 / 3) + (37 * n3 / 96) - (n4 / 360) - (81 * n5 / 512) + (96199 * n6 / 604800)),
            -((n2 / 48) + (n3 / 15) - (437 * n4 / 1440) + (46 * n5 / 105) - (1118711 * n6 / 3870720)),
            -((17 * n3 / 480) - (37 * n4 / 840) - (209 * n5 / 4480) + (5569 * n6 / 90720)),
            -((4397 * n4 / 161280) - (11 * n5 / 504) - (830251 * n6 / 7257600)),
            -((4583 * n5 / 161280) - (108847 * n6 / 3991680)),
            -(20648693 * n6 / 638668800),
        ];
    }

    /// <summary>The meridian's length from the equator to the pole is a quarter turn of this radius, in metres.</summary>
    public double Radius { get; }

    /// <summary>The meridian's length from the equator to a latitude, in metres.</summary>
    public double Distance(double latitude)
    {
        double conformal = Math.Atan(_ellipsoid.ConformalTangent(Math.Tan(latitude)));
        return Radius * ToRectifying(conformal, 0).Xi;
    }

    /// <summary>The latitude at a distance along the meridian from the equator, in metres.</summary>
    public double Latitude(double distance)
    {
        double conformal = ToConformal(distance / Radius, 0).Xi;
        return Math.Atan(_ellipsoid.TangentFromConformal(Math.Tan(conformal)));
    }

    /// <summary>From the sphere's to the ellipsoid's transverse Mercator plane, in units of <see cref="Radius"/>.</summary>
    public (double Xi, double Eta) ToRectifying(double xi, double eta) => Sum(_toRectifying, xi, eta);

    /// <summary>From the ellipsoid's to the sphere's transverse Mercator plane, in units of <see cref="Radius"/>.</summary>
    public (double Xi, double Eta) ToConformal(double xi, double eta) => Sum(_toConformal, xi, eta);

    // Clenshaw's summation of c[j] sin(2 j (xi + i eta)) with complex arguments.
    private static (double Xi, double Eta) Sum(double[] c, double xi, double eta)
    {
        (double sine, double cosine) = Math.SinCos(2 * xi);
        double sinh = Math.Sinh(2 * eta), cosh = Math.Cosh(2 * eta);
        double ar = 2 * cosine * cosh, ai = -2 * sine * sinh, r1 = 0, i1 = 0, r2 = 0, i2 = 0;
        for (int j = c.Length - 1; j >= 0; j--)
        {
            (r1, i1, r2, i2) = ((ar * r1) - (ai * i1) - r2 + c[j], (ar * i1) + (ai * r1) - i2, r1, i1);
        }

        double sr = sine * cosh, si = cosine * sinh;
        return (xi + (sr * r1) - (si * i1), eta + (sr * i1) + (si * r1));
    }
}
