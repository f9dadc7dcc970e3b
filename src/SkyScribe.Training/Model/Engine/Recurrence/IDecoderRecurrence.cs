using static TorchSharp.torch;

namespace SkyScribe.Training.Model.Engine.Recurrence;

/// <summary>A decoder's steps over a tree of captions, forward and back.</summary>
internal interface IDecoderRecurrence : IDisposable
{
    /// <summary>Walks the tree.</summary>
    /// <returns>h2 of every node [M, D], without gradient; valid until the next call</returns>
    Tensor Forward(RecurrenceInputs inputs, PrefixTree tree);

    /// <summary>Goes back through the tree of the last <see cref="Forward"/>; adds to the gradients of the weights that it used.</summary>
    /// <param name="dHidden2">gradient of what it gave [M, D]</param>
    /// <returns>gradients of its inputs</returns>
    RecurrenceInputs Backward(Tensor dHidden2);
}
