using System.Numerics.Tensors;

namespace SkyScribe.Packages;

/// <summary>What an image looks like to the encoder, to compare images by: the mean over the regions of each channel, of length 1.</summary>
internal static class PooledFeatures
{
    /// <summary>From an image's descriptor, whose first half is the means.</summary>
    /// <param name="descriptor">[2 C], of <see cref="CaptionTrust.Descriptor"/></param>
    /// <returns>[C]</returns>
    public static float[] Of(ReadOnlySpan<float> descriptor)
    {
        float[] means = descriptor[..(descriptor.Length / 2)].ToArray();
        double squares = 0;
        foreach (float mean in means)
        {
            squares += (double)mean * mean;   // one by one: the same bits on every machine
        }

        TensorPrimitives.Divide(means, (float)Math.Max(Math.Sqrt(squares), 1e-12), means);
        return means;
    }
}
