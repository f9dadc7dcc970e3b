using System.Text;
using System.Text.Json;
using SkyScribe.IO;
using SkyScribe.Training.Checkpoints;

namespace SkyScribe.Training.Training;

/// <summary>One finished epoch in a run's log.</summary>
/// <param name="Step">Steps done in all.</param>
/// <param name="Epoch">The epoch.</param>
internal sealed record LogEntry(long Step, EpochSummary Epoch);

/// <summary><c>log.jsonl</c>: a line of JSON for each epoch, whose last member <c>sha256</c> is the hash of what stands before it, so that a changed
/// line is noticed.</summary>
internal static class TrainingLog
{
    private const long MaximumBytes = 64 << 20;
    private const string Mark = ",\"sha256\":\"", End = "\"}";
    private static readonly int Tail = Mark.Length + Sha256.Of("").Length + End.Length;
    private static readonly JsonSerializerOptions LineOptions = new(StrictJson.Options) { WriteIndented = false };

    /// <summary>The lines of a log, none where there is no log. Lines of older versions have no hash.</summary>
    /// <exception cref="CheckpointException">A line is damaged.</exception>
    public static LogEntry[] Read(string path)
    {
        if (!File.Exists(path))
        {
            return [];
        }

        string[] lines = BoundedFile.Decode(path, BoundedFile.Read(path, MaximumBytes, "the log of a training run", Problem), Problem).Split('\n');
        var entries = new List<LogEntry>();
        for (int i = 0; i < lines.Length; i++)
        {
            if (lines[i].Trim().Length > 0)
            {
                entries.Add(Parse(path, i + 1, lines[i].Trim()));
            }
        }

        return [.. entries];
    }

    /// <summary>Replaces a log as a whole.</summary>
    public static void Write(string path, IEnumerable<LogEntry> entries)
    {
        var text = new StringBuilder();
        foreach (LogEntry entry in entries)
        {
            string line = JsonSerializer.Serialize(entry, LineOptions)[..^1];
            text.Append(line).Append(Mark).Append(Sha256.Of(line)).Append(End).Append('\n');
        }

        AtomicFile.WriteText(path, text.ToString());
    }

    private static LogEntry Parse(string path, int number, string line)
    {
        string json = line;
        if (line.Length > Tail && line.AsSpan(line.Length - Tail).StartsWith(Mark))
        {
            string body = line[..^Tail];
            if (!line.AsSpan(line.Length - Tail + Mark.Length).SequenceEqual(Sha256.Of(body) + End))
            {
                throw Damaged(path, number, "a line that does not have the hash at its end");
            }

            json = body + "}";
        }

        try
        {
            // A damaged line may be good JSON of another meaning: null, or an epoch below 1.
            return JsonSerializer.Deserialize<LogEntry>(json, LineOptions) is { Epoch: { Epoch: >= 1, Scores: not null }, Step: >= 0 } entry
                ? entry
                : throw Damaged(path, number, json == "null" ? "null" : "a line without an epoch");
        }
        catch (JsonException problem)
        {
            throw Damaged(path, number, line.EndsWith('}') ? $"no line of a log ({problem.Message})" : "a line that is cut off", problem);
        }
    }

    private static CheckpointException Damaged(string path, int line, string found, Exception? cause = null) =>
        new($"{path}: line {line}: found {found}, expected a finished epoch; delete that line to resume without it", cause);

    private static CheckpointException Problem(string file, string field, string found, string expected, Exception? cause) =>
        new($"{file}: {(field.Length == 0 ? "" : field + ": ")}found {found}, expected {expected}", cause);
}
