using static TorchSharp.torch;

namespace SkyScribe.Training.Model.Encoders;

/// <summary>A network that can be cut between its stages, so that what comes before the first trained one is computed once for all epochs.</summary>
internal interface IStagedNetwork
{
    /// <summary>The modules of each stage, first to last; their parameters are all that the network has.</summary>
    IReadOnlyList<nn.Module> Stages { get; }

    /// <summary>Runs some stages.</summary>
    /// <param name="x">pictures [B, 3, S, S], or what the stage before gave</param>
    /// <param name="from">the first stage to run</param>
    /// <param name="to">the stage to stop before</param>
    Tensor Run(Tensor x, int from, int to);
}
