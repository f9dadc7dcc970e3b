using SkyScribe.Training.Model.Engine.Products;
using static TorchSharp.torch;

namespace SkyScribe.Training.Model.Engine.Recurrence;

/// <summary>The decoder's steps (Eq. 16-29) level by level.</summary>
internal sealed unsafe class ForwardWalk(RecurrenceMemory memory, StepWeights weights, StepTeam team)
{
    private readonly int _size = memory.Size;
    private float* _meanInput, _gate1, _gate2, _regions, _keys, _score, _bias2;

    /// <summary>Every level of the memory's tree.</summary>
    /// <param name="meanInput">the mean feature's part of LSTM 1's gates with the bias [B, 4D]</param>
    public void Run(Tensor meanInput)
    {
        Prepare(meanInput);
        team.Run(member =>
        {
            weights.PackForward(member);
            for (int level = 0; level < memory.Tree.Levels; level++)
            {
                var (start, rows) = memory.Level(level);
                Level(member, start, memory.Tree.Parent.Slice(start, rows), memory.Tree.Image.Slice(start, rows));
            }
        });
    }

    /// <summary>Looks up what a walk reads, before its first level.</summary>
    public void Prepare(Tensor meanInput)
    {
        var inputs = memory.Inputs;
        _meanInput = Matrix.Pointer(meanInput);
        _gate1 = PointerOrNull(inputs.Gate1);
        _gate2 = PointerOrNull(inputs.Gate2);
        _regions = Matrix.Pointer(inputs.Regions);
        _keys = Matrix.Pointer(inputs.RegionKeys);
        _score = Matrix.Pointer(memory.Decoder.Attention.ScoreWeight);
        _bias2 = Matrix.Pointer(memory.Decoder.Lstm2.Bias);
    }

    /// <summary>One step of some rows, which are nodes that follow one another. The weights must be packed before its first barrier.</summary>
    /// <param name="member">who calls; all must</param>
    /// <param name="start">the first node</param>
    /// <param name="parent">the node before each; all -1 at the first step</param>
    /// <param name="image">the image of each</param>
    public void Level(int member, int start, ReadOnlySpan<int> parent, ReadOnlySpan<int> image)
    {
        int rows = parent.Length;
        var (from, to) = team.Share(member, rows);
        bool isFirst = parent[0] < 0;
        Matrix sums1 = memory.Gates1.Rows(start, rows), sums2 = memory.Gates2.Rows(start, rows);
        for (int row = from; row < to; row++)
        {
            Begin(start + row, parent[row]);
        }

        team.Barrier();
        if (!isFirst)
        {
            Matrix hidden1 = memory.Hidden1Before.Rows(start, rows), hidden2 = memory.Hidden2Before.Rows(start, rows);
            weights.Gate1?.Forward(member, hidden1, memory.Halves1.Rows(start, rows), isNew: true);
            weights.Gate2?.Forward(member, hidden2, memory.Halves2.Rows(start, rows), isNew: true);
            weights.Hidden2To1.Forward(member, hidden2, sums1, isNew: true);
            weights.Hidden1To1?.Forward(member, hidden1, sums1, isNew: false);
            weights.Hidden2To2.Forward(member, hidden2, sums2, isNew: true);
            team.Barrier();
        }

        if (memory.IsGuided)
        {
            for (int row = from; row < to; row++)
            {
                int node = start + row;
                long of = (long)image[row] * 2 * _size;
                PointwiseLoops.Gate(memory.Halves1.At(node), _gate1 + of, memory.Sampled1.At(node), _size);               // Eq. 16, 19, 22
                PointwiseLoops.Gate(memory.Halves2.At(node), _gate2 + of, memory.Inputs2Rows.At(node) + _size, _size);    // Eq. 17, 20, 23
            }

            team.Barrier();
            weights.SampledTo1!.Forward(member, memory.Sampled1.Rows(start, rows), sums1, isNew: false);
            team.Barrier();
        }

        for (int row = from; row < to; row++)
        {
            int node = start + row;
            PointwiseLoops.Lstm(                                                                                        // Eq. 25
                memory.Gates1.At(node), _meanInput + (long)image[row] * 4 * _size, memory.WordInput.At(node),
                isFirst ? null : memory.Cell1.At(parent[row]), memory.Cell1.At(node), memory.Inputs2Rows.At(node), _size);
        }

        team.Barrier();
        var hidden1Now = memory.Inputs2Rows.Part(start, rows, 0, _size);
        weights.Hidden1ToQuery.Forward(member, hidden1Now, memory.Query.Rows(start, rows), isNew: true);
        weights.Hidden1To2.Forward(member, hidden1Now, sums2, isNew: false);
        team.Barrier();
        for (int row = from; row < to; row++)
        {
            int node = start + row;
            long of = (long)image[row] * memory.Regions * _size;
            AttentionLoops.Attend(                                                                                      // Eq. 26-28
                _regions + of, _keys + of, _score, memory.Query.At(node), memory.Attention.At(node * memory.Regions),
                memory.Inputs2Rows.At(node) + memory.AttendedColumn, memory.Regions, _size);
        }

        team.Barrier();
        weights.RestTo2.Forward(member, memory.Inputs2Rows.Part(start, rows, _size, (memory.Inputs2 - 1) * _size), sums2, isNew: false);
        team.Barrier();
        for (int row = from; row < to; row++)
        {
            int node = start + row;
            PointwiseLoops.Lstm(                                                                                        // Eq. 29
                memory.Gates2.At(node), _bias2, null,
                isFirst ? null : memory.Cell2.At(parent[row]), memory.Cell2.At(node), memory.Hidden2.At(node), _size);
        }

        team.Barrier();
    }

    // The state before the step; there is none at first, and products with it are zero.
    private void Begin(int node, int parent)
    {
        if (parent >= 0)
        {
            Buffer.MemoryCopy(memory.Inputs2Rows.At(parent), memory.Hidden1Before.At(node), _size * 4L, _size * 4L);
            Buffer.MemoryCopy(memory.Hidden2.At(parent), memory.Hidden2Before.At(node), _size * 4L, _size * 4L);
            return;
        }

        foreach (var rows in memory.ProductsWithState)
        {
            rows.Clear(node, 1);
        }
    }

    private static float* PointerOrNull(Tensor? tensor) => tensor is null ? null : Matrix.Pointer(tensor);
}
