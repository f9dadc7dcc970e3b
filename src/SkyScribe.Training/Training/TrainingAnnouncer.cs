using SkyScribe.Datasets.WordVectors;
using SkyScribe.Imaging;
using SkyScribe.IO;
using SkyScribe.Text;
using SkyScribe.Training.Encoders;
using SkyScribe.Training.Features;
using SkyScribe.Training.Options;

namespace SkyScribe.Training.Training;

/// <summary>Puts into words, for people, what a run found in its inputs.</summary>
internal sealed class TrainingAnnouncer(IProgress<TrainingEvent>? watcher)
{
    /// <summary>Passes a stage's progress on.</summary>
    public IProgress<WorkProgress> Stage { get; } = new Relay(watcher);

    public void Message(string text, bool isWarning = false) => watcher?.Report(new TrainingMessage(text, isWarning));

    public void Data(TrainingData data, TrainingOptions options)
    {
        var dataset = data.Dataset;
        Message($"data set {dataset.Name}: {data.Train.Count} training images with {data.Captions.Sum(own => own.Length)} captions, {data.Validation.Count} val images ({dataset.SplitReason}); SHA-256 {dataset.Hash}");
        foreach (string warning in dataset.Warnings)
        {
            Message(warning, isWarning: true);
        }

        foreach (string note in data.LanguageNotes)
        {
            Message(note, isWarning: true);
        }

        if (data.OtherNames is [var (wanted, found), ..] others)
        {
            Message($"{others.Count} images lie there in another spelling of their names, such as {found} for {wanted}; they are used");
        }

        if (data.Validation.Count == 0)
        {
            Message("there is no val split: the last epoch becomes the model, unselected; --val-share 0.1 takes a val split out of train",
                isWarning: true);
        }

        int unknown = data.Captions.Sum(own => own.Sum(words => words.Count(word => word == Vocabulary.Unknown)));
        Message($"vocabulary: {data.Vocabulary.Count} words, those seen fewer than {options.Data.MinimumWordCount} times left out ({unknown} occurrences became unknown)");
        Message($"attributes: {data.Attributes.Count} nouns and adjectives seen more than {options.Data.AttributeThreshold} times: "
                + string.Join(", ", Enumerable.Range(0, data.Attributes.Count)
                .Select(k => $"{data.Attributes.Name(k)} {data.Attributes.Counts[k]}")));
        if (options.Data.Orientations.Count is > 1 and var ways)
        {
            int all = data.Orientations.Count(count => count == ways);
            Message($"flips and rotations: {all} training images are shown in {ways} ways, {data.Train.Count - all} in fewer, because their captions name a direction");
        }

        int none = data.Labels.Count(labels => labels.All(label => label == 0));
        if (none > 0)
        {
            Message($"{none} training images have no attribute at all; they do not count in the contrast loss", isWarning: true);
        }
    }

    public void Encoder(TrainingRun run, ImageEncoder encoder)
    {
        if (run.EncoderWeights is { } path)
        {
            Message($"encoder {encoder.Name}: weights {Path.GetFileName(path)}, SHA-256 {encoder.WeightsHash}");
            foreach (string remark in encoder.WeightRemarks)
            {
                Message($"weights: {remark}");
            }
        }
        else if (run.From is not null)
        {
            Message($"encoder {encoder.Name}: weights of the model to start from, SHA-256 {encoder.WeightsHash}{(run.Options.TrainsEncoder ? $"; trained: {run.Options.Encoder.Trainable}" : "")}");
        }
        else if (run.Options.TrainsEncoder)
        {
            Message($"encoder {encoder.Name}: starts at random and is trained ({run.Options.Encoder.Trainable})");
        }
        else
        {
            Message($"encoder {encoder.Name}: no weights were given (--weights) and it is not trained: its features are random", isWarning: true);
        }
    }

    /// <summary>Says which values the pictures hold, where these are no bytes.</summary>
    public void Values(IReadOnlyList<string> paths, ImageEncoder encoder)
    {
        if (ValueSurvey.Of(paths, encoder.Preprocessing) is { } found)
        {
            Message($"{found}; the model keeps the rule ({encoder.Preprocessing.Rendering}) and captions so");
        }
    }

    public void Features(IFeatureSource features)
    {
        if (features is LiveFeatureSource live)
        {
            Message(live.KeepsFrozen ? "only the encoder's trained stages run in each step" : "the whole encoder runs in each step");
        }
    }

    /// <summary>Says what a run takes over from the model that it starts from.</summary>
    public void Start(StartingModel start, TrainingData data)
    {
        string[] words = [.. data.Vocabulary.Words.Skip(start.Vocabulary.Count)], attributes = [.. data.Attributes.Names.Skip(
            start.Attributes.Count)];
        Message($"starts from {start.Origin}: {start.Vocabulary.Count} words and {start.Attributes.Count} attributes keep their weights; {Added(words, "word")}; {Added(attributes, "attribute")}");
    }

    public void Glove(GloveVectors vectors, IReadOnlyList<string> words)
    {
        var missing = words.Where(word => !vectors.TryGet(word, out _)).ToArray();
        Message($"GloVe: {words.Count - missing.Length} of {words.Count} words have a vector; the others start without: {string.Join(", ", missing.Take(40))}{(missing.Length > 40 ? ", ..." : "")}");
    }

    private static string Added(string[] names, string what) => names.Length == 0 ? $"no new {what}"
        : $"{names.Length} new {what}{(names.Length == 1 ? "" : "s")}: {string.Join(", ", names.Take(40))}{(names.Length > 40 ? ", ..." : "")}";

    // Not Progress<T>: its callbacks come late and out of order.
    private sealed class Relay(IProgress<TrainingEvent>? watcher) : IProgress<WorkProgress>
    {
        public void Report(WorkProgress value) => watcher?.Report(new StageProgress(value));
    }
}
