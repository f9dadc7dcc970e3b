using SkyScribe.Training.Model;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SkyScribe.Training.Encoders;

/// <summary>ResNet-101's convolutions (Table I, the paper's encoder), with torchvision's names and shapes.</summary>
/// <remarks>He et al., "Deep Residual Learning for Image Recognition" (CVPR 2016); the stride sits in the 3x3 convolution, as in torchvision.
/// [B, 3, 224, 224] to [B, 2048, 7, 7].</remarks>
internal sealed class ResNet : nn.Module<Tensor, Tensor>, IStagedNetwork
{
    private readonly Conv2d conv1;
    private readonly BatchNorm2d bn1;
    private readonly Sequential layer1;
    private readonly Sequential layer2;
    private readonly Sequential layer3;
    private readonly Sequential layer4;
    private readonly Linear? fc;

    /// <param name="includeClassifier">whether to have the classifier too, which captioning never runs; weight files have it</param>
    public ResNet(bool includeClassifier = false)
        : base(nameof(ResNet))
    {
        using var scope = NewDisposeScope();
        conv1 = nn.Conv2d(3, 64, 7, stride: 2, padding: 3, bias: false);
        bn1 = nn.BatchNorm2d(64);
        layer1 = Layer(64, 64, 3, stride: 1);
        layer2 = Layer(256, 128, 4, stride: 2);
        layer3 = Layer(512, 256, 23, stride: 2);
        layer4 = Layer(1024, 512, 3, stride: 2);
        fc = includeClassifier ? nn.Linear(2048, 1000) : null;
        RegisterComponents();
    }

    public static bool IsClassifierKey(string key) => key.StartsWith("fc.", StringComparison.Ordinal);

    /// <inheritdoc/>
    public IReadOnlyList<nn.Module> Stages => [conv1, bn1, .. layer1.children(), .. layer2.children(), .. layer3.children(), .. layer4.children()];

    public override Tensor forward(Tensor images) => this.Run(images);

    /// <inheritdoc/>
    public Tensor RunStage(nn.Module stage, Tensor x) => stage switch
    {
        Conv2d stem => stem.call(x),                                                                                   // [B, 64, 112, 112]
        BatchNorm2d normalization => nn.functional.max_pool2d(normalization.call(x).relu_(), 3, stride: 2, padding: 1),   // [B, 64, 56, 56]
        // 56, 28, 14, 7 after the layers
        var block => ((Bottleneck)block).call(x),
    };

    private static Sequential Layer(int channels, int width, int blocks, int stride) => nn.Sequential(
        Enumerable.Range(0, blocks)
            .Select(b => (nn.Module<Tensor, Tensor>)new Bottleneck(b == 0 ? channels : 4 * width, width, b == 0 ? stride : 1))
            .ToArray());

    private sealed class Bottleneck : nn.Module<Tensor, Tensor>
    {
        private readonly Conv2d conv1;
        private readonly BatchNorm2d bn1;
        private readonly Conv2d conv2;
        private readonly BatchNorm2d bn2;
        private readonly Conv2d conv3;
        private readonly BatchNorm2d bn3;
        private readonly Sequential? downsample;

        public Bottleneck(int channels, int width, int stride)
            : base(nameof(Bottleneck))
        {
            conv1 = nn.Conv2d(channels, width, 1, bias: false);
            bn1 = nn.BatchNorm2d(width);
            conv2 = nn.Conv2d(width, width, 3, stride: stride, padding: 1, bias: false);
            bn2 = nn.BatchNorm2d(width);
            conv3 = nn.Conv2d(width, 4 * width, 1, bias: false);
            bn3 = nn.BatchNorm2d(4 * width);
            downsample = channels == 4 * width && stride == 1
                ? null
                : nn.Sequential(nn.Conv2d(channels, 4 * width, 1, stride: stride, bias: false), nn.BatchNorm2d(4 * width));
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            using var scope = NewDisposeScope();
            var inner = bn1.call(conv1.call(x)).relu_();
            inner = bn2.call(conv2.call(inner)).relu_();
            inner = bn3.call(conv3.call(inner));
            return inner.add_(downsample is null ? x : downsample.call(x)).relu_().MoveToOuterDisposeScope();
        }
    }
}
