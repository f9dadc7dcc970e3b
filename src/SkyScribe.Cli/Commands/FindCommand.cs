using System.CommandLine;
using System.Globalization;
using SkyScribe.Geo.Layers;
using SkyScribe.Geo.Search;
using SkyScribe.IO;

namespace SkyScribe.Cli.Commands;

/// <summary><c>skyscribe find</c>: searches the captions of a layer.</summary>
internal static class FindCommand
{
    /// <param name="models">which models it can open, for pictures</param>
    public static Command Create(ICaptionModels models)
    {
        var layer = new Argument<string>(
            "LAYER") { Description = $"What raster wrote ({string.Join(", ", LayerFile.Endings)}), or the JSON lines of caption." };
        var query = new Argument<string?>("QUERY") { Description = "What to look for, in words; none with --like.", Arity = ArgumentArity.ZeroOrOne };
        var like = new Option<string?>("--like") { Description = "A picture: lists the tiles that look most like it. The layer must be written with raster --features." };
        var model = new Option<string?>("--model") { Description = $"For --like: the model that the layer was written with. {models.Description}" };
        var output = new Option<string?>("--out") { Description = "Write what is found as a layer, by its ending." };
        var top = new Option<int>("--top") { Description = "Most rows.", DefaultValueFactory = _ => 20 };
        var command = new ToolCommand(
            "find", "Searches the captions and attributes of a layer: first what has all words of the query, then what has some; or, with --like, for tiles that look like a picture. Exit code 1 where nothing is found.")
        {
            Examples = ["find city.gpkg \"tennis courts beside a road\"", "find city.gpkg \"storage tanks\" --top 500 --out tanks.geojson",
            "find city.gpkg --like court.jpg --top 50"],
        };
        command.AddAll(layer, query, like, output, top, model);
        command.SetAction(parsed => ExitCode.Of(() =>
        {
            AtomicFile.Prepare(parsed.GetValue(output));
            int most = parsed.GetValue(top) is >= 1 and <= 1_000_000 and var count ? count
                : throw new OptionException("--top: expected 1 to 1,000,000");
            string? words = parsed.GetValue(query), picture = parsed.GetValue(like);
            var (rows, reference) = (words, picture) switch
            {
                ({ } text, null) => LayerSearch.Find(parsed.GetValue(layer)!, text, most),
                (null, { } file) => Like(models, parsed.GetValue(model), parsed.GetValue(layer)!, file, most),
                _ => throw new OptionException("name what to look for: words, as in 'tennis courts beside a road', or a picture with --like; not both"),
            };
            string wanted = words ?? $"pictures like {picture}";
            foreach (var found in rows)
            {
                Console.WriteLine(Line(found));
            }

            if (rows.Count == 0)
            {
                Console.Error.WriteLine($"nothing in {parsed.GetValue(layer)} has {(words is null ? "a tile" : $"a word of {SkyScribeException.Quote(words)}")}");
                return ExitCode.SomeFailed;
            }

            if (parsed.GetValue(output) is { } path)
            {
                LayerSearch.Write(path, rows, reference, wanted);
            }

            return ExitCode.Success;
        }));
        return command;
    }

    private static (IReadOnlyList<FoundRow> Rows, LayerReference Reference) Like(
        ICaptionModels models, string? model, string layer, string picture, int most)
    {
        using var captioner = models.Open(model);
        return LikenessSearch.Find(layer, captioner, picture, most);
    }

    private static string Line(FoundRow found)
    {
        var row = found.Row;
        string place = row.Values.GetValueOrDefault("image") as string ?? string.Create(
            CultureInfo.InvariantCulture,
            $"{Path.GetFileName(row.Values.GetValueOrDefault("raster") as string)} column {row.Values.GetValueOrDefault("pixel_left")} row {row.Values.GetValueOrDefault("pixel_top")}");
        string where = row.Values.GetValueOrDefault("longitude") is { } longitude
            ? string.Create(CultureInfo.InvariantCulture, $" ({row.Values.GetValueOrDefault("latitude"):f6}, {longitude:f6})") : "";
        string confidence = row.Values.GetValueOrDefault("confidence") is { } value ? string.Create(CultureInfo.InvariantCulture, $"  [{value:f2}]")
            : "";
        string likeness = found.Likeness is { } cosine ? string.Create(CultureInfo.InvariantCulture, $"{cosine:f3}  ") : "";
        return $"{likeness}{place}{where}: {row.Caption}{confidence}";
    }
}
