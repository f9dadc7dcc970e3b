using System.CommandLine;
using System.Globalization;
using SkyScribe.Geo.Layers;
using SkyScribe.Geo.Search;
using SkyScribe.IO;

namespace SkyScribe.Cli.Commands;

/// <summary><c>skyscribe find</c>: searches the captions of a layer.</summary>
internal static class FindCommand
{
    public static Command Create()
    {
        var layer = new Argument<string>(
            "LAYER") { Description = $"What raster wrote ({string.Join(", ", LayerFile.Endings)}), or the JSON lines of caption." };
        var query = new Argument<string>("QUERY") { Description = "What to look for, in words." };
        var output = new Option<string?>("--out") { Description = "Write what is found as a layer, by its ending." };
        var top = new Option<int>("--top") { Description = "Most rows.", DefaultValueFactory = _ => 20 };
        var command = new ToolCommand(
            "find", "Searches the captions and attributes of a layer: first what has all words of the query, then what has some. Exit code 1 where nothing is found.")
        {
            Examples = ["find city.gpkg \"tennis courts beside a road\"", "find city.gpkg \"storage tanks\" --top 500 --out tanks.geojson"],
        };
        command.AddAll(layer, query, output, top);
        command.SetAction(parsed => ExitCode.Of(() =>
        {
            AtomicFile.Prepare(parsed.GetValue(output));
            int most = parsed.GetValue(top) is >= 1 and <= 1_000_000 and var count ? count
                : throw new OptionException("--top: expected 1 to 1,000,000");
            string words = parsed.GetValue(query)!;
            var (rows, reference) = LayerSearch.Find(parsed.GetValue(layer)!, words, most);
            foreach (var found in rows)
            {
                Console.WriteLine(Line(found.Row));
            }

            if (rows.Count == 0)
            {
                Console.Error.WriteLine($"nothing in {parsed.GetValue(layer)} has a word of {SkyScribeException.Quote(words)}");
                return ExitCode.SomeFailed;
            }

            if (parsed.GetValue(output) is { } path)
            {
                LayerSearch.Write(path, rows, reference, words);
            }

            return ExitCode.Success;
        }));
        return command;
    }

    private static string Line(LayerRow row)
    {
        string place = row.Values.GetValueOrDefault("image") as string ?? string.Create(
            CultureInfo.InvariantCulture,
            $"{Path.GetFileName(row.Values.GetValueOrDefault("raster") as string)} column {row.Values.GetValueOrDefault("pixel_left")} row {row.Values.GetValueOrDefault("pixel_top")}");
        string where = row.Values.GetValueOrDefault("longitude") is { } longitude
            ? string.Create(CultureInfo.InvariantCulture, $" ({row.Values.GetValueOrDefault("latitude"):f6}, {longitude:f6})") : "";
        string confidence = row.Values.GetValueOrDefault("confidence") is { } value ? string.Create(CultureInfo.InvariantCulture, $"  [{value:f2}]")
            : "";
        return $"{place}{where}: {row.Caption}{confidence}";
    }
}
