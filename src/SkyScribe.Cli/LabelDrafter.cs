using System.Diagnostics;
using SkyScribe.Datasets.Labels;
using SkyScribe.Imaging;
using SkyScribe.IO;

namespace SkyScribe.Cli;

/// <summary>What a model says of a picture that a person is to label.</summary>
/// <param name="Item">which picture</param>
/// <param name="Text">its caption; empty where that could not stand in a table of captions</param>
/// <param name="Confidence">how sure the model is; null where it does not tell</param>
/// <param name="Features">what the picture looks like to the model; null where the model does not tell</param>
internal sealed record LabelDraft<T>(T Item, string Text, double? Confidence, float[]? Features);

/// <summary>Captions pictures as drafts and puts them in order.</summary>
/// <param name="captioner">the model</param>
/// <param name="watcher">is shown the progress</param>
internal sealed class LabelDrafter(IImageCaptioner captioner, ConsoleProgress watcher)
{
    private const int BatchImages = 8;

    /// <summary>How pictures are read for the model, so that large ones are never in memory as a whole; null where it wants them as they
    /// are.</summary>
    public Preprocessing? Preprocessing =>
        captioner is Captioner package ? package.Package.Manifest.Preprocessing with { Rendering = captioner.Rendering } : null;

    /// <summary>Words that the model knows; none where it does not tell.</summary>
    public IReadOnlyList<string> Words => captioner is Captioner package ? [.. package.Package.Vocabulary.CaptionWords] : [];

    /// <summary>Captions pictures.</summary>
    /// <param name="pictures">asked for as they are needed</param>
    /// <param name="total">about how many there are, for the progress</param>
    /// <param name="cancellation">ends the work</param>
    public List<LabelDraft<T>> Draft<T>(IEnumerable<(T Item, RgbImage Image)> pictures, long total, CancellationToken cancellation)
    {
        var items = new Queue<T[]>();   // of the batches on their way through the model
        var gate = new Lock();
        var clock = Stopwatch.StartNew();
        var drafts = new List<LabelDraft<T>>();
        foreach (var captions in Captions(Batches(), cancellation).ToBlockingEnumerable(cancellation))
        {
            T[] batch;
            lock (gate)
            {
                batch = items.Dequeue();
            }

            drafts.AddRange(batch.Zip(captions, (item, one) => Of(item, one.Caption, one.Features)));
            watcher.Report(new WorkProgress("drafts", drafts.Count, Math.Max(total, drafts.Count), 0, clock.Elapsed));
        }

        return drafts;

        IEnumerable<IReadOnlyList<RgbImage>> Batches()
        {
            foreach (var batch in pictures.Chunk(BatchImages))
            {
                lock (gate)
                {
                    items.Enqueue([.. batch.Select(picture => picture.Item)]);
                }

                yield return [.. batch.Select(picture => picture.Image)];
            }
        }
    }

    /// <summary>Puts drafts in the order in which a person works through them.</summary>
    /// <exception cref="OptionException">The order needs features that the model does not give.</exception>
    public static IReadOnlyList<LabelDraft<T>> Ordered<T>(IReadOnlyList<LabelDraft<T>> drafts, LabelOrder order) => order switch
    {
        LabelOrder.Random => [.. TeachingOrder.Random(drafts.Count).Select(i => drafts[i])],
        LabelOrder.Active when drafts.Any(draft => draft.Features is null) => throw new OptionException(
            "--order active: the model does not tell what pictures look like to it; name a model package ('skyscribe export' makes one), or another order"),
        LabelOrder.Active => [.. TeachingOrder.Active([.. drafts.Select(draft => draft.Features!)]).Select(i => drafts[i])],
        _ => drafts,
    };

    private static LabelDraft<T> Of<T>(T item, Caption caption, float[]? features)
    {
        string text = LabelText.Tidy(caption.Text);
        return new LabelDraft<T>(item, LabelText.Problem(text) is null ? text : "", caption.Confidence, features);
    }

    private IAsyncEnumerable<IReadOnlyList<(Caption Caption, float[]? Features)>> Captions(
        IEnumerable<IReadOnlyList<RgbImage>> batches, CancellationToken cancellation) =>
        captioner is Captioner package ? package.DescribeBatchesWithFeaturesAsync(batches, cancellation)! : OneByOne(batches, cancellation);

    private async IAsyncEnumerable<IReadOnlyList<(Caption Caption, float[]? Features)>> OneByOne(
        IEnumerable<IReadOnlyList<RgbImage>> batches, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var batch in batches)
        {
            cancellation.ThrowIfCancellationRequested();
            var captions = await Task.Run(() => captioner.Describe(batch), cancellation).ConfigureAwait(false);
            yield return [.. captions.Select(caption => (caption, (float[]?)null))];
        }
    }
}
