using SkyScribe.Training.Model.Engine.Products;
using static TorchSharp.torch;

namespace SkyScribe.Training.Model.Engine.Recurrence;

/// <summary>Goes back through the levels of the last <see cref="ForwardWalk"/>, by the equations of docs/engine.md: the gradients of all sums
/// before a non-linear function, and of the images' regions and keys.</summary>
internal sealed unsafe class BackwardWalk(RecurrenceMemory memory, StepWeights weights, StepTeam team)
{
    private readonly int _size = memory.Size;
    private readonly RowBuffer _dHidden1 = memory.Rows(1), _dHidden2 = memory.Rows(1), _dCell = memory.Rows(1);
    private readonly RowBuffer _dHidden1Before = memory.Rows(1), _dHidden2Before = memory.Rows(1);
    private readonly RowBuffer _dCell1Before = memory.Rows(1), _dCell2Before = memory.Rows(1);
    private readonly RowBuffer _dInputs2 = memory.Rows(memory.Inputs2), _throughQuery = memory.Rows(1), _dSampled = memory.Rows(1);

    /// <summary>Gradient of LSTM 1's sums [M, 4D].</summary>
    public RowBuffer DGates1 { get; } = memory.Rows(4);

    public RowBuffer DGates2 { get; } = memory.Rows(4);

    /// <summary>Gradient of the first semantic gate's sums [M, 2D].</summary>
    public RowBuffer DHalves1 { get; } = memory.Rows(2);

    public RowBuffer DHalves2 { get; } = memory.Rows(2);

    /// <summary>Gradient of W_ha h1(t) [M, D].</summary>
    public RowBuffer DQuery { get; } = memory.Rows(1);

    /// <param name="dHidden2">gradient of h2 of every node [M, D]</param>
    /// <param name="dRegions">added to: the gradient of V through the attended feature [B, R, D]</param>
    /// <param name="dKeys">added to: the gradient of W_va V [B, R, D]</param>
    /// <param name="dScores">added to: the gradient of w_a, image by image [B, D]</param>
    public void Run(Tensor dHidden2, Tensor dRegions, Tensor dKeys, Tensor dScores) =>
        team.Run(member => Walk(member, Matrix.Pointer(dHidden2), Matrix.Pointer(dRegions), Matrix.Pointer(dKeys), Matrix.Pointer(dScores)));

    private void Walk(int member, float* dHidden2, float* dRegions, float* dKeys, float* dScores)
    {
        weights.PackBackward(member);
        team.Barrier();
        for (int level = memory.Tree.Levels - 1; level >= 0; level--)
        {
            var (start, rows) = memory.Level(level);
            var (from, to) = team.Share(member, rows);
            (from, to) = (start + from, start + to);
            for (int node = from; node < to; node++)
            {
                Lstm2(node, dHidden2);
            }

            team.Barrier();
            var dGates2 = DGates2.Rows(start, rows);
            weights.Hidden1To2.Backward(member, dGates2, _dInputs2.Part(0, rows, 0, _size), isNew: true);
            weights.RestTo2.Backward(member, dGates2, _dInputs2.Part(0, rows, _size, (memory.Inputs2 - 1) * _size), isNew: true);
            weights.Hidden2To2.Backward(member, dGates2, _dHidden2Before.Rows(start, rows), isNew: true);
            team.Barrier();
            for (int node = from; memory.IsGuided && node < to; node++)
            {
                PointwiseLoops.GateBackward(memory.Halves2.At(node), _dInputs2.At(node - start) + _size, DHalves2.At(node), _size);
            }

            Attend(member, start, rows, dRegions, dKeys, dScores);
            team.Barrier();
            weights.Hidden1ToQuery.Backward(member, DQuery.Rows(start, rows), _throughQuery.Rows(0, rows), isNew: true);
            weights.Gate2?.Backward(member, DHalves2.Rows(start, rows), _dHidden2Before.Rows(start, rows), isNew: false);
            team.Barrier();
            for (int node = from; node < to; node++)
            {
                Lstm1(node, start);
            }

            team.Barrier();
            var dGates1 = DGates1.Rows(start, rows);
            weights.Hidden2To1.Backward(member, dGates1, _dHidden2Before.Rows(start, rows), isNew: false);
            weights.Hidden1To1?.Backward(member, dGates1, _dHidden1Before.Rows(start, rows), isNew: true);
            if (memory.IsGuided)
            {
                weights.SampledTo1!.Backward(member, dGates1, _dSampled.Rows(0, rows), isNew: true);
                team.Barrier();
                for (int node = from; node < to; node++)
                {
                    PointwiseLoops.GateBackward(memory.Halves1.At(node), _dSampled.At(node - start), DHalves1.At(node), _size);
                }

                team.Barrier();
                weights.Gate1!.Backward(member, DHalves1.Rows(start, rows), _dHidden1Before.Rows(start, rows), isNew: !memory.IsUpDown);
            }

            team.Barrier();
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
        RowSums.Add(_dHidden1.At(node), _throughQuery.At(node - start), _size);
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
    private void Attend(int member, int start, int rows, float* dRegions, float* dKeys, float* dScores)
    {
        var image = memory.Tree.Image.Slice(start, rows);
        var (from, to) = team.Share(member, rows);
        from = ImageStart(image, from);
        to = ImageStart(image, to);
        float* regions = Matrix.Pointer(memory.Inputs.Regions), keys = Matrix.Pointer(memory.Inputs.RegionKeys);
        float* score = Matrix.Pointer(memory.Decoder.Attention.ScoreWeight), spare = stackalloc float[memory.Regions];
        long imageSize = (long)memory.Regions * _size;
        for (int row = from; row < to; row++)
        {
            int node = start + row, of = image[row];
            AttentionLoops.AttendBackward(
                regions + of * imageSize, keys + of * imageSize, score, memory.Query.At(node), memory.Attention.At(node * memory.Regions),
                _dInputs2.At(row) + memory.AttendedColumn,
                dRegions + of * imageSize, dKeys + of * imageSize, dScores + (long)of * _size, DQuery.At(node), spare, memory.Regions, _size);
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
            RowSums.Add(to, rows.At(child), _size);
        }
    }
}
