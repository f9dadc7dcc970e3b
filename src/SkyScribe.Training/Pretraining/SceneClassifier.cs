using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SkyScribe.Training.Pretraining;

/// <summary>Tells the scene from an encoder's mean feature: what a CNN that is pre-trained on scenes ends with. It is thrown away
/// afterwards.</summary>
internal sealed class SceneClassifier : nn.Module<Tensor, Tensor>
{
    private readonly Linear fc;
    private readonly Dropout dropout;

    public SceneClassifier(int channels, int scenes, double dropout)
        : base(nameof(SceneClassifier))
    {
        fc = nn.Linear(channels, scenes);
        this.dropout = nn.Dropout(dropout);
        RegisterComponents();
    }

    /// <param name="grid">x [B, C, H, W]</param>
    /// <returns>logits of all sources' scenes [B, scenes]</returns>
    public override Tensor forward(Tensor grid)
    {
        using var scope = NewDisposeScope();
        return fc.call(dropout.call(grid.mean([2, 3]))).MoveToOuterDisposeScope();
    }
}
