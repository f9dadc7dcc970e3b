using static TorchSharp.torch;

namespace SkyScribe.Training.Model.Recurrence;

/// <summary>The decoder's steps (Eq. 16-29) level by level. A product is taken as W x' (features by rows): with few rows libtorch does that twice as fast as x W'.</summary>
internal sealed unsafe class ForwardWalk(RecurrenceMemory memory, StepTeam team)
{
    private readonly int _size = memory.Size;
    private readonly RowBuffer _gate1 = memory.Rows(2), _gate2 = memory.Rows(2), _lstm1 = memory.Rows(4), _lstm2 = memory.Rows(4), _query = memory.Rows(1);

    /// <param name="meanInput">the mean feature's part of LSTM 1's gates with the bias [B, 4D]</param>
    public void Run(Tensor meanInput) => team.Run(member => Walk(member, RowBuffer.Pointer(meanInput)));

    private void Walk(int member, float* meanInput)
    {
        using var scope = NewDisposeScope();
        var (decoder, inputs, tree) = (memory.Decoder, memory.Inputs, memory.Tree);
        Product? Part(Tensor? weight, RowBuffer sums) => weight is null ? null : new Product(weight, sums, team.Share(member, (int)weight.shape[0]));
        var ofGate1 = Part(memory.IsGuided ? decoder.Gates[0].HiddenWeight : null, _gate1);
        var ofGate2 = Part(memory.IsGuided ? decoder.Gates[1].HiddenWeight : null, _gate2);
        var sampledTo1 = Part(memory.IsGuided ? decoder.Lstm1.InputColumns(0, _size) : null, _lstm1);
        var hidden2To1 = Part(memory.IsUpDown ? decoder.Lstm1.InputColumns(memory.Hidden2Column, _size) : decoder.Lstm1.HiddenWeight, _lstm1);
        var hidden1To1 = Part(memory.IsUpDown ? decoder.Lstm1.HiddenWeight : null, _lstm1);
        var hidden1ToQuery = Part(decoder.Attention.HiddenWeight, _query)!;
        var hidden2To2 = Part(decoder.Lstm2.HiddenWeight, _lstm2)!;
        var hidden1To2 = Part(decoder.Lstm2.InputColumns(0, _size), _lstm2)!;
        var restTo2 = Part(decoder.Lstm2.InputColumns(_size, (memory.Inputs2 - 1) * _size), _lstm2)!;
        float* gates1 = PointerOrNull(inputs.Gate1), gates2 = PointerOrNull(inputs.Gate2);
        for (int level = 0; level < tree.Levels; level++)
        {
            using var levelScope = NewDisposeScope();
            var (start, rows) = memory.Level(level);
            var (from, to) = team.Share(member, rows);
            (from, to) = (start + from, start + to);
            bool isFirst = level == 0;
            if (isFirst)
            {
                memory.Hidden1Before.Clear(from, to - from);
                memory.Hidden2Before.Clear(from, to - from);
            }
            else
            {
                Tensor hidden1 = memory.Hidden1Before.Rows(start, rows).t(), hidden2 = memory.Hidden2Before.Rows(start, rows).t();
                ofGate1?.Set(hidden1);
                ofGate2?.Set(hidden2);
                hidden2To1!.Set(hidden2);
                hidden1To1?.Add(hidden1);
                hidden2To2.Set(hidden2);
                team.Meet();
            }

            if (memory.IsGuided)
            {
                for (int node = from; node < to; node++)
                {
                    Gate(_gate1, node, start, rows, gates1, memory.Halves1, memory.Sampled1.At(node));            // Eq. 16, 19, 22
                    Gate(_gate2, node, start, rows, gates2, memory.Halves2, memory.Inputs2Rows.At(node) + _size);   // Eq. 17, 20, 23
                }

                team.Meet();
                sampledTo1!.Put(memory.Sampled1.Rows(start, rows).t(), isNew: isFirst);
                team.Meet();
            }

            bool hasProduct1 = memory.IsGuided || !isFirst;
            for (int node = from; node < to; node++)
            {
                Lstm1(node, start, rows, hasProduct1 ? _lstm1.At(0) : null, meanInput);                            // Eq. 25
            }

            team.Meet();
            var hidden1Now = memory.Inputs2Rows.Part(start, rows, 0, _size).t();
            hidden1ToQuery.Set(hidden1Now);
            hidden1To2.Put(hidden1Now, isNew: isFirst);
            team.Meet();
            for (int node = from; node < to; node++)
            {
                Attend(node, start, rows);                                                                       // Eq. 26-28
            }

            team.Meet();
            restTo2.Add(memory.Inputs2Rows.Part(start, rows, _size, (memory.Inputs2 - 1) * _size).t());
            team.Meet();
            for (int node = from; node < to; node++)
            {
                Lstm2(node, start, rows);                                                                        // Eq. 29
            }

            team.Meet();
        }
    }

