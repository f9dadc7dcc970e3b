namespace SkyScribe.Training.Onnx;

/// <summary>Means, sums and 8-bit forms of rows whose result for one row is the same to the bit whatever the other rows hold, however many they are
/// and wherever in memory they lie.</summary>
/// <remarks>ONNX's own operators for this are not such in ONNX Runtime 1.31: <c>DynamicQuantizeLinear</c> has one scale for all rows;
/// <c>ReduceSum</c> begins its vectors at the first aligned address, so a row's sum depends on where it lies; <c>ReduceMean</c> over a middle axis
/// sums one image in another order than several. Pooling sums each row in one order. Measured in docs/results/same-answer.md.</remarks>
internal sealed class RowWise(OnnxGraph graph)
{
    // Bytes without sign, because ONNX Runtime's fast products want them: -127 to 127, shifted.
    private const float Levels = 127;
    private const byte Middle = 128;
    private const float LeastMagnitude = 1e-12f;

    private readonly Dictionary<string, (string Values, string Scale)> _inBytes = new(StringComparer.Ordinal);
    private readonly HashSet<string> _constants = new(StringComparer.Ordinal);

    /// <summary>The zero point of <see cref="InBytes"/>.</summary>
    public string ZeroPoint => Constant("bytes.middle", name => graph.Constant(name, new[] { Middle }));

    /// <summary>The mean over positions.</summary>
    /// <param name="x">[B, channels, positions]</param>
    /// <returns>[B, channels]</returns>
    public string Mean(string name, string x) => graph.Node("Flatten", name, [graph.Node("GlobalAveragePool", name + ".pooled", [x])], ("axis", 1L));

    /// <summary>The sum of each row.</summary>
    /// <param name="x">[B, count]</param>
    /// <returns>[B, 1]</returns>
    public string Sum(string name, string x, long count)
    {
        string row = graph.Node("Unsqueeze", name + ".row", [x, graph.Constant(name + ".axis", new[] { 1L }, 1)]);
        return graph.Node("Mul", name, [Mean(name + ".mean", row), graph.Constant(name + ".count", [(float)count])]);
    }

    /// <summary>Rows in 8 bits, each with a scale of its own: value = (byte - <see cref="ZeroPoint"/>) x scale. Made once, however often it is asked
    /// for.</summary>
    /// <param name="x">[..., in]</param>
    /// <returns>[..., in] and [..., 1]</returns>
    public (string Values, string Scale) InBytes(string x)
    {
        if (!_inBytes.TryGetValue(x, out var rows))
        {
            string levels = Constant("bytes.levels", Levels);
            string most = graph.Node("ReduceMax", x + ".most", [graph.Node("Abs", x + ".magnitude", [x])], ("axes", new[] { -1L }), ("keepdims", 1L));
            string bound = graph.Node("Max", x + ".bound", [most, Constant("bytes.least", LeastMagnitude)]);   // a row of zeros has a scale too
            string steps = graph.Node("Mul", x + ".steps", [x, graph.Node("Div", x + ".inverse", [levels, bound])]);
            rows = (graph.Node("QuantizeLinear", x + ".q", [steps, Constant("bytes.step", 1), ZeroPoint]), graph.Node(
                "Div", x + ".scale", [bound, levels]));
            _inBytes[x] = rows;
        }

        return rows;
    }

    private string Constant(string name, float value) => Constant(name, fresh => graph.Constant(fresh, [value]));

    private string Constant(string name, Func<string, string> make) => _constants.Add(name) ? make(name) : name;
}
