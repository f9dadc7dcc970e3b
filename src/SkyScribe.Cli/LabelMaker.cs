using SkyScribe.Datasets.Labels;
using SkyScribe.Geo;
using SkyScribe.Imaging;
using SkyScribe.IO;

namespace SkyScribe.Cli;

/// <summary>Adds pictures with drafts to a data set that is to be labelled.</summary>
/// <param name="models">opens the model, once it is known that there is something to caption</param>
/// <param name="store">the data set</param>
internal sealed class LabelMaker(ICaptionModels models, LabelStore store)
{
    private const int MostNamed = 5;
    private int _failed;

    /// <summary>The model; null for the bundled one.</summary>
    public string? Model { get; init; }

    /// <summary>Threads; 0 takes all processors.</summary>
    public int Threads { get; init; }

    /// <summary>The order of the new pictures.</summary>
    public LabelOrder Order { get; init; }

    /// <summary>How rasters are cut, and how values of more than 8 bits are shown.</summary>
    public RasterOptions Options { get; init; } = new();

    /// <summary>Adds the pictures of a folder.</summary>
    /// <returns>how many cannot be read</returns>
    public int AddFolder(string folder, bool recursive, bool copies, CancellationToken cancellation)
    {
        var leftAside = new LeftAside();
        var pictures = LabelFolder.New(store, folder, recursive, leftAside);
        leftAside.Report(Console.Error);
        if (pictures.Count == 0)
        {
            return 0;
        }

        store.RequireRoom(pictures.Count);
        using var watcher = ConsoleProgress.OnError();
        using var captioner = models.Open(Model, Threads, null, Options.Rendering);
        var drafter = new LabelDrafter(captioner, watcher);
        var read = LabelFolder.Read(pictures, drafter.Preprocessing, captioner.Rendering, problem => Fail(watcher, problem));
        var drafts = LabelDrafter.Ordered(drafter.Draft(read, pictures.Count, cancellation), Order);
        LabelFolder.Bring(store, folder, drafts.Select(draft => draft.Item), copies);
        Add(drafter, drafts, item => item.Name);
        return Failed(watcher, "pictures");
    }

    /// <summary>Adds tiles of rasters, as PNG files.</summary>
    /// <returns>how many cannot be read</returns>
    public int AddTiles(IReadOnlyList<string> rasters, int count, CancellationToken cancellation)
    {
        string images = Path.Combine(store.Folder, LabelStore.ImagesName);
        if (new DirectoryInfo(images).LinkTarget is { } linked)
        {
            throw new SkyScribeException(images, $"leads to the pictures of {linked}, where no tiles are written; choose another --out");
        }

        store.RequireRoom(count);
        using var watcher = ConsoleProgress.OnError();
        using var captioner = models.Open(Model, Threads, null, Options.Rendering);
        var drafter = new LabelDrafter(captioner, watcher);
        var candidates = LabelTiles.List(rasters, Options, captioner, store.Rows().Select(row => row.Image).ToHashSet(StringComparer.Ordinal));
        var read = LabelTiles.Read(candidates, drafter.Preprocessing, problem => Fail(watcher, problem));
        var drafts = drafter.Draft(read, candidates.Count, cancellation);
        if (drafts.Count == 0 && candidates.Count > 0)
        {
            throw new SkyScribeException(string.Join(", ", rasters), $"none of {candidates.Count} tiles has data in half of its pixels");
        }

        // Where the model tells what tiles look like, those that differ are chosen; in which order a person sees them is another matter.
        bool canTell = drafts.All(draft => draft.Features is not null);
        var chosen = LabelDrafter.Ordered(drafts, canTell ? LabelOrder.Active : LabelOrder.Random).Take(count).ToArray();
        var ordered = Order == LabelOrder.Active && canTell ? chosen : LabelDrafter.Ordered(
            [.. chosen.OrderBy(draft => draft.Item.Name, StringComparer.Ordinal)], Order);
        foreach (var (item, image) in LabelTiles.Read(
            ordered.Select(draft => draft.Item).OrderBy(item => item.Plan.Raster, StringComparer.Ordinal).ThenBy(item => item.Tile.Index), null,
            problem => watcher.Line($"error: {problem}")))
        {
            cancellation.ThrowIfCancellationRequested();
            ImageWriter.WritePng(Path.Combine(store.Folder, item.Name), image);
        }

        Add(drafter, ordered, item => item.Name);
        return Failed(watcher, "tiles");
    }

    private void Add<T>(LabelDrafter drafter, IReadOnlyList<LabelDraft<T>> drafts, Func<T, string> nameOf)
    {
        store.AddWords(drafter.Words);
        int added = store.Add(drafts.Select(draft => new LabelRow(nameOf(draft.Item), LabelState.Open, [], draft.Text, draft.Confidence)));
        Console.WriteLine($"{store.Folder}: {added} pictures added");
    }

    private void Fail(ConsoleProgress watcher, string problem)
    {
        if (++_failed <= MostNamed)
        {
            watcher.Line($"error: {TerminalText.OneLine(problem)}");
        }
    }

    private int Failed(ConsoleProgress watcher, string what)
    {
        if (_failed > 0)
        {
            watcher.Line($"{_failed} {what} cannot be read and are left out");
        }

        return _failed;
    }
}
