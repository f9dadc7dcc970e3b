namespace SkyScribe.Imaging;

/// <summary>For each output position of one axis: the first input position it takes from and the weights, which add up to 1.</summary>
/// <remarks>Pillow's antialiasing: when shrinking, the filter is stretched by the scale, so that every input pixel counts.</remarks>
internal sealed class ResampleWeights
{
    private ResampleWeights(int[] first, int[] count, double[] values, int stride) => (First, Count, Values, Stride) = (first, count, values, stride);

    /// <summary>The first input position of each output position.</summary>
    public int[] First { get; }

    /// <summary>How many input positions each output position takes.</summary>
    public int[] Count { get; }

    /// <summary>The weights: those of output position i begin at i x <see cref="Stride"/>.</summary>
    public double[] Values { get; }

    /// <summary>Places per output position in <see cref="Values"/>.</summary>
    public int Stride { get; }

    public static ResampleWeights Compute(int inputSize, int outputSize, ResampleFilter filter)
    {
        double scale = (double)inputSize / outputSize;
        double stretch = Math.Max(1, scale);
        double radius = (filter == ResampleFilter.Bicubic ? 2.0 : 1.0) * stretch;
        int stride = ((int)Math.Ceiling(radius) * 2) + 1;
        ResampleWeights weights = new(new int[outputSize], new int[outputSize], new double[(long)outputSize * stride], stride);
        double inverse = 1.0 / stretch;
        for (int i = 0; i < outputSize; i++)
        {
            double center = (i + 0.5) * scale;
            int first = Math.Max(0, (int)(center - radius + 0.5));
            int count = Math.Min(inputSize, (int)(center + radius + 0.5)) - first;
            Span<double> values = weights.Values.AsSpan(i * stride, count);
            double sum = 0;
            for (int k = 0; k < count; k++)
            {
                values[k] = Evaluate(filter, (k + first - center + 0.5) * inverse);
                sum += values[k];
            }

            for (int k = 0; k < count && sum != 0; k++)
            {
                values[k] /= sum;
            }

            (weights.First[i], weights.Count[i]) = (first, count);
        }

        return weights;
    }

    /// <summary>The same weights for an input and an output whose positions are counted from the other end.</summary>
    /// <param name="inputSize">positions of the input</param>
    public ResampleWeights Mirrored(int inputSize)
    {
        int outputs = First.Length;
        ResampleWeights mirrored = new(new int[outputs], new int[outputs], new double[Values.Length], Stride);
        for (int i = 0; i < outputs; i++)
        {
            int from = outputs - 1 - i;
            (mirrored.First[i], mirrored.Count[i]) = (inputSize - First[from] - Count[from], Count[from]);
            Values.AsSpan(from * Stride, Count[from]).CopyTo(mirrored.Values.AsSpan(i * Stride));
            mirrored.Values.AsSpan(i * Stride, Count[from]).Reverse();
        }

        return mirrored;
    }

    private static double Evaluate(ResampleFilter filter, double x)
    {
        x = Math.Abs(x);
        if (filter == ResampleFilter.Bilinear)
        {
            return x < 1 ? 1 - x : 0;
        }

        // R. Keys, "Cubic convolution interpolation for digital image processing" (1981), Eq. 4 with a = -0.5.
        const double A = -0.5;
        return x switch
        {
            < 1 => (((A + 2) * x) - (A + 3)) * x * x + 1,
            < 2 => (((x - 5) * x + 8) * x - 4) * A,
            _ => 0,
        };
    }
}
