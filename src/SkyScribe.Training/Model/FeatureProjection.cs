using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SkyScribe.Training.Model;

/// <summary>Brings the encoder's channels to the size of the hidden states, position by position.</summary>
/// <remarks>Section III-A, Eq. 2: V = W_f x + b_f, a 1x1 convolution, then dropout (the place of dropout is not in the paper).
/// Shapes: B batch, C channels, R regions, D hidden.</remarks>
internal sealed class FeatureProjection : nn.Module<Tensor, Tensor>
{
    private readonly Linear project;
    private readonly Dropout dropout;

    public FeatureProjection(int channels, int hiddenSize, double dropout)
        : base(nameof(FeatureProjection))
    {
        project = nn.Linear(channels, hiddenSize);
        this.dropout = nn.Dropout(dropout);
        RegisterComponents();
    }

    /// <summary>W_f and b_f.</summary>
    public Linear Layer => project;

    /// <summary>The dropout after the product.</summary>
    public Dropout Dropout => dropout;

    /// <param name="features">x [B, C, R]</param>
    /// <returns>V [B, R, D]: positions before channels, as the attention reads them</returns>
    public override Tensor forward(Tensor features)
    {
        using var scope = NewDisposeScope();
        return dropout.call(project.call(features.transpose(1, 2))).MoveToOuterDisposeScope();   // [B, R, D]  Eq. 2
    }
}
