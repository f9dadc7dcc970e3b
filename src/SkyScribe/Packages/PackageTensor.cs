using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace SkyScribe.Packages;

/// <summary>An input or output of one of a package's two graphs.</summary>
/// <param name="Name">its name in the graph</param>
/// <param name="Type">its element type</param>
/// <param name="Rows">letter of the first axis, the only one whose size is free (<see cref="PackageTensors"/>)</param>
/// <param name="Sizes">the sizes of all other axes</param>
internal sealed record PackageTensor(string Name, TensorElementType Type, string Rows, params IReadOnlyList<long> Sizes)
{
    /// <summary>The shape as an ONNX file states it: a letter for the free axis, then the sizes.</summary>
    public object[] Axes => [Rows, .. Sizes.Cast<object>()];

    /// <summary>The shape with a size for the free axis.</summary>
    public long[] Shape(long rows) => [rows, .. Sizes];

    /// <summary>How many values it has with a size for the free axis.</summary>
    public int Count(long rows) => checked((int)Shape(rows).Aggregate(1L, (product, size) => checked(product * size)));

    /// <summary>What is wrong with a graph's tensor of this name; null where it fits.</summary>
    public string? Misfit(NodeMetadata found)
    {
        if (!found.IsTensor || found.ElementDataType != Type)
        {
            return $"holds {(found.IsTensor ? found.ElementDataType : found.OnnxValueType)}, expected {Type}";
        }

        long[] expected = Shape(-1);
        return found.Dimensions.Select(size => (long)size).SequenceEqual(expected) ? null
            : $"has the shape [{string.Join(", ", found.Dimensions)}], {ModelPackage.ManifestFile} implies [{string.Join(", ", expected)}] (-1: any size)";
    }
}
