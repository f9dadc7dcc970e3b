using SkyScribe.Training.Model.Engine.Products;
using static TorchSharp.torch;

namespace SkyScribe.Training.Model.Engine.Recurrence;

/// <summary>The two-LSTM decoder's steps by <see cref="ForwardWalk"/>, with the numbers of <see cref="TensorSteps"/>, but for rounding.</summary>
/// <remarks>Two blocks of nodes take turns: the rows of a step and those of the step before. Weights are packed once a batch of images. Shapes: N
/// rows, D hidden, E embedding, V vocabulary.</remarks>
internal sealed unsafe class WalkSteps : IDisposable
{
    private readonly RecurrenceMemory _memory;
    private readonly StepTeam _team = new();
    private readonly StepWeights _weights;
    private readonly StepWeight _wordTo1, _gate3, _output;
    private readonly ForwardWalk _walk;
    private readonly RowBuffer _embedded, _halves3, _guided;
    private Tensor? _meanInput, _prepared3;
    private int[] _imageOfRow = [];
    private int _start, _rows;

    public WalkSteps(AttributeGuidedDecoder decoder)
    {
        _memory = new RecurrenceMemory(decoder);
        _weights = new StepWeights(_memory, _team);
        (_wordTo1, _gate3, _output) = (new StepWeight(_team), new StepWeight(_team), new StepWeight(_team));
        _walk = new ForwardWalk(_memory, _weights, _team);
        (_halves3, _guided) = (_memory.Rows(2), _memory.Rows(1));
        _embedded = new RowBuffer((int)decoder.WordVectors.shape[1]);
    }

    /// <summary>Attention weights of the last step, row-major [N, R].</summary>
    public float[] Attention => new ReadOnlySpan<float>(_memory.Attention.At(_start * _memory.Regions), _rows * _memory.Regions).ToArray();

    private AttributeGuidedDecoder Decoder => _memory.Decoder;

