using SkyScribe.Training.Data;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SkyScribe.Training.Model.Recurrence;

/// <summary>The decoder's recurrence over a tree of captions, with a backward pass written by hand: the same numbers as
/// <see cref="AttributeGuidedDecoder.Recur"/> under autograd, for a fraction of the work.</summary>
/// <remarks>
/// What makes it fast: a level of the tree is one block of rows, without padding; a weight's gradient is one product over all nodes afterwards,
/// because going back through the steps needs only the gradients of the sums; attention reads an image's regions once for all its rows and keeps
/// no tensor of regions for a row; buffers stay. A product is taken as W x' (features by rows): with few rows libtorch does that twice as fast as x W'.
/// Shapes: n rows of a level, M nodes, D hidden, R regions. Not thread-safe.
/// </remarks>
internal sealed unsafe class DecoderRecurrence : IDisposable
{
    private readonly AttributeGuidedDecoder _decoder;
    private readonly int _size;
    private readonly int _inputs2;
    private readonly bool _isGuided;
    private readonly bool _isUpDown;
    private readonly RowBuffer _product;
    private readonly RowBuffer _hidden1Before, _hidden2Before, _cell1, _cell2, _hidden2, _query, _sampled1, _inputs2Rows, _attention;
    private readonly RowBuffer _gates1, _gates2, _halves1, _halves2;
    private readonly RowBuffer _dGates1, _dGates2, _dHalves1, _dHalves2, _dQuery, _dHidden1, _dHidden2;
    private readonly RowBuffer _dHidden1Before, _dHidden2Before, _dCell1Before, _dCell2Before, _dCell;
    private readonly List<RowBuffer> _all = [];
    private readonly RowBuffer _wordInput;
    private RecurrenceInputs _inputs = null!;
    private Tensor _meanInput = null!;
    private CaptionTree _tree = null!;
    private int _regions;
    private int[] _imageStart = [];

    public DecoderRecurrence(AttributeGuidedDecoder decoder)
    {
        _decoder = decoder;
        _size = decoder.HiddenSize;
        _isGuided = decoder.IsGuided;
        _isUpDown = decoder.Wiring == LstmWiring.UpDown;
        _inputs2 = _isGuided ? 3 : 2;
        RowBuffer Rows(int columns)
        {
            var buffer = new RowBuffer(columns);
            _all.Add(buffer);
            return buffer;
        }

        _product = Rows(4 * _size);
        (_hidden1Before, _hidden2Before, _cell1, _cell2, _hidden2) = (Rows(_size), Rows(_size), Rows(_size), Rows(_size), Rows(_size));
        (_query, _sampled1, _inputs2Rows) = (Rows(_size), Rows(_size), Rows(_inputs2 * _size));
        (_gates1, _gates2, _halves1, _halves2) = (Rows(4 * _size), Rows(4 * _size), Rows(2 * _size), Rows(2 * _size));
        (_dGates1, _dGates2, _dHalves1, _dHalves2) = (Rows(4 * _size), Rows(4 * _size), Rows(2 * _size), Rows(2 * _size));
        (_dQuery, _dHidden1, _dHidden2, _dCell) = (Rows(_size), Rows(_size), Rows(_size), Rows(_size));
        (_dHidden1Before, _dHidden2Before, _dCell1Before, _dCell2Before) = (Rows(_size), Rows(_size), Rows(_size), Rows(_size));
        _wordInput = Rows(4 * _size);
        _attention = new RowBuffer(1);
    }

    private Parameter Hidden1 => _decoder.Lstm1.HiddenWeight;

    private Parameter Hidden2 => _decoder.Lstm2.HiddenWeight;

    private Parameter Input1 => _decoder.Lstm1.InputWeight;

    private Parameter Input2 => _decoder.Lstm2.InputWeight;

    // Where h2(t-1) stands among LSTM 1's inputs in the Up-Down wiring.
    private int Hidden2Column => _isGuided ? _size : 0;

    private Tensor MeanWeight() => Input1.narrow(1, _decoder.MeanColumn, _size);

    private Tensor WordWeight() => Input1.narrow(1, _decoder.MeanColumn + _size, _inputs.Words.shape[1]);

    private int AttendedColumn => (_inputs2 - 1) * _size;

