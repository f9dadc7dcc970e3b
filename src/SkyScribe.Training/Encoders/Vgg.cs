using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SkyScribe.Training.Encoders;

/// <summary>The convolutions of VGG-16 or VGG-19 (Table I), with torchvision's names and shapes.</summary>
/// <remarks>Simonyan and Zisserman, "Very Deep Convolutional Networks for Large-Scale Image Recognition" (ICLR 2015), configurations D and E.
/// [B, 3, 224, 224] to [B, 512, 7, 7].</remarks>
internal sealed class Vgg : nn.Module<Tensor, Tensor>
{
    private readonly Sequential features;
    private readonly Sequential? classifier;

    /// <param name="depth">16 or 19</param>
    /// <param name="includeClassifier">whether to have the classifier too, which captioning never runs; weight files have it</param>
    public Vgg(int depth, bool includeClassifier = false)
        : base(nameof(Vgg))
    {
        using var scope = NewDisposeScope();
        int late = depth == 19 ? 4 : 3;   // convolutions of each of the last three stages
        var layers = new List<nn.Module<Tensor, Tensor>>();
        int channels = 3;
        foreach (var (width, convolutions) in new[] { (64, 2), (128, 2), (256, late), (512, late), (512, late) })
        {
            for (int i = 0; i < convolutions; i++)
            {
                layers.Add(nn.Conv2d(channels, width, 3, padding: 1));
                layers.Add(nn.ReLU());
                channels = width;
            }

            layers.Add(nn.MaxPool2d(2, stride: 2));
        }

        features = nn.Sequential(layers.ToArray());
        classifier = includeClassifier
            ? nn.Sequential(
                nn.Linear(512 * 7 * 7, 4096), nn.ReLU(), nn.Dropout(),
                nn.Linear(4096, 4096), nn.ReLU(), nn.Dropout(),
                nn.Linear(4096, 1000))
            : null;
        RegisterComponents();
    }

    public static bool IsClassifierKey(string key) => key.StartsWith("classifier.", StringComparison.Ordinal);

    public override Tensor forward(Tensor images) => features.call(images);
}
