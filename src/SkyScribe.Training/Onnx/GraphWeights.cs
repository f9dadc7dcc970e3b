using System.Runtime.InteropServices;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime.Tensors;
using SkyScribe.IO;

namespace SkyScribe.Training.Onnx;

/// <summary>Reads back the weights of a graph that <see cref="ConvolutionGraph"/> and <see cref="MatrixProducts"/> wrote, as float32: stored in
/// float32, in half precision, or in 8 bits, which are multiplied by their scales.</summary>
/// <remarks>The graph is somebody else's until checked: every size is compared with the bytes that are there.</remarks>
internal sealed class GraphWeights
{
    private const long MostBytes = 2L << 30;

    private readonly string _path;
    private readonly Dictionary<string, TensorProto> _constants = new(StringComparer.Ordinal);

    private GraphWeights(string path, GraphProto graph)
    {
        _path = path;
        foreach (var constant in graph.Initializer)
        {
            _constants[constant.Name] = constant;
        }
    }

    /// <summary>Reads a model file.</summary>
    /// <exception cref="SkyScribeException">It is too big, or no ONNX model.</exception>
    public static GraphWeights Read(string path)
    {
        if (new FileInfo(path).Length > MostBytes)
        {
            throw new SkyScribeException(path, $"has more than {MostBytes} bytes, the most that are read for training");
        }

        try
        {
            return new GraphWeights(path, ModelProto.Parser.ParseFrom(File.ReadAllBytes(path)).Graph ?? new GraphProto());
        }
        catch (InvalidProtocolBufferException problem)
        {
            throw new SkyScribeException(path, "is no ONNX model; copy the package again", problem);
        }
    }

    /// <summary>Whether the graph holds a weight of this name, in whichever form.</summary>
    public bool Has(string name) => _constants.ContainsKey(name) || _constants.ContainsKey(name + ".half") || _constants.ContainsKey(name + ".q");

    /// <summary>A weight, in the layout that the graph keeps it in.</summary>
    /// <exception cref="SkyScribeException">It is missing, damaged, or of a type that SkyScribe does not write.</exception>
    public (float[] Values, long[] Shape) Get(string name)
    {
        var (values, shape) = _constants.ContainsKey(name) ? Floats(name) : _constants.ContainsKey(name + ".half") ? Halves(name + ".half")
            : _constants.ContainsKey(name + ".q") ? Bytes(name) : throw Problem(name, "is missing");
        return values.All(float.IsFinite) ? (values, shape) : throw Problem(name, "holds values that are not finite");
    }

    /// <summary>A matrix that <see cref="MatrixProducts"/> keeps as [in, out], turned back to [out, in].</summary>
    public (float[] Values, long[] Shape) Product(string name)
    {
        var (values, shape) = Get(name);
        return shape is [var inputs, var outputs] ? (NamedWeights.Transposed(values, inputs), [outputs, inputs])
            : throw Problem(name, $"has {shape.Length} axes; expected 2");
    }

    private (float[] Values, long[] Shape) Floats(string name)
    {
        var (bytes, shape) = Raw(name, TensorElementType.Float, sizeof(float));
        return (MemoryMarshal.Cast<byte, float>(bytes).ToArray(), shape);
    }

    private (float[] Values, long[] Shape) Halves(string name)
    {
        var (bytes, shape) = Raw(name, TensorElementType.Float16, sizeof(ushort));
        return (Array.ConvertAll(MemoryMarshal.Cast<byte, Half>(bytes).ToArray(), value => (float)value), shape);
    }

    // Convolutions [out, in, ...] and biases [out] have a scale for each entry of the first axis, matrices [in, out] for each of the last.
    private (float[] Values, long[] Shape) Bytes(string name)
    {
        bool isBias = _constants[name + ".q"].DataType == (int)TensorElementType.Int32;
        var type = isBias ? TensorElementType.Int32 : TensorElementType.Int8;
        var (bytes, shape) = Raw(name + ".q", type, isBias ? sizeof(int) : sizeof(sbyte));
        float[] scales = Floats(name + ".scale").Values;
        long channels = shape.Length == 2 ? shape[1] : shape.Length == 0 ? 0 : shape[0];
        if (channels == 0 || scales.Length != channels)
        {
            throw Problem(name, $"has {scales.Length} scales for {channels} outputs");
        }

        if (Raw(name + ".zero", type, isBias ? sizeof(int) : sizeof(sbyte)).Bytes.AsSpan().ContainsAnyExcept((byte)0))
        {
            throw Problem(name, "has a zero point that is not 0");
        }

        int[] whole = isBias ? MemoryMarshal.Cast<byte, int>(bytes).ToArray() : Array.ConvertAll(bytes, value => (int)(sbyte)value);
        long each = whole.Length / channels;
        return (whole.Select((value, i) => value * scales[shape.Length == 2 ? i % channels : i / each]).ToArray(), shape);
    }

    private (byte[] Bytes, long[] Shape) Raw(string name, TensorElementType type, int size)
    {
        var tensor = _constants.TryGetValue(name, out var found) ? found : throw Problem(name, "is missing");
        if (tensor.DataType != (int)type)
        {
            throw Problem(name, $"is of ONNX's type {tensor.DataType}; expected {(int)type}");
        }

        long[] shape = [.. tensor.Dims];
        long count = 1;
        foreach (long axis in shape)
        {
            count = axis is > 0 and <= int.MaxValue && count <= int.MaxValue ? count * axis : -1;
        }

        return count > 0 && count * size == tensor.RawData.Length ? (tensor.RawData.ToByteArray(), shape)
            : throw Problem(name, $"has {tensor.RawData.Length} bytes for [{string.Join(", ", shape)}]");
    }

    private SkyScribeException Problem(string name, string what) => new(
        _path, $"weight '{SkyScribeException.Quote(name)}' {what}; expected a graph that 'skyscribe export' wrote: copy the package again, or export it again");
}
