using SkyScribe.Training.Model.Engine.Products;
using SkyScribe.Training.Options;
using static TorchSharp.torch;

namespace SkyScribe.Training.Model.Engine.Recurrence;

/// <summary>The memory of walks through a tree of captions and of a search's steps: the values of every node, and the inputs. M nodes,
/// D hidden.</summary>
/// <remarks>Buffers stay from step to step. A node's row in a "before" buffer is a copy of its parent's, so that a level is one
/// block of rows.</remarks>
internal sealed class RecurrenceMemory : IDisposable
{
    private readonly List<RowBuffer> _all = [];

    public RecurrenceMemory(AttributeGuidedDecoder decoder)
    {
        Decoder = decoder;
        Size = decoder.HiddenSize;
        Inputs2 = decoder.IsGuided ? 3 : 2;
        (Hidden1Before, Hidden2Before, Cell1, Cell2, Hidden2) = (Rows(1), Rows(1), Rows(1), Rows(1), Rows(1));
        (Query, Sampled1, Inputs2Rows) = (Rows(1), Rows(1), Rows(Inputs2));
        (Gates1, Gates2, Halves1, Halves2, WordInput) = (Rows(4), Rows(4), Rows(2), Rows(2), Rows(4));
    }

    public AttributeGuidedDecoder Decoder { get; }

    /// <summary>D.</summary>
    public int Size { get; }

    /// <summary>Inputs of LSTM 2, in units of D: h1, the sampled attributes if there are any, the attended feature.</summary>
    public int Inputs2 { get; }

    public bool IsGuided => Decoder.IsGuided;

    public bool IsUpDown => Decoder.Wiring == LstmWiring.UpDown;

    /// <summary>Where the attended feature stands among LSTM 2's inputs.</summary>
    public int AttendedColumn => (Inputs2 - 1) * Size;

    /// <summary>Where h2(t-1) stands among LSTM 1's inputs in the Up-Down wiring.</summary>
    public int Hidden2Column => IsGuided ? Size : 0;

    public PrefixTree Tree { get; private set; } = null!;

    public RecurrenceInputs Inputs { get; private set; } = null!;

    /// <summary>R.</summary>
    public int Regions { get; private set; }

    public RowBuffer Hidden1Before { get; }

    public RowBuffer Hidden2Before { get; }

    public RowBuffer Cell1 { get; }

    public RowBuffer Cell2 { get; }

    /// <summary>h2(t).</summary>
    public RowBuffer Hidden2 { get; }

    /// <summary>W_ha h1(t).</summary>
    public RowBuffer Query { get; }

    /// <summary>The first gate's output (Eq. 22).</summary>
    public RowBuffer Sampled1 { get; }

    /// <summary>h1(t), the second gate's output (Eq. 23), the attended feature (Eq. 28) [M, 3D].</summary>
    public RowBuffer Inputs2Rows { get; }

    /// <summary>LSTM 1's gates after their functions [M, 4D].</summary>
    public RowBuffer Gates1 { get; }

    public RowBuffer Gates2 { get; }

    /// <summary>i and sigmoid(g) of the first semantic gate [M, 2D].</summary>
    public RowBuffer Halves1 { get; }

    public RowBuffer Halves2 { get; }

    /// <summary>The word's part of LSTM 1's gates [M, 4D].</summary>
    public RowBuffer WordInput { get; }

    /// <summary>What products with the state before are written to, and with that state itself.</summary>
    public IReadOnlyList<RowBuffer> ProductsWithState => field ??= [Hidden1Before, Hidden2Before, Gates1, Gates2, Halves1, Halves2];

    /// <summary>alpha, R floats a node.</summary>
    public RowBuffer Attention { get; } = new(1);

    /// <summary>A buffer of <paramref name="units"/> D floats for each node.</summary>
    public RowBuffer Rows(int units)
    {
        var buffer = new RowBuffer(units * Size);
        _all.Add(buffer);
        return buffer;
    }

    /// <summary>Begins a walk through a tree.</summary>
    public void Begin(RecurrenceInputs inputs, PrefixTree tree)
    {
        Tree = tree;
        Begin(inputs);
        Ensure(tree.Nodes);
    }

    /// <summary>Begins steps without a tree.</summary>
    public void Begin(RecurrenceInputs inputs) => (Inputs, Regions) = (inputs, (int)inputs.Regions.shape[1]);

    /// <summary>Makes room for nodes; those that are there stay.</summary>
    public void Ensure(int nodes)
    {
        foreach (var buffer in _all)
        {
            buffer.Ensure(nodes);
        }

        Attention.Ensure(nodes * Regions);
    }

    /// <summary>First node of a level and its rows.</summary>
    public (int Start, int Rows) Level(int level) => (Tree.LevelStart[level], Tree.LevelStart[level + 1] - Tree.LevelStart[level]);

    /// <summary>The mean feature's columns of LSTM 1's input weight.</summary>
    public Tensor MeanWeight() => Decoder.Lstm1.InputColumns(Decoder.MeanColumn, Size);

    /// <summary>The word's columns [4D, E].</summary>
    public Matrix WordWeight() => Matrix.Of(Decoder.Lstm1.InputWeight).ColumnRange((int)Decoder.MeanColumn + Size, (int)Inputs.Words.shape[1]);

    public void Dispose()
    {
        foreach (var buffer in _all)
        {
            buffer.Dispose();
        }

        Attention.Dispose();
    }
}
