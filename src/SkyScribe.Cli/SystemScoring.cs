using SkyScribe.Datasets.Scores;
using SkyScribe.IO;
using SkyScribe.Metrics.Scores;
using SkyScribe.Metrics.Significance;

namespace SkyScribe.Cli;

/// <summary>Several files of captions scored against the same references, as one table.</summary>
internal static class SystemScoring
{
    /// <summary>Scores every file.</summary>
    /// <param name="files">the captions of a system each</param>
    /// <param name="references">the references</param>
    /// <param name="allowPartial">whether images without captions are left out</param>
    /// <param name="score">scores one system's captions</param>
    /// <param name="resampling">how to estimate intervals and tests</param>
    /// <exception cref="SkyScribeException">A file cannot be read, or has captions of other images than the first.</exception>
    public static SystemTable Table(
        IReadOnlyList<string> files, ReferenceFile references, bool allowPartial, Func<ScoringSet, CaptionScores> score, ResamplingOptions resampling)
    {
        ScoringSet[] sets = [.. files.Select(file => ScoringSet.Join(CandidateFile.Read(file), references, allowPartial))];
        for (int i = 1; i < sets.Length; i++)
        {
            // both are in the references' order
            string[] different = [.. sets[i].References.Zip(sets[i].Ids).ExceptBy(sets[0].References, pair => pair.First)
                .Select(pair => pair.Second).Take(3)];
            if (sets[i].Ids.Count != sets[0].Ids.Count || different.Length > 0)
            {
                string only = different.Length > 0 ? $"; only it has {string.Join(", ", different)}" : "";
                throw new SkyScribeException(
                    files[i], "", $"captions of {sets[i].Ids.Count} images", $"those of the same {sets[0].Ids.Count} images as in {files[0]}{only}");
            }
        }

        string[] names = Names(files);
        return SystemTable.Of([.. sets.Select((set, i) => (names[i], score(set)))], resampling);
    }

    /// <summary>Prints a table, and writes it as JSON where that is asked for.</summary>
    public static void Show(SystemTable table, string form, string? output)
    {
        Console.Write(SystemTableText.Of(table, form));
        if (output is not null)
        {
            StrictJson.Write(output, table, CliJson.Strict.SystemTable);
        }
    }

    /// <summary>Short names of files: without folder and ending, or as given where two would be called the same.</summary>
    public static string[] Names(IReadOnlyList<string> files)
    {
        string[] names = [.. files.Select(file => Path.GetFileNameWithoutExtension(Path.TrimEndingDirectorySeparator(file)))];
        return names.Distinct(StringComparer.Ordinal).Count() == names.Length ? names : [.. files];
    }
}