    /// <summary>Begins with the images of a batch, one row each.</summary>
    public void Begin(AttributeStage stage)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        End();
        var gates = Decoder.PrepareGates(stage);
        static Tensor Kept(Tensor tensor) => tensor.contiguous().DetachFromDisposeScope();
        _memory.Begin(new RecurrenceInputs(
            Kept(stage.Regions.alias()), Kept(new LinearTape().Linear(stage.Regions, Decoder.Attention.RegionWeight, null)),
            Kept(stage.Mean.alias()), Kept(Decoder.WordVectors.alias()),
            gates is null ? null : Kept(gates[0]), gates is null ? null : Kept(gates[1])));
        _prepared3 = gates is null ? null : Kept(gates[2]);
        _meanInput = nn.functional.linear(stage.Mean, _memory.MeanWeight(), Decoder.Lstm1.Bias).DetachFromDisposeScope();
        _imageOfRow = [.. Enumerable.Range(0, (int)stage.Regions.shape[0])];
        (_start, _rows) = (0, 0);
        _walk.Prepare(_meanInput);
        _team.Run(member =>
        {
            _weights.PackForward(member);
            _wordTo1.PackForward(member, _memory.WordWeight());
            _output.PackForward(member, Matrix.Of(Decoder.Output.weight!));
            if (_memory.IsGuided)
            {
                _gate3.PackForward(member, Matrix.Of(Decoder.Gates[2].HiddenWeight));
            }
        });
    }

    /// <summary>Forgets the batch's tensors.</summary>
    public void End()
    {
        foreach (var tensor in _memory.Inputs?.All() ?? [])
        {
            tensor.Dispose();
        }

        _meanInput?.Dispose();
        _prepared3?.Dispose();
        (_meanInput, _prepared3) = (null, null);
    }

    /// <inheritdoc cref="IDecoderSteps.Step"/>
    public void Step(ReadOnlySpan<int> parents, ReadOnlySpan<int> words, Span<float> logProbabilities)
    {
        int vocabulary = (int)Decoder.Output.weight!.shape[0];
        bool hasPlaces = words.Length == parents.Length && logProbabilities.Length == (long)parents.Length * vocabulary;
        if (!hasPlaces || words.ContainsAnyExceptInRange(0, vocabulary - 1))
        {
            throw new ArgumentException(
                $"found {parents.Length} rows with {words.Length} words and {logProbabilities.Length} results; "
                + $"expected a word below {vocabulary} for each row and {vocabulary} results a row");
        }

        int rows = parents.Length, before = _start, start = _start >= rows ? 0 : _start + _rows;
        bool isFirst = _rows == 0;
        int[] image = new int[rows], parent = new int[rows];
        _memory.Ensure(start + rows);
        _embedded.Ensure(rows);
        float* vectors = Matrix.Pointer(_memory.Inputs.Words);
        for (int row = 0; row < rows; row++)
        {
            image[row] = _imageOfRow[parents[row]];
            parent[row] = isFirst ? -1 : before + parents[row];
            Buffer.MemoryCopy(vectors + (long)words[row] * _embedded.Columns, _embedded.At(row), _embedded.Columns * 4L, _embedded.Columns * 4L);
        }

        fixed (float* results = logProbabilities)
        {
            var logits = new Matrix(results, rows, vocabulary, vocabulary, 1);
            _team.Run(member => Step(member, start, parent, image, logits));
        }

        (_start, _rows, _imageOfRow) = (start, rows, image);
    }

    public void Dispose()
    {
        End();
        _team.Dispose();
        _embedded.Dispose();
        _memory.Dispose();
    }

    private void Step(int member, int start, int[] parent, int[] image, Matrix logits)
    {
        int rows = parent.Length, size = _memory.Size;
        var (from, to) = _team.Share(member, rows);
        _wordTo1.Forward(member, _embedded.Rows(0, rows), _memory.WordInput.Rows(start, rows), isNew: true);
        _walk.Level(member, start, parent, image);
        var hidden2 = _memory.Hidden2.Rows(start, rows);
        if (_memory.IsGuided)
        {
            _gate3.Forward(member, hidden2, _halves3.Rows(start, rows), isNew: true);
            _team.Barrier();
            float* prepared = Matrix.Pointer(_prepared3!);
            for (int row = from; row < to; row++)
            {
                int node = start + row;
                PointwiseLoops.Gate(_halves3.At(node), prepared + (long)image[row] * 2 * size, _guided.At(node), size);   // Eq. 18, 21, 24
            }

            _team.Barrier();
        }

        _output.Forward(member, _memory.IsGuided ? _guided.Rows(start, rows) : hidden2, logits, isNew: true);
        _team.Barrier();
        float* bias = Matrix.Pointer(Decoder.Output.bias!);
        for (int row = from; row < to; row++)
        {
            PointwiseLoops.LogSoftmax(logits.Start + row * logits.RowStep, bias, logits.Columns);                                       // Eq. 30
        }
    }

    /// <summary>The steps of one batch, which give the walk back at the end.</summary>
    internal sealed class Batch(WalkSteps steps, Action<WalkSteps> giveBack) : IDecoderSteps
    {
        private bool _isOver, _hasFailed;

        /// <inheritdoc/>
        public float[] Attention => steps.Attention;

        /// <inheritdoc/>
        public void Step(ReadOnlySpan<int> parents, ReadOnlySpan<int> words, Span<float> logProbabilities)
        {
            try
            {
                steps.Step(parents, words, logProbabilities);
            }
            catch
            {
                _hasFailed = true;
                throw;
            }
        }

        public void Dispose()
        {
            if (_isOver)
            {
                return;
            }

            _isOver = true;
            if (_hasFailed)
            {
                steps.Dispose();
            }
            else
            {
                steps.End();
                giveBack(steps);
            }
        }
    }
}
