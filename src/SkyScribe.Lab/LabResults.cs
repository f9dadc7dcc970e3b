using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using SkyScribe.Datasets.Scores;
using SkyScribe.IO;
using SkyScribe.Training.Checkpoints;

namespace SkyScribe.Lab;

/// <summary>
/// The results of plans' runs in a folder: for each plan a folder with a small file a run, <c>ID-seedN.json</c>, and one <c>scores.zip</c> with what
/// all of its runs scored on every image. Older versions left the scores beside the results, in files named by the whole row; they are read too.
/// </summary>
/// <param name="folder">folder of all results</param>
public sealed class LabResults(string folder)
{
    private static readonly JsonSerializerOptions CompactJson = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The folder of a plan's results.</summary>
    /// <param name="plan">the plan's name</param>
    public string FolderOf(string plan) => Path.Combine(folder, plan);

    /// <summary>A run's result; null where it has none yet.</summary>
    /// <exception cref="CheckpointException">It is damaged, of another row, or of other settings than the plan has now.</exception>
    public LabResult? Find(LabPlan plan, LabRow row, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(row);
        return PathOf(plan, row, seed) is { } path ? LabResult.Read(path, plan, row) : null;
    }

    /// <summary>What a run with a result scored on a split's images.</summary>
    /// <exception cref="CheckpointException">The scores are missing.</exception>
    /// <exception cref="CaptionFileException">The scores are damaged.</exception>
    public ScoreFile Scores(LabPlan plan, LabRow row, ulong seed, string split)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(row);
        string archive = ArchiveOf(plan, row), entry = EntryOf(row, seed, split);
        if (File.Exists(archive) && ScoreArchive.Names(archive).Contains(entry))
        {
            return ScoreFile.Read($"{archive}:{entry}");
        }

        string old = OldScores(PathOf(plan, row, seed) ?? NewPath(plan, row, seed), split);
        return File.Exists(old) ? ScoreFile.Read(old)
            : throw new CheckpointException($"{archive}: has no {entry}; it belongs to the result {row.FileName(seed)}.json beside it");
    }

    /// <summary>Keeps what a run gave; the result comes last, so that one that is there has its scores.</summary>
    /// <param name="plan">the plan</param>
    /// <param name="row">its row</param>
    /// <param name="result">the result</param>
    /// <param name="scores">for each split the file of scores</param>
    public void Write(LabPlan plan, LabRow row, LabResult result, IReadOnlyDictionary<string, byte[]> scores)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(row);
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(scores);
        ulong seed = result.Options.Seed;
        Directory.CreateDirectory(FolderOf(plan.Name));
        if (scores.Count > 0)
        {
            ScoreArchive.Put(ArchiveOf(plan, row), scores.ToDictionary(split => EntryOf(row, seed, split.Key), split => Compact(split.Value)));
        }

        AtomicFile.WriteText(NewPath(plan, row, seed), Text(result));
    }

    /// <summary>Puts a plan's results of older versions into today's form: short names, compact files, the images' scores in one archive. Results in
    /// today's form are left as they are.</summary>
    /// <param name="plan">the plan</param>
    /// <returns>how many results were changed</returns>
    /// <exception cref="CheckpointException">A result is damaged, or its scores are missing.</exception>
    public int Pack(LabPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        int packed = 0;
        foreach (var (row, seed) in plan.Rows.Where(row => !row.Published && row.From is null)
            .SelectMany(row => row.Seeds.Select(seed => (row, seed))))
        {
            if (PathOf(plan, row, seed) is not { } path)
            {
                continue;
            }

            LabResult result = LabResult.Read(path, plan, row);
            string[] old = [.. result.Scores.Keys.Select(split => OldScores(path, split)).Where(File.Exists)];
            if (path == NewPath(plan, row, seed) && old.Length == 0 && File.ReadAllText(path) == Text(result))
            {
                continue;
            }

            Write(plan, row, result, result.Scores.Keys.Where(split => File.Exists(OldScores(path, split)))
                .ToDictionary(split => split, split => File.ReadAllBytes(OldScores(path, split))));
            foreach (string split in result.Scores.Keys)
            {
                _ = Scores(plan, row, seed, split);   // what is removed below must be readable where it is now
            }

            foreach (string file in path == NewPath(plan, row, seed) ? old : [.. old, path])
            {
                File.Delete(file);
            }

            packed++;
        }

        return packed;
    }

    /// <summary>Where a run's result lies, under today's name or under that of an older version; null where it has none.</summary>
    internal string? PathOf(LabPlan plan, LabRow row, ulong seed)
    {
        string today = NewPath(plan, row, seed), old = Path.Combine(FolderOf(row.From ?? plan.Name), row.OldFileName(seed) + ".json");
        return File.Exists(today) ? today : old != today && File.Exists(old) && LabResult.RowOf(old) == row.RunName ? old : null;
    }

    // A member a line, so that two results can be compared line by line; indented all through, a file would have twice the size.
    private static string Text(LabResult result)
    {
        JsonObject members = JsonSerializer.SerializeToNode(result, StrictJson.Options)!.AsObject();
        return $"{{\n{string.Join(",\n", members.Select(member => $"  \"{member.Key}\": {member.Value?.ToJsonString(CompactJson) ?? "null"}"))}\n}}\n";
    }

    private static byte[] Compact(byte[] json)
    {
        using var document = JsonDocument.Parse(json);
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            document.WriteTo(writer);
        }

        return stream.ToArray();
    }

    private static string OldScores(string path, string split) => Path.ChangeExtension(path, $".{split}.scores.json");

    private static string EntryOf(LabRow row, ulong seed, string split) => $"{row.FileName(seed)}.{split}.scores.json";

    private string NewPath(LabPlan plan, LabRow row, ulong seed) => Path.Combine(FolderOf(row.From ?? plan.Name), row.FileName(seed) + ".json");

    private string ArchiveOf(LabPlan plan, LabRow row) => Path.Combine(FolderOf(row.From ?? plan.Name), "scores" + ScoreArchive.Ending);
}