    private void Gate(RowBuffer product, int node, int start, int rows, float* ofImages, RowBuffer halves, float* output)
    {
        PointwiseLoops.CopyColumn(start == 0 ? null : product.At(0), node - start, rows, halves.At(node), 2 * _size);
        PointwiseLoops.Gate(halves.At(node), ofImages + (long)memory.Tree.Image[node] * 2 * _size, output, _size);
    }

    private void Lstm1(int node, int start, int rows, float* product, float* meanInput)
    {
        int parent = memory.Tree.Parent[node];
        PointwiseLoops.CopyColumn(product, node - start, rows, memory.Gates1.At(node), 4 * _size);
        PointwiseLoops.Lstm(
            memory.Gates1.At(node), meanInput + (long)memory.Tree.Image[node] * 4 * _size, memory.WordInput.At(node),
            parent < 0 ? null : memory.Cell1.At(parent), memory.Cell1.At(node), memory.Inputs2Rows.At(node), _size);
        ToChildren(memory.Inputs2Rows.At(node), node, memory.Hidden1Before);
    }

    private void Lstm2(int node, int start, int rows)
    {
        int parent = memory.Tree.Parent[node];
        PointwiseLoops.CopyColumn(_lstm2.At(0), node - start, rows, memory.Gates2.At(node), 4 * _size);
        PointwiseLoops.Lstm(
            memory.Gates2.At(node), RowBuffer.Pointer(memory.Decoder.Lstm2.Bias), null,
            parent < 0 ? null : memory.Cell2.At(parent), memory.Cell2.At(node), memory.Hidden2.At(node), _size);
        ToChildren(memory.Hidden2.At(node), node, memory.Hidden2Before);
    }

    private void Attend(int node, int start, int rows)
    {
        long image = (long)memory.Tree.Image[node] * memory.Regions * _size;
        PointwiseLoops.CopyColumn(_query.At(0), node - start, rows, memory.Query.At(node), _size);
        AttentionLoops.Attend(
            RowBuffer.Pointer(memory.Inputs.Regions) + image, RowBuffer.Pointer(memory.Inputs.RegionKeys) + image,
            RowBuffer.Pointer(memory.Decoder.Attention.ScoreWeight), memory.Query.At(node), memory.Attention.At(node * memory.Regions),
            memory.Inputs2Rows.At(node) + memory.AttendedColumn, memory.Regions, _size);
    }

    private void ToChildren(float* row, int node, RowBuffer before)
    {
        int first = memory.Tree.ChildStart[node];
        for (int child = first; child < first + memory.Tree.ChildCount[node]; child++)
        {
            Buffer.MemoryCopy(row, before.At(child), _size * 4L, _size * 4L);
        }
    }

    private static float* PointerOrNull(Tensor? tensor) => tensor is null ? null : RowBuffer.Pointer(tensor);

    // One member's rows of a weight, and where its part of the sums goes.
    private sealed class Product(Tensor weight, RowBuffer sums, (int From, int To) share)
    {
        private readonly Tensor _weight = weight.narrow(0, share.From, share.To - share.From);

        public void Set(Tensor x) => Put(x, isNew: true);

        public void Add(Tensor x) => Put(x, isNew: false);

        // x [features, rows]
        public void Put(Tensor x, bool isNew) =>
            sums.As(weight.shape[0], x.shape[1]).narrow(0, share.From, share.To - share.From).addmm_(_weight, x, isNew ? 0 : 1, 1);
    }
}
