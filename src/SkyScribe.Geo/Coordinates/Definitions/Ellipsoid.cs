namespace SkyScribe.Geo.Coordinates.Definitions;

/// <summary>The figure of the Earth that a datum uses, with the auxiliary latitudes that the projections need.</summary>
/// <remarks>Formulas: IOGP Publication 373-7-2 (Geomatics Guidance Note 7, part 2), "Map projections"; C. F. F. Karney, Transverse Mercator with an
/// accuracy of a few nanometers, J. Geodesy 85 (2011), Eq. 7-9 and 19-21 for the conformal latitude. Angles in radians, lengths in metres.</remarks>
/// <param name="Name">the name in the definition, such as <c>WGS 84</c></param>
/// <param name="SemiMajorAxis">in metres</param>
/// <param name="InverseFlattening">1/f; 0 for a sphere</param>
/// <param name="Code">EPSG's code; null where the definition has none</param>
internal sealed record Ellipsoid(string Name, double SemiMajorAxis, double InverseFlattening, int? Code = null)
{
    // The equatorial and polar radius of everything that has been taken for the Earth lies well inside; Venus, the next in size, has 6,051,800 m.
    private const double SmallestEarth = 6_350_000, GreatestEarth = 6_385_000;

    /// <summary>The flattening.</summary>
    public double Flattening { get; } = InverseFlattening == 0 ? 0 : 1 / InverseFlattening;

    /// <summary>The square of the eccentricity.</summary>
    public double E2 { get; } = InverseFlattening == 0 ? 0 : (2 - (1 / InverseFlattening)) / InverseFlattening;

    /// <summary>The eccentricity.</summary>
    public double E { get; } = InverseFlattening == 0 ? 0 : Math.Sqrt((2 - (1 / InverseFlattening)) / InverseFlattening);

    /// <summary>Whether it has the size of the Earth, so that longitude and latitude on it mean places on the Earth.</summary>
    public bool IsEarth => SemiMajorAxis is >= SmallestEarth and <= GreatestEarth && SemiMajorAxis * (1 - Flattening) is >= SmallestEarth
        and <= GreatestEarth;

    /// <summary>A sphere with this one's equatorial radius.</summary>
    public Ellipsoid EquatorialSphere => new(Name, SemiMajorAxis, 0);

    /// <summary>Radius of curvature across the meridian, in metres.</summary>
    public double PrimeVerticalRadius(double latitude)
    {
        double sine = Math.Sin(latitude);
        return SemiMajorAxis / Math.Sqrt(1 - (E2 * sine * sine));
    }

    /// <summary>Radius of curvature along the meridian, in metres.</summary>
    public double MeridianRadius(double latitude)
    {
        double sine = Math.Sin(latitude), w = 1 - (E2 * sine * sine);
        return SemiMajorAxis * (1 - E2) / (w * Math.Sqrt(w));
    }

    /// <summary>Radius of the parallel in units of the semi-major axis: m in the guidance note.</summary>
    public double ParallelRadius(double latitude)
    {
        double sine = Math.Sin(latitude);
        return Math.Cos(latitude) / Math.Sqrt(1 - (E2 * sine * sine));
    }

    /// <summary>The isometric latitude; exp(-it) is t of the guidance note. Finite at the poles because the argument is.</summary>
    public double IsometricLatitude(double latitude) => Math.Asinh(Math.Tan(latitude)) - (E * Math.Atanh(E * Math.Sin(latitude)));

    /// <summary>The latitude whose isometric latitude is the argument.</summary>
    public double LatitudeFromIsometric(double isometric) =>
        double.Abs(isometric) > 38 ? Math.CopySign(Math.PI / 2, isometric) : Math.Atan(TangentFromConformal(Math.Sinh(isometric)));

    /// <summary>The conformal latitude's tangent for the latitude's tangent.</summary>
    public double ConformalTangent(double tangent)
    {
        double secant = Math.Sqrt(1 + (tangent * tangent)), sigma = Math.Sinh(E * Math.Atanh(E * tangent / secant));
        return (tangent * Math.Sqrt(1 + (sigma * sigma))) - (sigma * secant);
    }

    /// <summary>The latitude's tangent for the conformal latitude's tangent: Newton's method, which converges in two or three steps.</summary>
    public double TangentFromConformal(double conformal)
    {
        double tangent = conformal / (1 - E2);
        for (int step = 0; step < 6; step++)
        {
            double there = ConformalTangent(tangent), square = tangent * tangent;
            double change = (conformal - there) / Math.Sqrt(1 + (there * there)) * (1 + ((1 - E2) * square)) / ((1 - E2) * Math.Sqrt(1 + square));
            tangent += change;
            if (!(double.Abs(change) > 1e-15 * Math.Max(1, double.Abs(tangent))))
            {
                break;
            }
        }

        return tangent;
    }

    /// <summary>q of the guidance note: 2 at the pole of a sphere; the sine of the authalic latitude is its share of the pole's.</summary>
    public double AuthalicQ(double latitude)
    {
        double sine = Math.Sin(latitude);
        return E == 0 ? 2 * sine : (1 - E2) * ((sine / (1 - (E2 * sine * sine))) + (Math.Atanh(E * sine) / E));
    }

    /// <summary>The latitude for its q; not a number where q is beyond the poles'.</summary>
    public double LatitudeFromAuthalicQ(double q)
    {
        double share = q / AuthalicQ(Math.PI / 2);
        if (!(double.Abs(share) < 1 - 1e-15))
        {
            return double.Abs(share) < 1 + 1e-9 ? Math.CopySign(Math.PI / 2, share) : double.NaN;
        }

        double latitude = Math.Asin(share);
        for (int step = 0; E != 0 && step < 8; step++)
        {
            double sine = Math.Sin(latitude), w = 1 - (E2 * sine * sine);
            double change = w * w / (2 * (1 - E2) * Math.Cos(latitude)) * (q - AuthalicQ(latitude));
            latitude += change;
            if (!(double.Abs(change) > 1e-15))
            {
                break;
            }
        }

        return latitude;
    }
}
