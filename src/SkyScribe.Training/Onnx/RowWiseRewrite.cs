namespace SkyScribe.Training.Onnx;

/// <summary>Brings a graph that an earlier SkyScribe wrote to the form in which a row's result depends on that row alone (<see cref="RowWise"/>).
/// Weights stay as they are.</summary>
internal sealed class RowWiseRewrite
{
    private static readonly string[] Replaced = ["DynamicQuantizeLinear", "ReduceMean", "ReduceSum"];

    private readonly GraphProto _old;
    private readonly OnnxGraph _new;
    private readonly RowWise _rows;
    private readonly Dictionary<string, NodeProto> _madeBy;

    private RowWiseRewrite(GraphProto old)
    {
        (_old, _new) = (old, new OnnxGraph(old.Name));
        _rows = new RowWise(_new);
        _madeBy = old.Node.SelectMany(node => node.Output.Select(output => (output, node)))
            .ToDictionary(pair => pair.output, pair => pair.node, StringComparer.Ordinal);
    }

    /// <summary>Whether a graph has nodes that are replaced.</summary>
    public static bool IsNeededBy(GraphProto graph) => graph.Node.Any(node => Replaced.Contains(node.OpType));

    /// <summary>Rewrites a graph.</summary>
    /// <returns>the model file's bytes</returns>
    /// <exception cref="FormatException">It has such a node in a place where SkyScribe never put one; the message names it.</exception>
    public static byte[] Of(GraphProto graph)
    {
        var rewrite = new RowWiseRewrite(graph);
        foreach (var input in graph.Input)
        {
            rewrite._new.CopyInput(input);
        }

        foreach (var node in graph.Node)
        {
            rewrite.Node(node);
        }

        rewrite.Finish();
        return rewrite._new.ToBytes();
    }

    private void Node(NodeProto node)
    {
        switch (node.OpType)
        {
            case "DynamicQuantizeLinear":
                Check(_rows.InBytes(node.Input[0]) == (node.Output[0], node.Output[1]), node);
                break;
            case "MatMulInteger" when IsOfAllRows(node.Input[2], output: 2):
                var product = node.Clone();
                product.Input[2] = _rows.ZeroPoint;
                _new.CopyNode(product);
                break;
            // the inputs' scale times the weights': where it is used, the rows are scaled one by one
            case "Mul" when IsOfAllRows(node.Input[0], output: 1):
                break;
            case "Mul" when _madeBy.TryGetValue(node.Input[1], out var scales) && scales.OpType == "Mul" && IsOfAllRows(scales.Input[0], output: 1):
                Check(node.Output[0].EndsWith(".product", StringComparison.Ordinal), node);
                string scaled = _new.Node(
                    "Mul", node.Output[0].Replace(".product", ".scaled", StringComparison.Ordinal), [node.Input[0], scales.Input[1]]);
                _new.Node("Mul", node.Output[0], [scaled, scales.Input[0]]);
                break;
            case "ReduceMean":
                Check(Int(node, "keepdims") == 0, node);
                _rows.Mean(node.Output[0], PositionsLast(node));
                break;
            case "ReduceSum":
                _rows.Sum(node.Output[0], node.Input[0], Columns(node));
                break;
            default:
                _new.CopyNode(node);
                break;
        }
    }

    // Constants that are read no more are left out.
    private void Finish()
    {
        var read = _new.ReadTensors();
        foreach (var constant in _old.Initializer.Where(constant => read.Contains(constant.Name)))
        {
            _new.CopyConstant(constant);
        }

        foreach (var output in _old.Output)
        {
            _new.CopyOutput(output);
        }
    }

    private bool IsOfAllRows(string tensor, int output) =>
        _madeBy.TryGetValue(tensor, out var node) && node.OpType == "DynamicQuantizeLinear" && node.Output[output] == tensor;

    // The mean over positions [B, positions, channels] or [B, channels, positions]; the former was made from the latter.
    private string PositionsLast(NodeProto mean)
    {
        var axes = mean.Attribute.SingleOrDefault(attribute => attribute.Name == "axes")?.Ints;
        if (axes is [2])
        {
            return mean.Input[0];
        }

        Check(axes is [1] && _madeBy.TryGetValue(mean.Input[0], out var turned) && turned.OpType == "Transpose", mean);
        return _madeBy[mean.Input[0]].Input[0];
    }

    private long Columns(NodeProto sum)
    {
        var dimensions = _old.Output.FirstOrDefault(output => output.Name == sum.Input[0])?.Type.TensorType.Shape.Dim;
        Check(dimensions is [_, { DimValue: > 0 }] && Int(sum, "keepdims") == 1, sum);
        return dimensions![1].DimValue;
    }

    private static long Int(NodeProto node, string attribute) => node.Attribute.SingleOrDefault(one => one.Name == attribute)?.I ?? 1;

    private static void Check(bool isKnown, NodeProto node)
    {
        if (!isKnown)
        {
            throw new FormatException($"node '{node.Name}' ({node.OpType}) is not one that SkyScribe writes");
        }
    }
}
