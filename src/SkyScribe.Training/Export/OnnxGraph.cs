using System.Runtime.InteropServices;

namespace SkyScribe.Training.Export;

/// <summary>An ONNX graph under construction: nodes in the order they run, constants, inputs and outputs.</summary>
/// <remarks>Field numbers and type codes are those of ONNX's onnx.proto. IR 8 and opset 17, because older ONNX Runtimes (QGIS plugins carry them) read no newer ones.</remarks>
internal sealed class OnnxGraph(string name)
{
    public const int IrVersion = 8, Opset = 17;
    private const int FloatAttribute = 1, IntAttribute = 2, IntsAttribute = 7;

    private readonly List<ProtoMessage> _nodes = [], _constants = [], _inputs = [], _outputs = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    /// <summary>Element types of ONNX.</summary>
    public enum Element
    {
        Float = 1,
        UInt8 = 2,
        Int8 = 3,
        Int32 = 6,
        Int64 = 7,
        Half = 10,
    }

    /// <param name="shape">a number, or a name for a size that is free</param>
    public string Input(string tensor, Element type, params object[] shape)
    {
        _inputs.Add(Value(Claim(tensor), type, shape));
        return tensor;
    }

    /// <summary>Makes a tensor of the graph an output.</summary>
    public void Output(string tensor, Element type, params object[] shape) => _outputs.Add(Value(tensor, type, shape));

    /// <summary>The same without saying its shape.</summary>
    public void Output(string tensor, Element type) =>
        _outputs.Add(new ProtoMessage().Text(1, tensor).Message(2, new ProtoMessage().Message(1, new ProtoMessage().Int(1, (int)type))));

    public string Constant(string tensor, ReadOnlySpan<float> values, params long[] shape) => Constant(tensor, Element.Float, MemoryMarshal.AsBytes(values), shape);

    public string Constant(string tensor, ReadOnlySpan<long> values, params long[] shape) => Constant(tensor, Element.Int64, MemoryMarshal.AsBytes(values), shape);

    public string Constant(string tensor, ReadOnlySpan<int> values, params long[] shape) => Constant(tensor, Element.Int32, MemoryMarshal.AsBytes(values), shape);

    public string Constant(string tensor, ReadOnlySpan<sbyte> values, params long[] shape) => Constant(tensor, Element.Int8, MemoryMarshal.AsBytes(values), shape);

    public string Constant(string tensor, ReadOnlySpan<byte> values, params long[] shape) => Constant(tensor, Element.UInt8, values, shape);

    public string Constant(string tensor, ReadOnlySpan<Half> values, params long[] shape) => Constant(tensor, Element.Half, MemoryMarshal.AsBytes(values), shape);

    /// <summary>Adds a node with one output.</summary>
    /// <param name="output">name of its output</param>
    /// <param name="attributes">a long, a float or a long[] each</param>
    /// <returns>the output's name</returns>
    public string Node(string type, string output, IEnumerable<string> inputs, params (string Name, object Value)[] attributes)
    {
        Node(type, [output], inputs, attributes);
        return output;
    }

    public void Node(string type, IReadOnlyList<string> outputs, IEnumerable<string> inputs, params (string Name, object Value)[] attributes)
    {
        var node = new ProtoMessage();
        foreach (string input in inputs)
        {
            node.Text(1, input);
        }

        foreach (string output in outputs)
        {
            node.Text(2, Claim(output));
        }

        _nodes.Add(node.Text(3, outputs[0]).Text(4, type).Messages(5, attributes.Select(Attribute)));
    }

    /// <summary>The model file's bytes.</summary>
    public byte[] ToBytes() => new ProtoMessage()
        .Int(1, IrVersion)
        .Text(2, "SkyScribe")
        .Message(7, new ProtoMessage().Messages(1, _nodes).Text(2, name).Messages(5, _constants).Messages(11, _inputs).Messages(12, _outputs))
        .Message(8, new ProtoMessage().Text(1, "").Int(2, Opset))
        .Content.ToArray();

    private string Constant(string tensor, Element type, ReadOnlySpan<byte> bytes, long[] shape)
    {
        var constant = new ProtoMessage();
        foreach (long size in shape)
        {
            constant.Int(1, size);
        }

        _constants.Add(constant.Int(2, (int)type).Text(8, Claim(tensor)).Bytes(9, bytes));
        return tensor;
    }

    private string Claim(string tensor) => _names.Add(tensor) ? tensor : throw new InvalidOperationException($"tensor '{tensor}' is made twice in graph '{name}'");

    private static ProtoMessage Value(string tensor, Element type, object[] shape) => new ProtoMessage()
        .Text(1, tensor)
        .Message(2, new ProtoMessage().Message(1, new ProtoMessage()
            .Int(1, (int)type)
            .Message(2, new ProtoMessage().Messages(1, shape.Select(size => size is string free ? new ProtoMessage().Text(2, free) : new ProtoMessage().Int(1, Convert.ToInt64(size, null)))))));

    private static ProtoMessage Attribute((string Name, object Value) attribute)
    {
        var message = new ProtoMessage().Text(1, attribute.Name);
        switch (attribute.Value)
        {
            case float number:
                return message.Float(2, number).Int(20, FloatAttribute);
            case long number:
                return message.Int(3, number).Int(20, IntAttribute);
            case long[] numbers:
                foreach (long number in numbers)
                {
                    message.Int(8, number);
                }

                return message.Int(20, IntsAttribute);
            default:
                throw new ArgumentException($"attribute '{attribute.Name}' is a {attribute.Value.GetType().Name}; expected float, long or long[]");
        }
    }
}
