using static TorchSharp.torch;

namespace SkyScribe.Training.Model.Recurrence;

/// <summary>Goes back through the levels of the last <see cref="ForwardWalk"/>: the gradients of all sums before a non-linear function, and of what images give.</summary>
internal sealed unsafe class BackwardWalk(RecurrenceMemory memory, StepTeam team)
{
    private readonly int _size = memory.Size;
    private readonly RowBuffer _dHidden1 = memory.Rows(1), _dHidden2 = memory.Rows(1), _dCell = memory.Rows(1), _dInputs2 = memory.Rows(memory.Inputs2);
    private readonly RowBuffer _dHidden1Before = memory.Rows(1), _dHidden2Before = memory.Rows(1), _dCell1Before = memory.Rows(1), _dCell2Before = memory.Rows(1);
    private readonly RowBuffer _throughQuery = memory.Rows(1), _dSampled = memory.Rows(1);

    /// <summary>Gradient of LSTM 1's sums [M, 4D].</summary>
    public RowBuffer DGates1 { get; } = memory.Rows(4);

    public RowBuffer DGates2 { get; } = memory.Rows(4);

    /// <summary>Gradient of the first semantic gate's sums [M, 2D].</summary>
    public RowBuffer DHalves1 { get; } = memory.Rows(2);

    public RowBuffer DHalves2 { get; } = memory.Rows(2);

    /// <summary>Gradient of W_ha h1(t) [M, D].</summary>
    public RowBuffer DQuery { get; } = memory.Rows(1);

    /// <summary>Gradient of the attended feature [M, D].</summary>
    public RowBuffer DAttended { get; } = memory.Rows(1);

    /// <param name="dHidden2">gradient of h2 of every node [M, D]</param>
    /// <param name="dKeys">added to: the gradient of W_va V [B, R, D]</param>
    /// <param name="dScores">added to: the gradient of w_a, image by image [B, D]</param>
    public void Run(Tensor dHidden2, Tensor dKeys, Tensor dScores) =>
        team.Run(member => Walk(member, RowBuffer.Pointer(dHidden2), RowBuffer.Pointer(dKeys), RowBuffer.Pointer(dScores)));

    private void Walk(int member, float* dHidden2, float* dKeys, float* dScores)
    {
        using var scope = NewDisposeScope();
        var decoder = memory.Decoder;
        Product Part(Tensor weight, RowBuffer sums) => new(weight, sums, team.Share(member, (int)weight.shape[1]));
        var toInputs2 = Part(decoder.Lstm2.InputWeight, _dInputs2);
        var from2To2 = Part(decoder.Lstm2.HiddenWeight, _dHidden2Before);
        var fromQuery = Part(decoder.Attention.HiddenWeight, _throughQuery);
        var from1To2 = Part(memory.IsUpDown ? decoder.Lstm1.InputColumns(memory.Hidden2Column, _size) : decoder.Lstm1.HiddenWeight, _dHidden2Before);
        var from1To1 = memory.IsUpDown ? Part(decoder.Lstm1.HiddenWeight, _dHidden1Before) : null;
        var fromGate1 = memory.IsGuided ? Part(decoder.Gates[0].HiddenWeight, _dHidden1Before) : null;
        var fromGate2 = memory.IsGuided ? Part(decoder.Gates[1].HiddenWeight, _dHidden2Before) : null;
        var toSampled = memory.IsGuided ? Part(decoder.Lstm1.InputColumns(0, _size), _dSampled) : null;
        for (int level = memory.Tree.Levels - 1; level >= 0; level--)
        {
            using var levelScope = NewDisposeScope();
            var (start, rows) = memory.Level(level);
            var (from, to) = team.Share(member, rows);
            (from, to) = (start + from, start + to);
            for (int node = from; node < to; node++)
            {
                Lstm2(node, dHidden2);
            }

            team.Meet();
            var dGates2 = DGates2.Rows(start, rows);
            toInputs2.Set(dGates2, 0);
            from2To2.Set(dGates2, start);
            team.Meet();
            for (int node = from; memory.IsGuided && node < to; node++)
            {
                PointwiseLoops.GateBackward(memory.Halves2.At(node), _dInputs2.At(node - start) + _size, DHalves2.At(node), _size);
            }

            Attend(member, start, rows, dKeys, dScores);
            team.Meet();
            fromQuery.Set(DQuery.Rows(start, rows), 0);
            fromGate2?.Add(DHalves2.Rows(start, rows), start);
            team.Meet();
            for (int node = from; node < to; node++)
            {
                Lstm1(node, start);
            }

            team.Meet();
            var dGates1 = DGates1.Rows(start, rows);
            from1To2.Add(dGates1, start);
            from1To1?.Set(dGates1, start);
            if (memory.IsGuided)
            {
                toSampled!.Set(dGates1, 0);
                team.Meet();
                for (int node = from; node < to; node++)
                {
                    PointwiseLoops.GateBackward(memory.Halves1.At(node), _dSampled.At(node - start), DHalves1.At(node), _size);
                }

                team.Meet();
                fromGate1!.Put(DHalves1.Rows(start, rows), start, isNew: !memory.IsUpDown);
            }

            team.Meet();
        }
    }

