// A program of one file (dotnet run --file): puts a part's report of dotnet-stryker into mutation.tsv, and writes mutation.md from that.
//   FOLDER                                      writes FOLDER/mutation.md from FOLDER/mutation.tsv
//   FOLDER PART REPORT.json COMMIT MINUTES      replaces the part's lines before that; a judgement stays where file, code and change are the same
using System.Globalization;
using System.Text;
using System.Text.Json;

string folder = args[0], table = Path.Combine(folder, "mutation.tsv");
List<string[]> rows = File.Exists(table) ? [.. File.ReadLines(table).Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split('\t'))] : [];
if (args is [_, var part, var report, var commit, var minutes])
{
    var judged = rows.Where(row => row[0] == "survivor").GroupBy(Key).ToDictionary(group => group.Key, group => group.First()[8]);
    rows.RemoveAll(row => row[0] != "hand" && row[1] == part);
    rows.AddRange(Read(part, report, commit, minutes, judged));
    rows = [.. rows.OrderBy(row => Array.IndexOf(["hand", "part", "survivor"], row[0])).ThenBy(row => row[0] == "hand" ? "" : row[1], StringComparer.Ordinal)];   // stable: survivors stay in the order of the files
    File.WriteAllText(table, "# Written by eng/mutate, but for its lines \"hand\"; the last column of a survivor is written by hand too, then: eng/mutate --report\n"
        + string.Concat(rows.Select(row => string.Join('\t', row) + "\n")));
}

File.WriteAllText(Path.Combine(folder, "mutation.md"), Page(rows));
return 0;

// hand, where, change, what notices it
// part, name, date, commit, minutes, killed, timed out, survived, not covered, not compiled
// survivor, part, file, line, code, kind, replacement, status, judgement
static IEnumerable<string[]> Read(string part, string report, string commit, string minutes, Dictionary<string, string> judged)
{
    using var json = JsonDocument.Parse(File.ReadAllBytes(report));
    var count = new Dictionary<string, int>();
    var survivors = new List<string[]>();
    foreach (var file in json.RootElement.GetProperty("files").EnumerateObject().OrderBy(file => file.Name, StringComparer.Ordinal))
    {
        string path = file.Name.Replace('\\', '/');
        int source = path.IndexOf("/src/", StringComparison.Ordinal);
        path = source >= 0 ? path[(source + 5)..] : path;
        string[] lines = file.Value.GetProperty("source").GetString()!.Split('\n');
        foreach (var mutant in file.Value.GetProperty("mutants").EnumerateArray().OrderBy(mutant => mutant.GetProperty("location").GetProperty("start").GetProperty("line").GetInt32()))
        {
            string status = mutant.GetProperty("status").GetString()!;
            count[status] = count.GetValueOrDefault(status) + 1;
            if (status is "Survived" or "NoCoverage")
            {
                int line = mutant.GetProperty("location").GetProperty("start").GetProperty("line").GetInt32();
                string[] row = ["survivor", part, path, line.ToString(CultureInfo.InvariantCulture), Flat(lines[line - 1]), mutant.GetProperty("mutatorName").GetString()!, Flat(mutant.GetProperty("replacement").GetString()!), status, ""];
                row[8] = judged.GetValueOrDefault(Key(row), "");
                survivors.Add(row);
            }
        }
    }

    string Of(string status) => count.GetValueOrDefault(status).ToString(CultureInfo.InvariantCulture);
    return [["part", part, DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), commit, minutes, Of("Killed"), Of("Timeout"), Of("Survived"), Of("NoCoverage"), Of("CompileError")], .. survivors];
}

static string Key(string[] row) => string.Join('\t', row[2], row[4], row[5], row[6]);

static string Flat(string code)
{
    string flat = string.Join(' ', code.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    return flat.Length <= 160 ? flat : flat[..157] + "...";
}

static string Page(List<string[]> rows)
{
    var page = new StringBuilder();
    page.Append("""
        # Mutations that the tests notice

        `eng/mutate PART...` changes the code of a part in one place at a time (dotnet-stryker 5.1.0, its standard level) and runs the tests of that part's folder that reach the place. A change is noticed where a test fails or runs out of time.
        Not counted: changes that do not compile, and those of exceptions' texts, argument checks (`ThrowIf...`) and `ConfigureAwait` (eng/stryker-config.json).
        Tests that want the data sets are skipped, so the score is that of a bare clone.

        | part | noticed | of | score | survived | reached by no test | commit | date | minutes |
        |---|---|---|---|---|---|---|---|---|

        """);
    int allNoticed = 0, all = 0;
    foreach (string[] row in rows.Where(row => row[0] == "part"))
    {
        int[] counts = [.. row[5..].Select(value => int.Parse(value, CultureInfo.InvariantCulture))];
        int noticed = counts[0] + counts[1], total = noticed + counts[2] + counts[3];
        (allNoticed, all) = (allNoticed + noticed, all + total);
        page.Append(CultureInfo.InvariantCulture, $"| {row[1]} | {noticed} | {total} | {Share(noticed, total)} | {counts[2]} | {counts[3]} | {row[3]} | {row[2]} | {row[4]} |\n");
    }

    page.Append(all == 0
        ? "\nNo part has been run to its end yet: there is no score. `eng/mutate --list` names the parts.\n"
        : string.Create(CultureInfo.InvariantCulture, $"| all of these | {allNoticed} | {all} | {Share(allNoticed, all)} | | | | | |\n\n`eng/mutate --list` names the parts; those that are not in the table were not run.\n"));
    if (rows.Any(row => row[0] == "hand"))
    {
        page.Append("\n## By hand\n\nChanges that were made by hand, each with the test that was seen to fail, or the reason why none can.\n\n| where | change | noticed by |\n|---|---|---|\n");
        foreach (string[] row in rows.Where(row => row[0] == "hand"))
        {
            page.Append(CultureInfo.InvariantCulture, $"| {row[1]} | {row[2].Replace("|", "\\|", StringComparison.Ordinal)} | {row[3]} |\n");
        }
    }

    foreach (var part in rows.Where(row => row[0] == "survivor").GroupBy(row => row[1]))
    {
        page.Append(CultureInfo.InvariantCulture, $"\n## Survivors of {part.Key}\n\n| where | code | changed to | judgement |\n|---|---|---|---|\n");
        foreach (string[] row in part)
        {
            string reached = row[7] == "NoCoverage" ? "reached by no test; " : "";
            page.Append(CultureInfo.InvariantCulture, $"| {row[2]}:{row[3]} | {Code(row[4])} | {Code(row[6])} | {reached}{(row[8].Length > 0 ? row[8] : "not judged yet")} |\n");
        }
    }

    return page.ToString();
}

static string Share(int part, int of) => of == 0 ? "" : (100.0 * part / of).ToString("f1", CultureInfo.InvariantCulture) + " %";

static string Code(string text) => "`` " + text.Replace("|", "\\|", StringComparison.Ordinal) + " ``";
