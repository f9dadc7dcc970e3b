using System.Numerics.Tensors;
using SkyScribe.IO;

namespace SkyScribe.Datasets.Labels;

/// <summary>In which order pictures are shown to the person who labels them.</summary>
internal enum LabelOrder
{
    /// <summary>Those first that stand for most others.</summary>
    Active,

    /// <summary>By chance, the same each time.</summary>
    Random,

    /// <summary>By name.</summary>
    Name,
}

/// <summary>In which order pictures teach most: greedy facility location over the model's image features.</summary>
/// <remarks>The model's doubt of its own captions has no part in it, nor is the picture farthest from all others taken: both were measured, and teach
/// less than this order (docs/results/label.md).</remarks>
internal static class TeachingOrder
{
    private const int MostChosen = 1000, MostReferences = 2000;
    private const ulong Seed = 30;

    /// <summary>An order of all numbers below a count, by chance.</summary>
    public static int[] Random(int count, ulong seed = Seed) => DeterministicRandom.Permutation(count, seed, stream: 0);

    /// <summary>Orders pictures: each next one is that which brings all pictures nearest to one of the chosen, so that it is unlike those before it
    /// and like many of the others. After the first 1,000 the others come by chance.</summary>
    /// <remarks>Where there are more than 2,000 pictures, so many by chance stand for all of them.</remarks>
    /// <param name="features">of each picture, a vector of length 1; all have the same size</param>
    public static int[] Active(IReadOnlyList<float[]> features)
    {
        int count = features.Count;
        float[][] references = [.. Random(count).Take(MostReferences).Select(i => features[i])];
        float[] nearest = new float[references.Length];   // of each, its likeness to the most like of the chosen
        double[] gains = new double[count];
        Parallel.For(0, count, i => gains[i] = Gain(features[i], references, nearest));

        // What a picture brings only becomes less as others are chosen: the first of the queue whose gain is up to date is the best of all.
        var queue = new PriorityQueue<int, double>(Enumerable.Range(0, count).Select(i => (i, -gains[i])));
        var order = new List<int>(count);
        bool[] isTaken = new bool[count];
        while (order.Count < MostChosen && queue.TryDequeue(out int best, out _))
        {
            double gain = Gain(features[best], references, nearest);
            if (queue.TryPeek(out _, out double next) && -gain > next)
            {
                queue.Enqueue(best, -gain);
                continue;
            }

            order.Add(best);
            isTaken[best] = true;
            for (int i = 0; i < references.Length; i++)
            {
                nearest[i] = Math.Max(nearest[i], Likeness(features[best], references[i]));
            }
        }

        order.AddRange(Random(count).Where(i => !isTaken[i]));
        return [.. order];
    }

    private static double Gain(float[] picture, float[][] references, float[] nearest)
    {
        double sum = 0;
        for (int i = 0; i < references.Length; i++)
        {
            sum += Math.Max(0, Likeness(picture, references[i]) - nearest[i]);
        }

        return sum;
    }

    // Of a picture that excites nothing in the encoder there may be no number.
    private static float Likeness(float[] first, float[] second) => TensorPrimitives.Dot<float>(first, second) is var cosine && float.IsFinite(cosine)
        ? cosine : 0;
}
