using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SkyScribe.Training.Model;

/// <summary>Predicts which attributes an image shows, from the mean of its regions.</summary>
/// <remarks>Section III-A, Eq. 4: two FC-ReLU-Dropout units, then FC-sigmoid. Shapes: B batch, D hidden, K attributes.</remarks>
internal sealed class MultiLabelClassifier : nn.Module<Tensor, Tensor>
{
    private readonly Linear fc1;
    private readonly Linear fc2;
    private readonly Linear fc3;
    private readonly Dropout dropout;

    public MultiLabelClassifier(int hiddenSize, int classifierSize, int attributes, double dropout)
        : base(nameof(MultiLabelClassifier))
    {
        fc1 = nn.Linear(hiddenSize, classifierSize);
        fc2 = nn.Linear(classifierSize, classifierSize);
        fc3 = nn.Linear(classifierSize, attributes);
        this.dropout = nn.Dropout(dropout);
        RegisterComponents();
    }

    /// <param name="mean">mean V [B, D]</param>
    /// <returns>logits of y_a [B, K]; their sigmoid is Eq. 4's y_a. The loss takes the logits, because ln(sigmoid) is exact only there.</returns>
    public override Tensor forward(Tensor mean)
    {
        using var scope = NewDisposeScope();
        var hidden = dropout.call(nn.functional.relu(fc1.call(mean)));   // [B, 700]
        hidden = dropout.call(nn.functional.relu(fc2.call(hidden)));     // [B, 700]
        return fc3.call(hidden).MoveToOuterDisposeScope();               // [B, K]
    }
}
