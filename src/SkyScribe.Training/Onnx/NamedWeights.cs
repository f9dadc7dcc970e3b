using SkyScribe.Training.Model;
using static TorchSharp.torch;

namespace SkyScribe.Training.Onnx;

/// <summary>A module's weights as plain arrays, by their names in the checkpoint.</summary>
internal sealed class NamedWeights
{
    private readonly Dictionary<string, (float[] Values, long[] Shape)> _all = new(StringComparer.Ordinal);

    public NamedWeights(nn.Module module)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (name, tensor) in module.state_dict())
        {
            _all[name] = (tensor.to(float32).ToArray(), tensor.shape);
        }
    }

    public bool Has(string name) => _all.ContainsKey(name);

    public float[] Values(string name) => _all[name].Values;

    public long[] Shape(string name) => _all[name].Shape;

    /// <summary>Some columns of a matrix [rows, columns], as a matrix [rows, count].</summary>
    public float[] Columns(string name, long start, long count)
    {
        var (values, shape) = _all[name];
        float[] part = new float[shape[0] * count];
        for (long row = 0; row < shape[0]; row++)
        {
            values.AsSpan((int)(row * shape[1] + start), (int)count).CopyTo(part.AsSpan((int)(row * count)));
        }

        return part;
    }

    /// <summary>A matrix [rows, columns] transposed to [columns, rows].</summary>
    public static float[] Transposed(float[] matrix, long rows)
    {
        long columns = matrix.Length / rows;
        float[] transposed = new float[matrix.Length];
        for (long row = 0; row < rows; row++)
        {
            for (long column = 0; column < columns; column++)
            {
                transposed[column * rows + row] = matrix[row * columns + column];
            }
        }

        return transposed;
    }
}
