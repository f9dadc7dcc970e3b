using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SkyScribe.Training.Encoders;

/// <summary>AlexNet's convolutions (Table I), with torchvision's names and shapes.</summary>
/// <remarks>Krizhevsky, "One weird trick for parallelizing convolutional neural networks" (2014), as torchvision has it. [B, 3, 224, 224] to [B, 256,
/// 6, 6].</remarks>
internal sealed class AlexNet : nn.Module<Tensor, Tensor>
{
    private readonly Sequential features;
    private readonly Sequential? classifier;

    /// <param name="includeClassifier">whether to have the classifier too, which captioning never runs; weight files have it</param>
    public AlexNet(bool includeClassifier = false)
        : base(nameof(AlexNet))
    {
        using var scope = NewDisposeScope();
        features = nn.Sequential(
            nn.Conv2d(3, 64, 11, stride: 4, padding: 2), nn.ReLU(), nn.MaxPool2d(3, stride: 2),      // 27
            nn.Conv2d(64, 192, 5, padding: 2), nn.ReLU(), nn.MaxPool2d(3, stride: 2),                // 13
            nn.Conv2d(192, 384, 3, padding: 1), nn.ReLU(),
            nn.Conv2d(384, 256, 3, padding: 1), nn.ReLU(),
            nn.Conv2d(256, 256, 3, padding: 1), nn.ReLU(), nn.MaxPool2d(3, stride: 2));              // 6
        classifier = includeClassifier
            ? nn.Sequential(
                nn.Dropout(), nn.Linear(256 * 6 * 6, 4096), nn.ReLU(),
                nn.Dropout(), nn.Linear(4096, 4096), nn.ReLU(),
                nn.Linear(4096, 1000))
            : null;
        RegisterComponents();
    }

    public static bool IsClassifierKey(string key) => key.StartsWith("classifier.", StringComparison.Ordinal);

    public override Tensor forward(Tensor images) => features.call(images);
}
