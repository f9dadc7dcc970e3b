using System.Globalization;
using System.Text.Json;
using SkyScribe.IO;

namespace SkyScribe.Batch.Plans;

/// <summary>A line of the list of shards.</summary>
/// <param name="Id">the shard's id</param>
/// <param name="Units">tiles or images</param>
internal sealed record ShardEntry(string Id, long Units);

/// <summary>A plan's folder: <c>manifest.json</c>, the list <c>shards.jsonl</c> and the folder <c>shards</c>. Once made it is never
/// changed.</summary>
internal sealed class BatchPlan
{
    /// <summary>The list of shards.</summary>
    public const string ListName = "shards.jsonl";

    private const long MostListBytes = 1L << 30;
    private const int MostShardBytes = 1 << 27;

    private BatchPlan(string folder, PlanManifest manifest, byte[] manifestBytes, IReadOnlyList<ShardEntry> shards) =>
        (Folder, Manifest, ManifestBytes, Shards) = (folder, manifest, manifestBytes, shards);

    /// <summary>Where it lies.</summary>
    public string Folder { get; }

    /// <summary>What all shards have in common.</summary>
    public PlanManifest Manifest { get; }

    /// <summary>The manifest as it is stored.</summary>
    public byte[] ManifestBytes { get; }

    /// <summary>Its id: that of the manifest, which has the hash of the list, which has those of the shards.</summary>
    public string Id => Sha256.Of(ManifestBytes);

    /// <summary>The shards, in the order of the inputs.</summary>
    public IReadOnlyList<ShardEntry> Shards { get; }

    /// <summary>Opens a plan.</summary>
    /// <exception cref="SkyScribeException">There is none, it is of another version, or it was changed.</exception>
    public static BatchPlan Open(string folder)
    {
        string path = Path.Combine(folder, PlanManifest.FileName);
        if (!File.Exists(path))
        {
            throw new BatchException(folder, $"has no {PlanManifest.FileName}; expected a folder that 'batch plan' made");
        }

        byte[] bytes = Read(path, 1 << 24);
        var manifest = PlanManifest.Read(folder, bytes);
        string list = Path.Combine(folder, ListName);
        byte[] lines = Read(list, MostListBytes);
        if (Sha256.Of(lines) is var found && found != manifest.ShardsHash)
        {
            throw new BatchException(list, $"was changed: its SHA-256 is {found}, {PlanManifest.FileName} says {manifest.ShardsHash}; make the plan again");
        }

        return new BatchPlan(folder, manifest, bytes, [.. Lines(list, lines)]);
    }

    /// <summary>A shard's file, relative to the plan's folder.</summary>
    public static string FileOf(int index, string id) => Path.Combine("shards", string.Create(CultureInfo.InvariantCulture, $"{index:d6}-{id[..12]}.jsonl.gz"));

    /// <summary>A shard's file as it is stored.</summary>
    public byte[] PackedShard(int index) => Read(Path.Combine(Folder, FileOf(index, Shards[index].Id)), MostShardBytes);

    /// <summary>Reads a shard.</summary>
    /// <exception cref="SkyScribeException">It is missing, or was changed.</exception>
    public PlanShard Shard(int index) =>
        PlanShard.Read(Path.Combine(Folder, FileOf(index, Shards[index].Id)), PackedShard(index), Shards[index].Id, Manifest.Settings);

    private static byte[] Read(string path, long most) => BoundedFile.Read(
        path, most, "a file that 'batch plan' made", (file, _, found, expected, cause) => new BatchException(file, $"found {found}, expected {expected}", cause));

    private static IEnumerable<ShardEntry> Lines(string path, byte[] lines)
    {
        using var reader = new StreamReader(new MemoryStream(lines));
        while (reader.ReadLine() is { } line)
        {
            ShardEntry entry;
            try
            {
                entry = JsonSerializer.Deserialize(line, PlanJson.Lines.ShardEntry) ?? throw new JsonException("null");
            }
            catch (JsonException problem)
            {
                throw new BatchException(path, $"is damaged ({problem.Message}); make the plan again", problem);
            }

            yield return entry;
        }
    }
}
