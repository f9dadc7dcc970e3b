using System.CommandLine;
using System.Globalization;
using SkyScribe.Geo;
using SkyScribe.IO;

namespace SkyScribe.Cli;

/// <summary>The options that say how rasters are cut into tiles and shown to the model.</summary>
/// <param name="overlap">the overlap where none is named; null for the usual one</param>
internal sealed class RasterChoice(double? overlap = null)
{
    private const string OwnPixels = "own";
    private static readonly RasterOptions Defaults = new();

    private readonly Option<int> _tile = new(
        "--tile") { Description = "Width and height of a tile, in pixels that the model sees.", DefaultValueFactory = _ => Defaults.Tile };

    private readonly Option<double> _overlap = new("--overlap")
    {
        Description = "Share of a tile that its neighbour covers too, 0 to 0.9.", DefaultValueFactory = _ => overlap ?? Defaults.Overlap,
    };

    private readonly Option<string?> _gsd = new("--gsd")
    {
        Description = "Metres on the ground of a pixel that the model sees, or 'own' for the raster's own pixels; left out: what the model is best at, where the raster's pixels are not too coarse for it.",
    };

    private readonly Option<string?> _bands = new("--bands")
    {
        Description = "Bands that become red, green and blue, counted from 1, such as 4,3,2; or one, for grey; or a file for each, such as R.tif,G.tif,B.tif. Left out: the file's own colours.",
    };

    private readonly Option<string?> _stretch = RenderingChoice.CreateStretch("the model's training");

    private readonly Option<double?> _noData = new("--nodata") { Description = "A value that stands for missing pixels, beside the file's own." };

    private readonly Option<string?> _columns = new(
        "--columns") { Description = "Attributes that get a column with their probability, as in water,trees." };

    /// <summary>How often regions are smoothed.</summary>
    public static Option<int> CreateSmoothing() => new("--smooth")
    {
        Description = "Passes in which a tile of the layer 'regions' takes what most of its neighbours say; 0 for none.",
        DefaultValueFactory = _ => 0,
    };

    /// <summary>The passes that were chosen.</summary>
    /// <exception cref="OptionException">They are out of range.</exception>
    public static int Smoothing(ParseResult parsed, Option<int> option) => parsed.GetValue(option) is >= 0 and <= 100 and var passes ? passes
        : throw new OptionException("--smooth: expected 0 to 100 passes");

    /// <summary>The options, in the order of the help.</summary>
    public ReadOnlySpan<Symbol> All => new Symbol[] { _tile, _overlap, _gsd, _bands, _stretch, _noData, _columns };

    /// <summary>Those of them that say how tiles become pictures.</summary>
    public ReadOnlySpan<Symbol> OfTiles => All[..^1];

    /// <summary>How the values of pictures become 8 bits.</summary>
    public Option<string?> Stretch => _stretch;

    /// <summary>Numbers of bands, or files.</summary>
    public Option<string?> Bands => _bands;

    /// <summary>What was chosen.</summary>
    /// <exception cref="OptionException">A value is out of range.</exception>
    public RasterOptions Read(ParseResult parsed)
    {
        var options = new RasterOptions
        {
            Tile = parsed.GetValue(_tile), Overlap = parsed.GetValue(_overlap), GroundResolution = Metres(parsed.GetValue(_gsd)),
            KeepPixels = parsed.GetValue(_gsd) == OwnPixels,
            NoData = parsed.GetValue(_noData),
            Rendering = RenderingChoice.Read(parsed.GetValue(_stretch), BandFiles(parsed) is null ? parsed.GetValue(_bands) : null),
        };
        options.Validate();
        return options;
    }

    /// <summary>The rasters that the arguments and <c>--bands</c> name.</summary>
    /// <exception cref="OptionException">There is none, or both name some.</exception>
    public IReadOnlyList<string> Rasters(ParseResult parsed, string[] arguments) => (arguments.Length, BandFiles(parsed)) switch
    {
        (0, null) => throw new OptionException("name a raster, a folder or a pattern, or a file for each band in --bands"),
        (> 0, { } files) => throw new OptionException($"--bands {files}: names files, so no other raster can be named"),
        (0, { } files) => [files],
        _ => RasterFiles.Expand(arguments),
    };

    /// <summary>The attributes that get a column of their own.</summary>
    public string[] Columns(ParseResult parsed) =>
        parsed.GetValue(_columns)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    /// <summary>Says where the model lacks one of <see cref="Columns"/>.</summary>
    /// <exception cref="OptionException">It does.</exception>
    public static void RequireAttributes(IImageCaptioner captioner, string[] names)
    {
        if (captioner is Captioner package && names.FirstOrDefault(name => !package.Package.Attributes.Contains(name)) is { } unknown)
        {
            throw new OptionException(
                $"--columns: the model has no attribute {SkyScribeException.Quote(unknown)}; it has {string.Join(", ", package.Package.Attributes.Take(12))} and {Math.Max(0, package.Package.Attributes.Count - 12)} others");
        }
    }

    private static double? Metres(string? text) => text is null or OwnPixels ? null
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double metres) ? metres
        : throw new OptionException($"--gsd: found {SkyScribeException.Quote(text)}, expected metres, such as 0.5, or '{OwnPixels}'");

    // Of --bands, where it is not numbers.
    private string? BandFiles(ParseResult parsed) =>
        parsed.GetValue(_bands) is { } text && !text.All(letter => char.IsAsciiDigit(letter) || letter is ',' or ' ') ? text : null;
}