    /// <summary>Walks the tree.</summary>
    /// <returns>h2 of every node [M, D]; a view, valid until the next call</returns>
    public Tensor Forward(RecurrenceInputs inputs, CaptionTree tree)
    {
        (_inputs, _tree) = (inputs, tree);
        _regions = (int)inputs.Regions.shape[1];
        foreach (var buffer in _all)
        {
            buffer.Ensure(tree.Nodes);
        }

        _attention.Ensure(tree.Nodes * _regions);
        using var guard = no_grad();
        using var mean = nn.functional.linear(inputs.Mean, MeanWeight(), _decoder.Lstm1.Bias);      // [B, 4D]
        _meanInput = mean;
        _wordInput.Rows(0, tree.Nodes).addmm_(inputs.Words, WordWeight().t(), 0, 1);               // [M, 4D]
        for (int level = 0; level < tree.Levels; level++)
        {
            using var scope = NewDisposeScope();
            int start = tree.LevelStart[level], rows = tree.LevelStart[level + 1] - start;
            ForwardLevel(start, rows);
        }

        return _hidden2.Rows(0, tree.Nodes);
    }

    /// <summary>Goes back through the tree of the last <see cref="Forward"/>; adds to the gradients of the weights that it used.</summary>
    /// <param name="dHidden2">gradient of what it gave [M, D]</param>
    /// <returns>gradients of its inputs</returns>
    public RecurrenceInputs Backward(Tensor dHidden2)
    {
        using var guard = no_grad();
        long images = _inputs.Regions.shape[0];
        var dRegions = zeros_like(_inputs.Regions);
        var dKeys = zeros_like(_inputs.RegionKeys);
        using var dScores = zeros(images, _size, float32);
        float* dHidden = RowBuffer.Pointer(dHidden2);
        for (int level = _tree.Levels - 1; level >= 0; level--)
        {
            using var scope = NewDisposeScope();
            int start = _tree.LevelStart[level], rows = _tree.LevelStart[level + 1] - start;
            BackwardLevel(start, rows, dHidden, RowBuffer.Pointer(dRegions), RowBuffer.Pointer(dKeys), RowBuffer.Pointer(dScores));
        }

        WeightGradients(dScores);
        var dGates1 = _dGates1.Rows(0, _tree.Nodes);
        using var imageOfNode = tensor(_tree.Image.ToArray(), int64);
        Tensor ByImage(RowBuffer rows) => zeros(images, rows.Columns, float32).index_add_(0, imageOfNode, rows.Rows(0, _tree.Nodes), 1);
        var dMeanInput = ByImage(_dGates1);                                                        // [B, 4D]
        AddGradient(Input1, _decoder.MeanColumn, dMeanInput, _inputs.Mean);
        GradientOf(_decoder.Lstm1.Bias).add_(dMeanInput.sum([0L]));
        AddGradient(Input1, _decoder.MeanColumn + _size, dGates1, _inputs.Words);
        return new RecurrenceInputs(
            dRegions,
            dKeys,
            mm(dMeanInput, MeanWeight()),
            mm(dGates1, WordWeight()),
            _isGuided ? ByImage(_dHalves1) : null,
            _isGuided ? ByImage(_dHalves2) : null);
    }

    public void Dispose()
    {
        foreach (var buffer in _all)
        {
            buffer.Dispose();
        }

        _attention.Dispose();
    }

    private void ForwardLevel(int start, int rows)
    {
        bool hasBefore = start > 0;
        FindImages(start, rows);
        RowWork.Each(rows, row =>
        {
            int parent = _tree.Parent[start + row];
            CopyOrClear(_hidden1Before.At(start + row), parent < 0 ? null : _inputs2Rows.At(parent));
            CopyOrClear(_hidden2Before.At(start + row), parent < 0 ? null : _hidden2.At(parent));
        });

        if (_isGuided)
        {
            Gate(start, rows, hasBefore, _decoder.Gates[0].HiddenWeight, _hidden1Before, _inputs.Gate1!, _halves1, row => _sampled1.At(row));      // Eq. 16, 19, 22
        }

        Lstm1(start, rows, hasBefore);                                                                                                            // Eq. 25
        Attend(start, rows);                                                                                                                      // Eq. 26-28
        if (_isGuided)
        {
            Gate(start, rows, hasBefore, _decoder.Gates[1].HiddenWeight, _hidden2Before, _inputs.Gate2!, _halves2, row => _inputs2Rows.At(row) + _size);   // Eq. 17, 20, 23
        }

        Lstm2(start, rows, hasBefore);                                                                                                            // Eq. 29
    }

