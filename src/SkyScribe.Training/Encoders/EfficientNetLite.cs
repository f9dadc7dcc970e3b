using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SkyScribe.Training.Encoders;

/// <summary>EfficientNet-Lite2 without its classifier: inverted residual blocks without squeeze-and-excitation, batch normalization folded.</summary>
/// <remarks>
/// Tan and Le, "EfficientNet" (ICML 2019), in TensorFlow's Lite2 variant: ReLU6, padding "SAME" (the smaller half first), a residual where stride is
/// 1 and the channels stay. [B, 3, 224, 224] to [B, 1280, 7, 7], at about a ninth of ResNet-101's arithmetic.
/// </remarks>
internal sealed class EfficientNetLite : nn.Module<Tensor, Tensor>, IStagedNetwork
{
    // (kernel, stride, expansion, channels in, channels out) of each block.
    private static readonly (int Kernel, int Stride, int Expansion, int In, int Out)[] Shapes =
    [
        (3, 1, 1, 32, 16), (3, 2, 6, 16, 24), (3, 1, 6, 24, 24), (3, 1, 6, 24, 24), (5, 2, 6, 24, 48), (5, 1, 6, 48, 48), (5, 1, 6, 48, 48),
        (3, 2, 6, 48, 88), (3, 1, 6, 88, 88), (3, 1, 6, 88, 88), (3, 1, 6, 88, 88), (5, 1, 6, 88, 120), (5, 1, 6, 120, 120), (5, 1, 6, 120, 120),
        (5, 1, 6, 120, 120), (5, 2, 6, 120, 208), (5, 1, 6, 208, 208), (5, 1, 6, 208, 208), (5, 1, 6, 208, 208), (5, 1, 6, 208, 208),
        (3, 1, 6, 208, 352),
    ];

    private readonly Conv2d stem;
    private readonly Conv2d head;
    private readonly List<Block> _blocks = [];

    public EfficientNetLite()
        : base(nameof(EfficientNetLite))
    {
        using var scope = NewDisposeScope();
        stem = nn.Conv2d(3, 32, 3, stride: 2);
        head = nn.Conv2d(352, 1280, 1);
        RegisterComponents();

        // The weight files number blocks without a dot ("block0.expand"), so they cannot be a ModuleList.
        foreach (var (kernel, stride, expansion, channels, width) in Shapes)
        {
            var block = new Block(kernel, stride, expansion, channels, width);
            register_module($"block{_blocks.Count}", block);
            _blocks.Add(block);
        }
    }

    /// <summary>The stride of a block.</summary>
    public static int StrideOf(int block) => Shapes[block].Stride;

    /// <inheritdoc/>
    public IReadOnlyList<nn.Module> Stages => [stem, .. _blocks, head];

    public override Tensor forward(Tensor images) => this.Run(images);

    /// <inheritdoc/>
    public Tensor RunStage(nn.Module stage, Tensor x) =>
        stage is Block block ? block.call(x)                                            // 56, 28, 14, 7 after the strides
        : ReferenceEquals(stage, stem) ? nn.functional.relu6(stem.call(PadSame(x, 3, 2)))   // [B, 32, 112, 112]
        : nn.functional.relu6(head.call(x));                                            // [B, 1280, 7, 7]

    // TensorFlow's "SAME": as many outputs as ceil(size / stride), the odd row of padding at the end.
    private static Tensor PadSame(Tensor x, int kernel, int stride)
    {
        long vertical = Total(x.shape[2]), horizontal = Total(x.shape[3]);
        return nn.functional.pad(x, [horizontal / 2, horizontal - horizontal / 2, vertical / 2, vertical - vertical / 2]);

        long Total(long size) => Math.Max((((size + stride - 1) / stride) - 1) * stride + kernel - size, 0);
    }

    private sealed class Block : nn.Module<Tensor, Tensor>
    {
        private readonly Conv2d? expand;
        private readonly Conv2d depthwise;
        private readonly Conv2d project;
        private readonly int _kernel;
        private readonly int _stride;
        private readonly bool _isResidual;

        public Block(int kernel, int stride, int expansion, int channels, int width)
            : base(nameof(Block))
        {
            (_kernel, _stride, _isResidual) = (kernel, stride, stride == 1 && channels == width);
            int wide = channels * expansion;
            expand = expansion == 1 ? null : nn.Conv2d(channels, wide, 1);
            depthwise = nn.Conv2d(wide, wide, kernel, stride: stride, groups: wide);
            project = nn.Conv2d(wide, width, 1);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            using var scope = NewDisposeScope();
            var wide = expand is null ? x : nn.functional.relu6(expand.call(x));
            var mixed = nn.functional.relu6(depthwise.call(PadSame(wide, _kernel, _stride)));
            var narrow = project.call(mixed);
            return (_isResidual ? narrow.add_(x) : narrow).MoveToOuterDisposeScope();
        }
    }
}
