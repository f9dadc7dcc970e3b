using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SkyScribe.Training.Encoders;

/// <summary>GoogLeNet's convolutions (Table I), with torchvision's names and shapes.</summary>
/// <remarks>Szegedy et al., "Going Deeper with Convolutions" (CVPR 2015), with batch normalization, and 3x3 where the paper has 5x5, as in
/// torchvision.
/// [B, 3, 224, 224] to [B, 1024, 7, 7].</remarks>
internal sealed class GoogLeNet : nn.Module<Tensor, Tensor>
{
    private readonly ConvolutionUnit conv1;
    private readonly ConvolutionUnit conv2;
    private readonly ConvolutionUnit conv3;
    private readonly Inception inception3a;
    private readonly Inception inception3b;
    private readonly Inception inception4a;
    private readonly Inception inception4b;
    private readonly Inception inception4c;
    private readonly Inception inception4d;
    private readonly Inception inception4e;
    private readonly Inception inception5a;
    private readonly Inception inception5b;
    private readonly Auxiliary? aux1;
    private readonly Auxiliary? aux2;
    private readonly Linear? fc;

    /// <param name="includeClassifier">whether to have the classifiers too, which captioning never runs; weight files have them</param>
    public GoogLeNet(bool includeClassifier = false)
        : base(nameof(GoogLeNet))
    {
        using var scope = NewDisposeScope();
        conv1 = new ConvolutionUnit(3, 64, 7, stride: 2, padding: 3);
        conv2 = new ConvolutionUnit(64, 64, 1);
        conv3 = new ConvolutionUnit(64, 192, 3, padding: 1);
        inception3a = new Inception(192, 64, (96, 128), (16, 32), 32);
        inception3b = new Inception(256, 128, (128, 192), (32, 96), 64);
        inception4a = new Inception(480, 192, (96, 208), (16, 48), 64);
        inception4b = new Inception(512, 160, (112, 224), (24, 64), 64);
        inception4c = new Inception(512, 128, (128, 256), (24, 64), 64);
        inception4d = new Inception(512, 112, (144, 288), (32, 64), 64);
        inception4e = new Inception(528, 256, (160, 320), (32, 128), 128);
        inception5a = new Inception(832, 256, (160, 320), (32, 128), 128);
        inception5b = new Inception(832, 384, (192, 384), (48, 128), 128);
        aux1 = includeClassifier ? new Auxiliary(512) : null;
        aux2 = includeClassifier ? new Auxiliary(528) : null;
        fc = includeClassifier ? nn.Linear(1024, 1000) : null;
        RegisterComponents();
    }

    public static bool IsClassifierKey(string key) =>
        key.StartsWith("fc.", StringComparison.Ordinal) || key.StartsWith("aux1.", StringComparison.Ordinal)
        || key.StartsWith("aux2.", StringComparison.Ordinal);

    public override Tensor forward(Tensor images)
    {
        using var scope = NewDisposeScope();
        var x = Halve(conv1.call(images), 3);                                                          // [B, 64, 56, 56]
        x = Halve(conv3.call(conv2.call(x)), 3);                                                       // [B, 192, 28, 28]
        x = Halve(inception3b.call(inception3a.call(x)), 3);                                           // [B, 480, 14, 14]
        x = inception4e.call(inception4d.call(inception4c.call(inception4b.call(inception4a.call(x)))));
        x = Halve(x, 2);                                                                               // [B, 832, 7, 7]
        return inception5b.call(inception5a.call(x)).MoveToOuterDisposeScope();                        // [B, 1024, 7, 7]
    }

    private static Tensor Halve(Tensor x, int size) => nn.functional.max_pool2d(x, size, stride: 2, ceil_mode: true);

    private sealed class ConvolutionUnit : nn.Module<Tensor, Tensor>
    {
        private readonly Conv2d conv;
        private readonly BatchNorm2d bn;

        public ConvolutionUnit(int channels, int width, int size, int stride = 1, int padding = 0)
            : base(nameof(ConvolutionUnit))
        {
            conv = nn.Conv2d(channels, width, size, stride: stride, padding: padding, bias: false);
            bn = nn.BatchNorm2d(width, eps: 0.001);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            using var scope = NewDisposeScope();
            return bn.call(conv.call(x)).relu_().MoveToOuterDisposeScope();
        }
    }

    /// <summary>Four branches side by side: 1x1; 1x1 then 3x3, twice; 3x3 max-pool then 1x1.</summary>
    private sealed class Inception : nn.Module<Tensor, Tensor>
    {
        private readonly ConvolutionUnit branch1;
        private readonly Sequential branch2;
        private readonly Sequential branch3;
        private readonly Sequential branch4;

        public Inception(int channels, int one, (int Reduced, int Width) two, (int Reduced, int Width) three, int pooled)
            : base(nameof(Inception))
        {
            branch1 = new ConvolutionUnit(channels, one, 1);
            branch2 = nn.Sequential(new ConvolutionUnit(channels, two.Reduced, 1), new ConvolutionUnit(two.Reduced, two.Width, 3, padding: 1));
            branch3 = nn.Sequential(new ConvolutionUnit(channels, three.Reduced, 1), new ConvolutionUnit(three.Reduced, three.Width, 3, padding: 1));
            branch4 = nn.Sequential(nn.MaxPool2d(3, stride: 1, padding: 1, ceil_mode: true), new ConvolutionUnit(channels, pooled, 1));
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            using var scope = NewDisposeScope();
            return cat([branch1.call(x), branch2.call(x), branch3.call(x), branch4.call(x)], 1).MoveToOuterDisposeScope();
        }
    }

    /// <summary>The parameters of an auxiliary classifier; it is never run here.</summary>
    private sealed class Auxiliary : nn.Module
    {
        private readonly ConvolutionUnit conv;
        private readonly Linear fc1;
        private readonly Linear fc2;

        public Auxiliary(int channels)
            : base(nameof(Auxiliary))
        {
            conv = new ConvolutionUnit(channels, 128, 1);
            fc1 = nn.Linear(2048, 1024);
            fc2 = nn.Linear(1024, 1000);
            RegisterComponents();
        }
    }
}
