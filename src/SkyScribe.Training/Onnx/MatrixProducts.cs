namespace SkyScribe.Training.Onnx;

/// <summary>How the weights of matrix products are stored and used.</summary>
public enum ProductForm
{
    /// <summary>float32.</summary>
    Full,

    /// <summary>Stored in half precision, used in float32.</summary>
    Half,

    /// <summary>Stored in 8 bits with a scale for each output, used in float32.</summary>
    WeightOnly,

    /// <summary>8 bits with a scale for each output; inputs are brought to 8 bits when they come, each row with a scale of its own.</summary>
    Dynamic,
}

/// <summary>Adds products with a constant matrix to a graph. In each form a row of the result depends on that row of the input alone, to the
/// bit.</summary>
internal sealed class MatrixProducts(OnnxGraph graph, ProductForm form)
{
    public OnnxGraph Graph => graph;

    /// <summary>Means, sums and 8-bit forms of rows in the same graph.</summary>
    public RowWise Rows { get; } = new(graph);

    /// <summary>x W' + b.</summary>
    /// <param name="x">[..., in]</param>
    /// <param name="weight">[out, in]</param>
    /// <param name="outputs">rows of the weight</param>
    /// <param name="bias">[out], or null</param>
    /// <returns>[..., out]</returns>
    public string Product(string name, string x, float[] weight, long outputs, float[]? bias = null)
    {
        long inputs = weight.Length / outputs;
        float[] transposed = NamedWeights.Transposed(weight, outputs);   // [in, out]
        string product = form switch
        {
            ProductForm.Full => MatMul(name, x, graph.Constant(name + ".weight", transposed, inputs, outputs)),
            ProductForm.Half => MatMul(name, x, graph.Node("Cast", name + ".weight", [
                graph.Constant(name + ".weight.half", ToHalf(transposed), inputs, outputs)], ("to", 1L))),
            ProductForm.WeightOnly => MatMul(name, x, StoredInBytes(name, transposed, outputs)),
            _ => InBytes(name, x, transposed, outputs),
        };
        return bias is null ? product : graph.Node("Add", name + ".biased", [product, graph.Constant(name + ".bias", bias, outputs)]);
    }

    /// <summary>A table whose rows are looked up by number.</summary>
    public string Table(string name, float[] values, long rows) => form == ProductForm.Full
        ? graph.Constant(name, values, rows, values.Length / rows)
        : graph.Node("Cast", name, [graph.Constant(name + ".half", ToHalf(values), rows, values.Length / rows)], ("to", 1L));

    private static Half[] ToHalf(float[] values) => [.. values.Select(value => (Half)value)];

    private string MatMul(string name, string x, string weight) => graph.Node("MatMul", name + ".product", [x, weight]);

    private string StoredInBytes(string name, float[] transposed, long outputs)
    {
        var (values, scales) = Quantize(transposed, outputs, ByteSums.Single);
        return graph.Node(
            "DequantizeLinear", name + ".weight",
            [graph.Constant(name + ".weight.q", values, transposed.Length / outputs, outputs),
            graph.Constant(name + ".weight.scale", scales, outputs), graph.Constant(name + ".weight.zero", new sbyte[outputs], outputs)],
            ("axis", 1L));
    }

    private string InBytes(string name, string x, float[] transposed, long outputs)
    {
        var (values, scales) = Quantize(transposed, outputs, ByteSums.Pairs);
        var rows = Rows.InBytes(x);
        string sum = graph.Node(
            "MatMulInteger", name + ".whole.sum",
            [rows.Values, graph.Constant(name + ".weight.q", values, transposed.Length / outputs, outputs), Rows.ZeroPoint,
            graph.Constant(name + ".weight.zero", new sbyte[outputs], outputs)]);
        string whole = graph.Node("Cast", name + ".whole", [sum], ("to", 1L));
        string scaled = graph.Node("Mul", name + ".scaled", [whole, graph.Constant(name + ".weight.scale", scales, outputs)]);
        return graph.Node("Mul", name + ".product", [scaled, rows.Scale]);
    }

    // One scale for each column of [in, out].
    private static (sbyte[] Values, float[] Scales) Quantize(float[] matrix, long columns, ByteSums sums)
    {
        int rows = (int)(matrix.Length / columns);
        sbyte[] values = new sbyte[matrix.Length], rounded = new sbyte[rows];
        float[] scales = new float[columns], own = new float[rows];
        for (int column = 0; column < columns; column++)
        {
            for (int row = 0; row < rows; row++)
            {
                own[row] = matrix[row * columns + column];
            }

            scales[column] = ByteWeights.Round(own, rounded, sums, leastScale: 0);
            for (int row = 0; row < rows; row++)
            {
                values[row * columns + column] = rounded[row];
            }
        }

        return (values, scales);
    }
}