    private void Gate(int start, int rows, bool hasBefore, Tensor weight, RowBuffer hidden, Tensor prepared, RowBuffer halves, RowPlace output)
    {
        float* product = hasBefore ? Product(rows, (weight, hidden.Rows(start, rows))) : null;
        float* ofImage = RowBuffer.Pointer(prepared);
        RowWork.Each(rows, row =>
        {
            int node = start + row;
            PointwiseLoops.CopyColumn(product, row, rows, halves.At(node), 2 * _size);
            PointwiseLoops.Gate(halves.At(node), ofImage + (long)_tree.Image[node] * 2 * _size, output(node), _size);
        });
    }

    private void Lstm1(int start, int rows, bool hasBefore)
    {
        var hidden2 = _hidden2Before.Rows(start, rows);
        var products = new List<(Tensor, Tensor)>();
        if (_isGuided)
        {
            products.Add((Input1.narrow(1, 0, _size), _sampled1.Rows(start, rows)));
        }

        if (hasBefore && _isUpDown)
        {
            products.Add((Input1.narrow(1, Hidden2Column, _size), hidden2));
            products.Add((Hidden1, _hidden1Before.Rows(start, rows)));
        }
        else if (hasBefore)
        {
            products.Add((Hidden1, hidden2));
        }

        float* product = products.Count > 0 ? Product(rows, products.ToArray()) : null;
        float* mean = RowBuffer.Pointer(_meanInput), words = _wordInput.At(0);
        RowWork.Each(rows, row =>
        {
            int node = start + row, parent = _tree.Parent[node];
            PointwiseLoops.CopyColumn(product, row, rows, _gates1.At(node), 4 * _size);
            PointwiseLoops.Lstm(
                _gates1.At(node), mean + (long)_tree.Image[node] * 4 * _size, words + (long)node * 4 * _size,
                parent < 0 ? null : _cell1.At(parent), _cell1.At(node), _inputs2Rows.At(node), _size);
        });
    }

    private void Lstm2(int start, int rows, bool hasBefore)
    {
        var input = (Input2, _inputs2Rows.Rows(start, rows));
        float* product = hasBefore ? Product(rows, input, (Hidden2, _hidden2Before.Rows(start, rows))) : Product(rows, input);
        float* bias = RowBuffer.Pointer(_decoder.Lstm2.Bias);
        RowWork.Each(rows, row =>
        {
            int node = start + row, parent = _tree.Parent[node];
            PointwiseLoops.CopyColumn(product, row, rows, _gates2.At(node), 4 * _size);
            PointwiseLoops.Lstm(_gates2.At(node), bias, null, parent < 0 ? null : _cell2.At(parent), _cell2.At(node), _hidden2.At(node), _size);
        });
    }

    private void Attend(int start, int rows)
    {
        float* product = Product(rows, (_decoder.Attention.HiddenWeight, _inputs2Rows.Part(start, rows, 0, _size)));
        float* regions = RowBuffer.Pointer(_inputs.Regions), keys = RowBuffer.Pointer(_inputs.RegionKeys);
        float* score = RowBuffer.Pointer(_decoder.Attention.ScoreWeight);
        long imageSize = (long)_regions * _size;
        RowWork.Each(rows, row =>
        {
            int node = start + row, image = _tree.Image[node];
            PointwiseLoops.CopyColumn(product, row, rows, _query.At(node), _size);
            AttentionLoops.Attend(
                regions + image * imageSize, keys + image * imageSize, score, _query.At(node),
                _attention.At(node * _regions), _inputs2Rows.At(node) + AttendedColumn, _regions, _size);
        });
    }

