using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SkyScribe.Training.Model;

/// <summary>Turns sampled attributes into one semantic feature: the mean of their embeddings, weighted by the sampling.</summary>
/// <remarks>Section III-B, Eq. 15: f_s = W_e y_s / sum(y_s). Shapes: B batch, K attributes, E embedding.</remarks>
internal sealed class AttributeEmbedding : nn.Module<Tensor, Tensor>
{
    private readonly Parameter weight;

    public AttributeEmbedding(int attributes, int embeddingSize)
        : base(nameof(AttributeEmbedding))
    {
        weight = Initial.Embedding(attributes, embeddingSize);
        RegisterComponents();
    }

    /// <summary>W_e, one row an attribute [K, E].</summary>
    public Tensor Vectors => weight;

    /// <param name="sampled">y_s [B, K]</param>
    /// <returns>f_s [B, E]</returns>
    public override Tensor forward(Tensor sampled)
    {
        using var scope = NewDisposeScope();
        return (mm(sampled, weight) / sampled.sum(1, keepdim: true)).MoveToOuterDisposeScope();   // [B, E]  Eq. 15
    }
}
