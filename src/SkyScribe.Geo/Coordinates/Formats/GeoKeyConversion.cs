using SkyScribe.Geo.Coordinates.Definitions;

using static SkyScribe.Geo.Coordinates.Definitions.ProjectionParameter;

namespace SkyScribe.Geo.Coordinates.Formats;

/// <summary>Reads a map projection of a GeoTIFF's own: the number of a coordinate transformation and its parameters.</summary>
/// <remarks>A parameter may stand under several keys, because writers disagree; the first that is there counts, in the order of GDAL.</remarks>
internal static class GeoKeyConversion
{
    private static readonly int[] Latitude = [3081, 3085, 3089], Longitude = [3080, 3084, 3088], Scale = [3092, 3093], X = [3082, 3090, 3086],
        Y = [3083, 3091, 3087];
    private static readonly int[] CentreLatitude = [3089, 3085, 3081], CentreLongitude = [3088, 3084, 3080], FalseLatitude = [3085, 3081, 3089],
        FalseLongitude = [3084, 3080, 3088];
    private static readonly int[] FalseX = [3086, 3082, 3090], FalseY = [3087, 3083, 3091], CentreX = [3090, 3082, 3086],
        CentreY = [3091, 3083, 3087];

    /// <summary>The conversion; its method code is 0 where the number is not understood.</summary>
    /// <param name="transformation">key 3075</param>
    /// <param name="number">gives the number under a key; null where there is none</param>
    public static Conversion Read(int transformation, Func<int, double?> number, Unit angle, Unit length)
    {
        (int method, (ProjectionParameter Parameter, int[] Keys)[] parameters) = Method(transformation, number);
        ProjectionMethod? known = ProjectionMethod.Find(method);
        string name = known?.Name ?? $"GeoTIFF's coordinate transformation {transformation}";
        if (angle.Factor != Unit.Degree.Factor)
        {
            // By the standard the parameters are in the angular unit; GDAL writes degrees.
            return new Conversion($"{name} with angles in {angle.Name}, which programs write in different ways", 0,
                $"{name} with angles in {angle.Name}", []);
        }

        List<ParameterValue> values = [];
        foreach ((ProjectionParameter parameter, int[] keys) in parameters)
        {
            UnitKind kind = ParameterNames.KindOf(parameter);
            double? value = keys.Select(number).FirstOrDefault(found => found is not null);
            if (value is null && kind == UnitKind.Angle && parameter is not (RectifiedGridAngle or LatitudeOfOrigin or StandardParallel1))
            {
                return new Conversion(name + $" without its {ParameterNames.Of(parameter).ToLowerInvariant()}", 0, name, []);
            }

            if (value is not null)
            {
                values.Add(new ParameterValue(
                    parameter, value.Value, kind == UnitKind.Angle ? angle : kind == UnitKind.Length ? length : Unit.Unity));
            }
        }

        return new Conversion(name, known is null ? 0 : method, name, values);
    }

    private static (int Method, (ProjectionParameter, int[])[] Parameters) Method(int transformation, Func<int, double?> number)
    {
        (ProjectionParameter, int[])[] origin = [(LatitudeOfOrigin, Latitude), (LongitudeOfOrigin, Longitude), (FalseEasting, X), (FalseNorthing, Y)];
        (ProjectionParameter, int[])[] scaled = [.. origin, (ScaleAtOrigin, Scale)];
        (ProjectionParameter, int[])[] centre = [
            (LatitudeOfOrigin, CentreLatitude), (LongitudeOfOrigin, CentreLongitude), (FalseEasting, X), (FalseNorthing, Y)];
        (ProjectionParameter, int[])[] parallels =
        [
            (LatitudeOfFalseOrigin, FalseLatitude), (LongitudeOfFalseOrigin, FalseLongitude), (StandardParallel1, [3078]),
            (StandardParallel2, [3079]), (EastingAtFalseOrigin, FalseX),
            (NorthingAtFalseOrigin, FalseY),
        ];
        (ProjectionParameter, int[])[] oneParallel = [
            (StandardParallel1, [3078]), (LongitudeOfOrigin, Longitude), (FalseEasting, X), (FalseNorthing, Y)];
        (ProjectionParameter, int[])[] oblique =
            [(LatitudeOfCentre, CentreLatitude), (LongitudeOfCentre, CentreLongitude), (Azimuth, [3094]), (RectifiedGridAngle, [3096]),
            (ScaleOnInitialLine, [3093, 3092])];
        return transformation switch
        {
            1 => (9807, scaled),
            27 => (9808, scaled),
            3 => (9812, [.. oblique, (FalseEasting, X), (FalseNorthing, Y)]),
            9815 => (9815, [.. oblique, (EastingAtCentre, CentreX), (NorthingAtCentre, CentreY)]),
            4 => (9813, [(LatitudeOfCentre, CentreLatitude), (LongitudeOfCentre, CentreLongitude), (Azimuth, [3094]),
                (ScaleOnInitialLine, [3093, 3092]), (FalseEasting, X), (FalseNorthing, Y)]),
            7 => number(3078) is not null ? (9805, oneParallel) : (9804, scaled),
            8 => (9802, parallels),
            9 => (9801, scaled),
            10 => (9820, centre),
            11 => (9822, parallels),
            15 => PolarStereographic(number),
            16 => (9809, scaled),
            17 => (1028, [(StandardParallel1, [3078]), (LongitudeOfOrigin, CentreLongitude), (FalseEasting, X), (FalseNorthing, Y)]),
            18 => (9806, origin),
            22 => (9818, origin),
            24 => (ProjectionMethod.SinusoidalCode, [(LongitudeOfOrigin, CentreLongitude), (FalseEasting, X), (FalseNorthing, Y)]),
            26 => (9811, origin),
            28 => (9835, oneParallel),
            _ => (0, []),
        };
    }

    // The latitude is the standard parallel's, or the pole's with a scale factor.
    private static (int, (ProjectionParameter, int[])[]) PolarStereographic(Func<int, double?> number)
    {
        int[] longitude = [3095, 3080, 3084, 3088], latitude = [3081, 3085, 3089];
        double? value = latitude.Select(number).FirstOrDefault(found => found is not null), scale =
            Scale.Select(number).FirstOrDefault(found => found is not null);
        bool atPole = value is not null && double.Abs(value.Value) == 90;
        return atPole
            ? (9810, [(LatitudeOfOrigin, latitude), (LongitudeOfOrigin, longitude), (ScaleAtOrigin, Scale), (FalseEasting, X), (FalseNorthing, Y)])
            : value is null || (scale is not null && scale != 1) ? (0, [])
            : (9829, [(StandardParallel, latitude), (LongitudeFromPole, longitude), (FalseEasting, X), (FalseNorthing, Y)]);
    }
}
