using SkyScribe.Training.Model.Products;
using static TorchSharp.torch;

namespace SkyScribe.Training.Model.Recurrence;

/// <summary>The decoder's steps (Eq. 16-29) level by level.</summary>
internal sealed unsafe class ForwardWalk(RecurrenceMemory memory, StepWeights weights, StepTeam team)
{
    private readonly int _size = memory.Size;

    /// <param name="meanInput">the mean feature's part of LSTM 1's gates with the bias [B, 4D]</param>
    public void Run(Tensor meanInput) => team.Run(member => Walk(member, Matrix.Pointer(meanInput)));

    private void Walk(int member, float* meanInput)
    {
        var (inputs, tree) = (memory.Inputs, memory.Tree);
        float* gates1 = PointerOrNull(inputs.Gate1), gates2 = PointerOrNull(inputs.Gate2);
        float* regions = Matrix.Pointer(inputs.Regions), keys = Matrix.Pointer(inputs.RegionKeys);
        float* score = Matrix.Pointer(memory.Decoder.Attention.ScoreWeight), bias2 = Matrix.Pointer(memory.Decoder.Lstm2.Bias);
        weights.PackForward(member);
        team.Meet();
        for (int level = 0; level < tree.Levels; level++)
        {
            var (start, rows) = memory.Level(level);
            var (from, to) = team.Share(member, rows);
            (from, to) = (start + from, start + to);
            bool isFirst = level == 0;
            Matrix sums1 = memory.Gates1.Rows(start, rows), sums2 = memory.Gates2.Rows(start, rows);
            if (isFirst)
            {
                Begin(from, to - from);
            }
            else
            {
                Matrix hidden1 = memory.Hidden1Before.Rows(start, rows), hidden2 = memory.Hidden2Before.Rows(start, rows);
                weights.Gate1?.Forward(member, hidden1, memory.Halves1.Rows(start, rows), isNew: true);
                weights.Gate2?.Forward(member, hidden2, memory.Halves2.Rows(start, rows), isNew: true);
                weights.Hidden2To1.Forward(member, hidden2, sums1, isNew: true);
                weights.Hidden1To1?.Forward(member, hidden1, sums1, isNew: false);
                weights.Hidden2To2.Forward(member, hidden2, sums2, isNew: true);
            }

            team.Meet();
            if (memory.IsGuided)
            {
                for (int node = from; node < to; node++)
                {
                    long image = (long)tree.Image[node] * 2 * _size;
                    PointwiseLoops.Gate(memory.Halves1.At(node), gates1 + image, memory.Sampled1.At(node), _size);              // Eq. 16, 19, 22
                    PointwiseLoops.Gate(memory.Halves2.At(node), gates2 + image, memory.Inputs2Rows.At(node) + _size, _size);   // Eq. 17, 20, 23
                }

                team.Meet();
                weights.SampledTo1!.Forward(member, memory.Sampled1.Rows(start, rows), sums1, isNew: false);
                team.Meet();
            }

            for (int node = from; node < to; node++)
            {
                Lstm1(node, meanInput);                                                                                // Eq. 25
            }

            team.Meet();
            var hidden1Now = memory.Inputs2Rows.Part(start, rows, 0, _size);
            weights.Hidden1ToQuery.Forward(member, hidden1Now, memory.Query.Rows(start, rows), isNew: true);
            weights.Hidden1To2.Forward(member, hidden1Now, sums2, isNew: false);
            team.Meet();
            for (int node = from; node < to; node++)
            {
                long image = (long)tree.Image[node] * memory.Regions * _size;
                AttentionLoops.Attend(                                                                                 // Eq. 26-28
                    regions + image, keys + image, score, memory.Query.At(node), memory.Attention.At(node * memory.Regions),
                    memory.Inputs2Rows.At(node) + memory.AttendedColumn, memory.Regions, _size);
            }

            team.Meet();
            weights.RestTo2.Forward(member, memory.Inputs2Rows.Part(start, rows, _size, (memory.Inputs2 - 1) * _size), sums2, isNew: false);
            team.Meet();
            for (int node = from; node < to; node++)
            {
                Lstm2(node, bias2);                                                                                    // Eq. 29
            }

            team.Meet();
        }
    }

    // No state yet: products with it are zero.
    private void Begin(int node, int count)
    {
        memory.Hidden1Before.Clear(node, count);
        memory.Hidden2Before.Clear(node, count);
        memory.Gates1.Clear(node, count);
        memory.Gates2.Clear(node, count);
        memory.Halves1.Clear(node, count);
        memory.Halves2.Clear(node, count);
    }

    private void Lstm1(int node, float* meanInput)
    {
        int parent = memory.Tree.Parent[node];
        PointwiseLoops.Lstm(
            memory.Gates1.At(node), meanInput + (long)memory.Tree.Image[node] * 4 * _size, memory.WordInput.At(node),
            parent < 0 ? null : memory.Cell1.At(parent), memory.Cell1.At(node), memory.Inputs2Rows.At(node), _size);
        ToChildren(memory.Inputs2Rows.At(node), node, memory.Hidden1Before);
    }

    private void Lstm2(int node, float* bias)
    {
        int parent = memory.Tree.Parent[node];
        PointwiseLoops.Lstm(
            memory.Gates2.At(node), bias, null,
            parent < 0 ? null : memory.Cell2.At(parent), memory.Cell2.At(node), memory.Hidden2.At(node), _size);
        ToChildren(memory.Hidden2.At(node), node, memory.Hidden2Before);
    }

    private void ToChildren(float* row, int node, RowBuffer before)
    {
        int first = memory.Tree.ChildStart[node];
        for (int child = first; child < first + memory.Tree.ChildCount[node]; child++)
        {
            Buffer.MemoryCopy(row, before.At(child), _size * 4L, _size * 4L);
        }
    }

    private static float* PointerOrNull(Tensor? tensor) => tensor is null ? null : Matrix.Pointer(tensor);
}
