using SkyScribe.Datasets.Toy;
using SkyScribe.Training.Options;
using SkyScribe.Training.Training;

namespace SkyScribe.Training.Tests.Training;

/// <summary>A training run on a few toy images, in a folder that is deleted afterwards.</summary>
internal sealed class TinyRun : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("skyscribe-tests-").FullName;

    public TinyRun() => Toy =
        ToyDataset.Generate(Path.Combine(_folder, "toy"), new ToyDatasetOptions { Train = 20, Validation = 4, Test = 3, ImageSize = 32 });

    public ToyPaths Toy { get; }

    /// <summary>Settings of a few seconds.</summary>
    public static TrainingOptions Options(params string[] changes) => TrainingPresets.Read(
        "toy",
        ["hiddenSize=16", "embeddingSize=8", "classifierSize=16", "epochs=2", "attributeThreshold=5", "batchImages=5", "threads=1", .. changes]);

    public TrainingRun Run(string name, TrainingOptions? options = null, bool resume = false) => new()
    {
        Options = options ?? Options(),
        CaptionFile = Toy.CaptionFile,
        ImageFolder = Toy.ImageFolder,
        OutputFolder = PathOf(name),
        CacheFolder = PathOf("cache"),
        Resume = resume,
    };

    public string PathOf(string name) => Path.Combine(_folder, name);

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}

/// <summary>Collects events, on the thread that reports them.</summary>
internal sealed class EventList(Action<TrainingEvent>? also = null) : IProgress<TrainingEvent>
{
    public List<TrainingEvent> Events { get; } = [];

    public void Report(TrainingEvent value)
    {
        Events.Add(value);
        also?.Invoke(value);
    }
}
