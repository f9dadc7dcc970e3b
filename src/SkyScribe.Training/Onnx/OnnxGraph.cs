using System.Runtime.InteropServices;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace SkyScribe.Training.Onnx;

/// <summary>An ONNX graph under construction: nodes in the order they run, constants, inputs and outputs.</summary>
/// <remarks>The messages are generated from <c>onnx.proto</c>. IR 8 and opset 17, because older ONNX Runtimes (QGIS plugins carry them) read no newer
/// ones.</remarks>
internal sealed class OnnxGraph(string name)
{
    public const int IrVersion = 8, Opset = 17;
    private const string Producer = "SkyScribe";

    private readonly GraphProto _graph = new() { Name = name };
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    /// <param name="shape">a number, or a name for a size that is free</param>
    public string Input(string tensor, TensorElementType type, params object[] shape)
    {
        _graph.Input.Add(Value(Claim(tensor), type, shape));
        return tensor;
    }

    /// <summary>Makes a tensor of the graph an output.</summary>
    public void Output(string tensor, TensorElementType type, params object[] shape) => _graph.Output.Add(Value(tensor, type, shape));

    /// <summary>The same without saying its shape.</summary>
    public void Output(string tensor, TensorElementType type) => _graph.Output.Add(new ValueInfoProto { Name = tensor, Type = TypeOf(type) });

    public string Constant(string tensor, ReadOnlySpan<float> values, params long[] shape) =>
        Constant(tensor, TensorElementType.Float, MemoryMarshal.AsBytes(values), shape);

    public string Constant(string tensor, ReadOnlySpan<long> values, params long[] shape) =>
        Constant(tensor, TensorElementType.Int64, MemoryMarshal.AsBytes(values), shape);

    public string Constant(string tensor, ReadOnlySpan<int> values, params long[] shape) =>
        Constant(tensor, TensorElementType.Int32, MemoryMarshal.AsBytes(values), shape);

    public string Constant(string tensor, ReadOnlySpan<sbyte> values, params long[] shape) =>
        Constant(tensor, TensorElementType.Int8, MemoryMarshal.AsBytes(values), shape);

    public string Constant(string tensor, ReadOnlySpan<byte> values, params long[] shape) => Constant(tensor, TensorElementType.UInt8, values, shape);

    public string Constant(string tensor, ReadOnlySpan<Half> values, params long[] shape) =>
        Constant(tensor, TensorElementType.Float16, MemoryMarshal.AsBytes(values), shape);

    /// <summary>Adds a node with one output.</summary>
    /// <param name="output">name of its output</param>
    /// <param name="attributes">a long, a float or a long[] each</param>
    /// <returns>the output's name</returns>
    public string Node(string type, string output, IEnumerable<string> inputs, params (string Name, object Value)[] attributes)
    {
        Node(type, [output], inputs, attributes);
        return output;
    }

    public void Node(string type, IReadOnlyList<string> outputs, IEnumerable<string> inputs, params (string Name, object Value)[] attributes) =>
        _graph.Node.Add(new NodeProto
    {
        Input = { inputs },
        Output = { outputs.Select(Claim) },
        Name = outputs[0],
        OpType = type,
        Attribute = { attributes.Select(Attribute) },
    });

    /// <summary>The tensors that nodes read.</summary>
    public IReadOnlySet<string> ReadTensors() => _graph.Node.SelectMany(node => node.Input).ToHashSet(StringComparer.Ordinal);

    /// <summary>Takes an input over from another graph.</summary>
    public void CopyInput(ValueInfoProto input)
    {
        Claim(input.Name);
        _graph.Input.Add(input);
    }

    /// <summary>Takes an output over from another graph.</summary>
    public void CopyOutput(ValueInfoProto output) => _graph.Output.Add(output);

    /// <summary>Takes a constant over from another graph.</summary>
    public void CopyConstant(TensorProto constant)
    {
        Claim(constant.Name);
        _graph.Initializer.Add(constant);
    }

    /// <summary>Takes a node over from another graph.</summary>
    public void CopyNode(NodeProto node)
    {
        foreach (string output in node.Output)
        {
            Claim(output);
        }

        _graph.Node.Add(node);
    }

    /// <summary>The model file's bytes.</summary>
    public byte[] ToBytes()
    {
        var model = new ModelProto { IrVersion = IrVersion, ProducerName = Producer, Graph = _graph,
            OpsetImport = { new OperatorSetIdProto { Domain = "", Version = Opset } } };
        return model.ToByteArray();
    }

    private string Constant(string tensor, TensorElementType type, ReadOnlySpan<byte> bytes, long[] shape)
    {
        _graph.Initializer.Add(new TensorProto { Dims = { shape }, DataType = (int)type, Name = Claim(tensor),
            RawData = ByteString.CopyFrom(bytes) });
        return tensor;
    }

    private string Claim(string tensor) =>
        _names.Add(tensor) ? tensor : throw new InvalidOperationException($"tensor '{tensor}' is made twice in graph '{name}'");

    private static ValueInfoProto Value(string tensor, TensorElementType type, object[] shape)
    {
        var value = new ValueInfoProto { Name = tensor, Type = TypeOf(type) };
        value.Type.TensorType.Shape = new TensorShapeProto
        {
            Dim = { shape.Select(size => size is string free ? new TensorShapeProto.Types.Dimension { DimParam = free }
            : new() { DimValue = Convert.ToInt64(size, null) }) },
        };
        return value;
    }

    // ONNX Runtime numbers the element types as ONNX does.
    private static TypeProto TypeOf(TensorElementType type) => new() { TensorType = new() { ElemType = (int)type } };

    private static AttributeProto Attribute((string Name, object Value) attribute) => attribute.Value switch
    {
        float number => new AttributeProto { Name = attribute.Name, F = number, Type = AttributeProto.Types.AttributeType.Float },
        long number => new AttributeProto { Name = attribute.Name, I = number, Type = AttributeProto.Types.AttributeType.Int },
        long[] numbers => new AttributeProto { Name = attribute.Name, Ints = { numbers }, Type = AttributeProto.Types.AttributeType.Ints },
        _ => throw new ArgumentException($"attribute '{attribute.Name}' is a {attribute.Value.GetType().Name}; expected float, long or long[]"),
    };
}