    private void BackwardLevel(int start, int rows, float* dHidden, float* dRegions, float* dKeys, float* dScores)
    {
        FindImages(start, rows);

        // What the steps after this one send back: each node sums what its children left.
        RowWork.Each(rows, row =>
        {
            int node = start + row, parent = _tree.Parent[node];
            Buffer.MemoryCopy(dHidden + (long)node * _size, _dHidden2.At(node), _size * 4L, _size * 4L);
            AddChildren(_dHidden2.At(node), node, _dHidden2Before);
            new Span<float>(_dCell.At(node), _size).Clear();
            AddChildren(_dCell.At(node), node, _dCell2Before);
            PointwiseLoops.LstmBackward(
                _gates2.At(node), parent < 0 ? null : _cell2.At(parent), _cell2.At(node), _dHidden2.At(node), _dCell.At(node), _dGates2.At(node), _dCell2Before.At(node), _size);
        });

        var dGates2 = _dGates2.Rows(start, rows);
        var dInputs2 = mm(dGates2, Input2);                                                     // [n, 3D]
        var dHidden2Before = _dHidden2Before.Rows(start, rows);
        dHidden2Before.addmm_(dGates2, Hidden2, 0, 1);
        float* dInputs = RowBuffer.Pointer(dInputs2);
        int width = _inputs2 * _size;
        if (_isGuided)
        {
            RowWork.Each(rows, row => PointwiseLoops.GateBackward(_halves2.At(start + row), dInputs + (long)row * width + _size, _dHalves2.At(start + row), _size));
            dHidden2Before.addmm_(_dHalves2.Rows(start, rows), _decoder.Gates[1].HiddenWeight, 1, 1);
        }

        AttendBackward(dInputs, width, dRegions, dKeys, dScores);
        var throughQuery = mm(_dQuery.Rows(start, rows), _decoder.Attention.HiddenWeight);      // [n, D]
        float* dQueried = RowBuffer.Pointer(throughQuery);
        RowWork.Each(rows, row =>
        {
            int node = start + row, parent = _tree.Parent[node];
            Buffer.MemoryCopy(dInputs + (long)row * width, _dHidden1.At(node), _size * 4L, _size * 4L);
            PointwiseLoops.Add(_dHidden1.At(node), dQueried + (long)row * _size, _size);
            if (_isGuided || _isUpDown)
            {
                AddChildren(_dHidden1.At(node), node, _dHidden1Before);   // else nothing reads h1(t-1)
            }

            new Span<float>(_dCell.At(node), _size).Clear();
            AddChildren(_dCell.At(node), node, _dCell1Before);
            PointwiseLoops.LstmBackward(
                _gates1.At(node), parent < 0 ? null : _cell1.At(parent), _cell1.At(node), _dHidden1.At(node), _dCell.At(node), _dGates1.At(node), _dCell1Before.At(node), _size);
        });

        BackwardLstm1(start, rows, dHidden2Before);
    }

    private void BackwardLstm1(int start, int rows, Tensor dHidden2Before)
    {
        var dGates1 = _dGates1.Rows(start, rows);
        var dHidden1Before = _dHidden1Before.Rows(start, rows);
        double keep = 0;
        if (_isUpDown)
        {
            dHidden2Before.addmm_(dGates1, Input1.narrow(1, Hidden2Column, _size), 1, 1);
            dHidden1Before.addmm_(dGates1, Hidden1, 0, 1);
            keep = 1;
        }
        else
        {
            dHidden2Before.addmm_(dGates1, Hidden1, 1, 1);
        }

        if (!_isGuided)
        {
            return;
        }

        var dSampled = mm(dGates1, Input1.narrow(1, 0, _size));                                 // [n, D]
        float* dOutput = RowBuffer.Pointer(dSampled);
        RowWork.Each(rows, row => PointwiseLoops.GateBackward(_halves1.At(start + row), dOutput + (long)row * _size, _dHalves1.At(start + row), _size));
        dHidden1Before.addmm_(_dHalves1.Rows(start, rows), _decoder.Gates[0].HiddenWeight, (float)keep, 1);
    }

