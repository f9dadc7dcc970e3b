using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SkyScribe.Training.Encoders;

/// <summary>A small network for 96 x 96 pictures, trained from nothing together with the captioner: the toy data set's encoder.</summary>
/// <remarks>Ours. Group normalization, so training and captioning compute the same. [B, 3, 96, 96] to [B, 128, 6, 6].</remarks>
internal sealed class SmallCnn : nn.Module<Tensor, Tensor>
{
    public const int Channels = 128;

    /// <summary>Groups of the normalization.</summary>
    public const int Groups = 8;

    private readonly Sequential features;

    public SmallCnn()
        : base(nameof(SmallCnn))
    {
        using var scope = NewDisposeScope();   // layers outlive it, what their making leaves behind does not
        features = nn.Sequential(
            nn.Conv2d(3, 32, 5, stride: 2, padding: 2), Norm(32), nn.ReLU(),                      // 48
            nn.Conv2d(32, 64, 3, stride: 2, padding: 1), Norm(64), nn.ReLU(),                     // 24
            nn.Conv2d(64, 96, 3, stride: 2, padding: 1), Norm(96), nn.ReLU(),                     // 12
            nn.Conv2d(96, Channels, 3, stride: 2, padding: 1), Norm(Channels), nn.ReLU(),         // 6
            nn.Conv2d(Channels, Channels, 3, padding: 1), Norm(Channels), nn.ReLU());
        RegisterComponents();
    }

    public override Tensor forward(Tensor images) => features.call(images);

    // TorchSharp 0.107 leaves a new GroupNorm's weight and bias as uninitialized memory.
    private static GroupNorm Norm(int channels)
    {
        var norm = nn.GroupNorm(Groups, channels);
        using var scope = NewDisposeScope();
        nn.init.ones_(norm.weight!);
        nn.init.zeros_(norm.bias!);
        return norm;
    }
}
