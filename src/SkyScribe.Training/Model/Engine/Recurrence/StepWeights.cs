using SkyScribe.Training.Model.Engine.Products;

namespace SkyScribe.Training.Model.Engine.Recurrence;

/// <summary>The weights of a decoder step (Eq. 16-29), each for its own part of an input. What a decoder has not is null.</summary>
internal sealed class StepWeights
{
    private readonly List<(StepWeight Weight, Func<Matrix> Values)> _all = [];

    public StepWeights(RecurrenceMemory memory, StepTeam team)
    {
        var (decoder, size) = (memory.Decoder, memory.Size);
        StepWeight Add(Func<Matrix> values)
        {
            var weight = new StepWeight(team);
            _all.Add((weight, values));
            return weight;
        }

        Gate1 = memory.IsGuided ? Add(() => Matrix.Of(decoder.Gates[0].HiddenWeight)) : null;
        Gate2 = memory.IsGuided ? Add(() => Matrix.Of(decoder.Gates[1].HiddenWeight)) : null;
        SampledTo1 = memory.IsGuided ? Add(() => Matrix.Of(decoder.Lstm1.InputWeight).ColumnRange(0, size)) : null;
        Hidden2To1 = Add(() => memory.IsUpDown
            ? Matrix.Of(decoder.Lstm1.InputWeight).ColumnRange(memory.Hidden2Column, size)
            : Matrix.Of(decoder.Lstm1.HiddenWeight));
        Hidden1To1 = memory.IsUpDown ? Add(() => Matrix.Of(decoder.Lstm1.HiddenWeight)) : null;
        Hidden1ToQuery = Add(() => Matrix.Of(decoder.Attention.HiddenWeight));
        Hidden1To2 = Add(() => Matrix.Of(decoder.Lstm2.InputWeight).ColumnRange(0, size));
        RestTo2 = Add(() => Matrix.Of(decoder.Lstm2.InputWeight).ColumnRange(size, (memory.Inputs2 - 1) * size));
        Hidden2To2 = Add(() => Matrix.Of(decoder.Lstm2.HiddenWeight));
    }

    /// <summary>The first semantic gate's [2D, D].</summary>
    public StepWeight? Gate1 { get; }

    public StepWeight? Gate2 { get; }

    /// <summary>The first gate's output to LSTM 1 [4D, D].</summary>
    public StepWeight? SampledTo1 { get; }

    /// <summary>h2(t-1) to LSTM 1 [4D, D].</summary>
    public StepWeight Hidden2To1 { get; }

    /// <summary>h1(t-1) to LSTM 1 in the Up-Down wiring [4D, D].</summary>
    public StepWeight? Hidden1To1 { get; }

    /// <summary>W_ha [D, D].</summary>
    public StepWeight Hidden1ToQuery { get; }

    /// <summary>h1(t) to LSTM 2 [4D, D].</summary>
    public StepWeight Hidden1To2 { get; }

    /// <summary>The second gate's output, if there is one, and the attended feature to LSTM 2 [4D, D or 2D].</summary>
    public StepWeight RestTo2 { get; }

    /// <summary>h2(t-1) to LSTM 2 [4D, D].</summary>
    public StepWeight Hidden2To2 { get; }

    /// <summary>Packs all for the way forward; every member calls it, and a barrier stands before the first product.</summary>
    public void PackForward(int member) => _all.ForEach(entry => entry.Weight.PackForward(member, entry.Values()));

    /// <summary>Packs all for the way back.</summary>
    public void PackBackward(int member) => _all.ForEach(entry => entry.Weight.PackBackward(member, entry.Values()));
}
