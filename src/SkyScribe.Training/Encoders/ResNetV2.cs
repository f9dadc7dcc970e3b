using SkyScribe.Training.Model;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SkyScribe.Training.Encoders;

/// <summary>ResNet-101 v2 without its last block ("C4"): pre-activation residual units, batch normalization folded into the weights.</summary>
/// <remarks>
/// He et al., "Identity Mappings in Deep Residual Networks" (ECCV 2016), in the TensorFlow layout of the weights that are served for it: units 3, 4,
/// 23; the stride 2 sits in the last unit of each block; the 3x3 max-pool pads right and bottom only. [B, 3, 224, 224] to [B, 1024, 7, 7].
/// </remarks>
internal sealed class ResNetV2 : nn.Module<Tensor, Tensor>, IStagedNetwork
{
    private readonly Conv2d conv1;
    private readonly ModuleList<Unit> block1;
    private readonly ModuleList<Unit> block2;
    private readonly ModuleList<Unit> block3;
    private readonly PreActivation norm;

    public ResNetV2()
        : base(nameof(ResNetV2))
    {
        conv1 = nn.Conv2d(3, 64, 7, stride: 2, padding: 3);
        block1 = Block(64, 64, 3);
        block2 = Block(256, 128, 4);
        block3 = Block(512, 256, 23);
        norm = new PreActivation(1024);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public IReadOnlyList<nn.Module> Stages => [conv1, .. block1, .. block2, .. block3, norm];

    public override Tensor forward(Tensor images) => this.Run(images);

    /// <inheritdoc/>
    public Tensor RunStage(nn.Module stage, Tensor x) => stage switch
    {
        Conv2d stem => Pool(stem.call(x)),                    // [B, 64, 56, 56]
        Unit unit => unit.call(x),                            // 28, 14, 7 after the blocks
        _ => norm.call(x),                                    // [B, 1024, 7, 7]
    };

    private static Tensor Pool(Tensor x)
    {
        using var scope = NewDisposeScope();
        var padded = nn.functional.pad(x, [0, 1, 0, 1], PaddingModes.Constant, double.NegativeInfinity);   // [B, 64, 113, 113]
        return nn.functional.max_pool2d(padded, 3, stride: 2).MoveToOuterDisposeScope();
    }

    private static ModuleList<Unit> Block(int channels, int width, int units) =>
        nn.ModuleList(Enumerable.Range(0, units).Select(u => new Unit(u == 0 ? channels : 4 * width, width, u == units - 1 ? 2 : 1)).ToArray());

    /// <summary>Folded batch normalization, then ReLU.</summary>
    private sealed class PreActivation : nn.Module<Tensor, Tensor>
    {
        private readonly Parameter weight;
        private readonly Parameter bias;

        public PreActivation(int channels)
            : base(nameof(PreActivation))
        {
            weight = new Parameter(ones(channels));
            bias = new Parameter(zeros(channels));
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            using var scope = NewDisposeScope();
            return bias.view(1, -1, 1, 1).addcmul(x, weight.view(1, -1, 1, 1), 1).relu_().MoveToOuterDisposeScope();
        }
    }

    /// <summary>A bottleneck unit; where channels change, the shortcut is a convolution of the pre-activation, else the input itself.</summary>
    private sealed class Unit : nn.Module<Tensor, Tensor>
    {
        private readonly PreActivation preact;
        private readonly Conv2d conv1;
        private readonly Conv2d conv2;
        private readonly Conv2d conv3;
        private readonly Conv2d? shortcut;
        private readonly int _stride;

        public Unit(int channels, int width, int stride)
            : base(nameof(Unit))
        {
            _stride = stride;
            preact = new PreActivation(channels);
            conv1 = nn.Conv2d(channels, width, 1);
            conv2 = nn.Conv2d(width, width, 3, stride: stride, padding: 1);
            conv3 = nn.Conv2d(width, 4 * width, 1);
            shortcut = channels == 4 * width ? null : nn.Conv2d(channels, 4 * width, 1, stride: stride);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            using var scope = NewDisposeScope();
            var active = preact.call(x);
            var kept = shortcut is not null ? shortcut.call(active) : _stride > 1 ? nn.functional.max_pool2d(x, 1, stride: _stride) : x;
            var inner = conv2.call(conv1.call(active).relu_()).relu_();
            return conv3.call(inner).add_(kept).MoveToOuterDisposeScope();
        }
    }
}
