using static TorchSharp.torch;

namespace SkyScribe.Training.Encoders;

/// <summary>A network that can be cut between its stages, so that what comes before the first trained one is computed once for all epochs.</summary>
internal interface IStagedNetwork
{
    /// <summary>The module of each stage, first to last; their parameters are all that the network has.</summary>
    IReadOnlyList<nn.Module> Stages { get; }

    /// <summary>Runs one stage.</summary>
    /// <param name="stage">one of <see cref="Stages"/></param>
    /// <param name="x">pictures [B, 3, S, S], or what the stage before gave; it is left as it is</param>
    Tensor RunStage(nn.Module stage, Tensor x);
}

/// <summary>Running parts of a staged network.</summary>
internal static class StagedNetwork
{
    /// <summary>Runs some stages.</summary>
    /// <param name="x">pictures [B, 3, S, S], or what the stage before gave</param>
    /// <param name="from">the first stage to run</param>
    /// <param name="to">the stage to stop before; null runs them to the end</param>
    public static Tensor Run(this IStagedNetwork network, Tensor x, int from = 0, int? to = null)
    {
        using var scope = NewDisposeScope();
        var stages = network.Stages;
        int end = to ?? stages.Count;
        for (int stage = from; stage < end; stage++)
        {
            var next = network.RunStage(stages[stage], x);
            if (stage > from)
            {
                x.Dispose();
            }

            x = next;
        }

        return (from == end ? x.alias() : x).MoveToOuterDisposeScope();
    }
}