    // Rows of one image add to the same gradients, so a thread takes whole images.
    private void AttendBackward(float* dInputs, int width, float* dRegions, float* dKeys, float* dScores)
    {
        float* regions = RowBuffer.Pointer(_inputs.Regions), keys = RowBuffer.Pointer(_inputs.RegionKeys);
        float* score = RowBuffer.Pointer(_decoder.Attention.ScoreWeight);
        long imageSize = (long)_regions * _size;
        int first = _imageStart[0];
        RowWork.Each(_imageStart.Length - 1, part =>
        {
            float* spare = stackalloc float[_regions];
            for (int node = _imageStart[part]; node < _imageStart[part + 1]; node++)
            {
                int image = _tree.Image[node];
                AttentionLoops.AttendBackward(
                    regions + image * imageSize, keys + image * imageSize, score, _query.At(node), _attention.At(node * _regions),
                    dInputs + (long)(node - first) * width + AttendedColumn,
                    dRegions + image * imageSize, dKeys + image * imageSize, dScores + (long)image * _size, _dQuery.At(node), spare, _regions, _size);
            }
        });
    }

    private void WeightGradients(Tensor dScores)
    {
        using var scope = NewDisposeScope();
        int nodes = _tree.Nodes;
        Tensor dGates1 = _dGates1.Rows(0, nodes), dGates2 = _dGates2.Rows(0, nodes);
        Tensor hidden1 = _hidden1Before.Rows(0, nodes), hidden2 = _hidden2Before.Rows(0, nodes), inputs2 = _inputs2Rows.Rows(0, nodes);
        AddGradient(Input2, 0, dGates2, inputs2);
        AddGradient(Hidden2, 0, dGates2, hidden2);
        GradientOf(_decoder.Lstm2.Bias).add_(dGates2.sum([0L]));
        AddGradient(_decoder.Attention.HiddenWeight, 0, _dQuery.Rows(0, nodes), inputs2.narrow(1, 0, _size));
        GradientOf(_decoder.Attention.ScoreWeight).add_(dScores.sum([0L]).unsqueeze(1));
        AddGradient(Hidden1, 0, dGates1, _isUpDown ? hidden1 : hidden2);
        if (_isUpDown)
        {
            AddGradient(Input1, Hidden2Column, dGates1, hidden2);
        }

        if (_isGuided)
        {
            AddGradient(Input1, 0, dGates1, _sampled1.Rows(0, nodes));
            AddGradient(_decoder.Gates[0].HiddenWeight, 0, _dHalves1.Rows(0, nodes), hidden1);
            AddGradient(_decoder.Gates[1].HiddenWeight, 0, _dHalves2.Rows(0, nodes), hidden2);
        }
    }

    // Adds dSums' inputs to the gradient of some columns of a weight.
    private static void AddGradient(Parameter weight, long column, Tensor dSums, Tensor inputs) =>
        GradientOf(weight).narrow(1, column, inputs.shape[1]).addmm_(dSums.t(), inputs, 1, 1);

    private static Tensor GradientOf(Parameter weight)
    {
        if (weight.grad is null)
        {
            weight.grad = zeros_like(weight);
        }

        return weight.grad!;
    }

    // The sum of W x' over some weights and inputs [features, rows].
    private float* Product(int rows, params ReadOnlySpan<(Tensor Weight, Tensor Input)> terms)
    {
        var product = _product.As(terms[0].Weight.shape[0], rows);
        for (int i = 0; i < terms.Length; i++)
        {
            product.addmm_(terms[i].Weight, terms[i].Input.t(), i == 0 ? 0 : 1, 1);
        }

        return _product.At(0);
    }

    private void AddChildren(float* to, int node, RowBuffer rows)
    {
        int first = _tree.ChildStart[node];
        for (int child = first; child < first + _tree.ChildCount[node]; child++)
        {
            PointwiseLoops.Add(to, rows.At(child), _size);
        }
    }

    private void CopyOrClear(float* to, float* from)
    {
        if (from is null)
        {
            new Span<float>(to, _size).Clear();
        }
        else
        {
            Buffer.MemoryCopy(from, to, _size * 4L, _size * 4L);
        }
    }

    // First node of each image of a level, and the level's end.
    private void FindImages(int start, int rows)
    {
        var starts = new List<int>();
        for (int node = start; node < start + rows; node++)
        {
            if (node == start || _tree.Image[node] != _tree.Image[node - 1])
            {
                starts.Add(node);
            }
        }

        starts.Add(start + rows);
        _imageStart = [.. starts];
    }

    private delegate float* RowPlace(int node);
}