    // What the steps after this one send back: each node sums what its children left.
    private void Lstm2(int node, float* dHidden2)
    {
        int parent = memory.Tree.Parent[node];
        Buffer.MemoryCopy(dHidden2 + (long)node * _size, _dHidden2.At(node), _size * 4L, _size * 4L);
        AddChildren(_dHidden2.At(node), node, _dHidden2Before);
        _dCell.Clear(node, 1);
        AddChildren(_dCell.At(node), node, _dCell2Before);
        PointwiseLoops.LstmBackward(
            memory.Gates2.At(node), parent < 0 ? null : memory.Cell2.At(parent), memory.Cell2.At(node),
            _dHidden2.At(node), _dCell.At(node), DGates2.At(node), _dCell2Before.At(node), _size);
    }

    private void Lstm1(int node, int start)
    {
        int parent = memory.Tree.Parent[node];
        Buffer.MemoryCopy(_dInputs2.At(node - start), _dHidden1.At(node), _size * 4L, _size * 4L);
        PointwiseLoops.Add(_dHidden1.At(node), _throughQuery.At(node - start), _size);
        if (memory.IsGuided || memory.IsUpDown)
        {
            AddChildren(_dHidden1.At(node), node, _dHidden1Before);   // else nothing reads h1(t-1)
        }

        _dCell.Clear(node, 1);
        AddChildren(_dCell.At(node), node, _dCell1Before);
        PointwiseLoops.LstmBackward(
            memory.Gates1.At(node), parent < 0 ? null : memory.Cell1.At(parent), memory.Cell1.At(node),
            _dHidden1.At(node), _dCell.At(node), DGates1.At(node), _dCell1Before.At(node), _size);
    }

    // Rows of one image add to the same gradients, so a member takes whole images: those that begin in its share of the rows.
    private void Attend(int member, int start, int rows, float* dKeys, float* dScores)
    {
        var image = memory.Tree.Image.Slice(start, rows);
        var (from, to) = team.Share(member, rows);
        from = ImageStart(image, from);
        to = ImageStart(image, to);
        float* regions = RowBuffer.Pointer(memory.Inputs.Regions), keys = RowBuffer.Pointer(memory.Inputs.RegionKeys);
        float* score = RowBuffer.Pointer(memory.Decoder.Attention.ScoreWeight), spare = stackalloc float[memory.Regions];
        long imageSize = (long)memory.Regions * _size;
        for (int row = from; row < to; row++)
        {
            int node = start + row, of = image[row];
            float* dAttended = DAttended.At(node);
            Buffer.MemoryCopy(_dInputs2.At(row) + memory.AttendedColumn, dAttended, _size * 4L, _size * 4L);
            AttentionLoops.AttendBackward(
                regions + of * imageSize, keys + of * imageSize, score, memory.Query.At(node), memory.Attention.At(node * memory.Regions), dAttended,
                dKeys + of * imageSize, dScores + (long)of * _size, DQuery.At(node), spare, memory.Regions, _size);
        }
    }

    // The first row of the image that is cut at a row, or the row where one begins.
    private static int ImageStart(ReadOnlySpan<int> image, int row)
    {
        while (row > 0 && row < image.Length && image[row] == image[row - 1])
        {
            row--;
        }

        return row;
    }

    private void AddChildren(float* to, int node, RowBuffer rows)
    {
        int first = memory.Tree.ChildStart[node];
        for (int child = first; child < first + memory.Tree.ChildCount[node]; child++)
        {
            PointwiseLoops.Add(to, rows.At(child), _size);
        }
    }

    // One member's columns of a weight, and where its part of the sums goes.
    private sealed class Product(Tensor weight, RowBuffer sums, (int From, int To) share)
    {
        private readonly Tensor _weight = weight.narrow(1, share.From, share.To - share.From);

        public void Set(Tensor dSums, int row) => Put(dSums, row, isNew: true);

        public void Add(Tensor dSums, int row) => Put(dSums, row, isNew: false);

        // dSums [rows, features] to the sums from that row on
        public void Put(Tensor dSums, int row, bool isNew) =>
            sums.Part(row, (int)dSums.shape[0], share.From, share.To - share.From).addmm_(dSums, _weight, isNew ? 0 : 1, 1);
    }
}
