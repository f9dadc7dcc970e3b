using SkyScribe.IO;
using SkyScribe.Text;

namespace SkyScribe.Datasets;

/// <summary>The images of one training step and their captions, as plain arrays.</summary>
/// <param name="Images">indices of the images in the training split [B]</param>
/// <param name="ImageOfRow">for each caption, the place of its image in <paramref name="Images"/> [N]</param>
/// <param name="Words">begin (a detailed caption's own), words, end, padding: row-major [N, Length]</param>
/// <param name="Length">columns of <paramref name="Words"/></param>
internal sealed record CaptionBatch(int[] Images, int[] ImageOfRow, int[] Words, int Length)
{
    /// <summary>Captions of the batch.</summary>
    public int Rows => ImageOfRow.Length;

    /// <summary>The captions one by one: the place of their image, and their words from "begin" to "end".</summary>
    public IEnumerable<(int Image, int[] Words)> Lines()
    {
        for (int row = 0; row < Rows; row++)
        {
            var line = Words.AsSpan(row * Length, Length);
            int end = line.IndexOf(Vocabulary.Pad);
            yield return (ImageOfRow[row], line[..(end < 0 ? Length : end)].ToArray());
        }
    }

    /// <summary>Cuts one epoch into batches; the order and the choice of captions depend on the seed and the epoch alone.</summary>
    /// <param name="captions">for each training image its captions' word ids, without begin and end</param>
    /// <param name="occurrences">the image of each place in an epoch; an image may have several (Augmentation.ImageRepeats)</param>
    /// <param name="batchImages">images of a batch</param>
    /// <param name="captionsPerImage">captions of an image in a batch; of more, some are drawn</param>
    /// <param name="seed">the run's</param>
    /// <param name="epoch">counted from 0</param>
    /// <param name="detailed">detailed captions of each image, all of which are in its batch too, and the word that they begin with</param>
    public static IReadOnlyList<CaptionBatch> OfEpoch(
        IReadOnlyList<int[][]> captions, IReadOnlyList<int> occurrences, int batchImages, int captionsPerImage, ulong seed, int epoch,
        (int Begin, IReadOnlyList<int[][]> Captions)? detailed = null)
    {
        int[] order = DeterministicRandom.Permutation(occurrences.Count, seed, (ulong)epoch);
        var batches = new List<CaptionBatch>();
        for (int start = 0; start < order.Length; start += batchImages)
        {
            int[] now = order[start..Math.Min(start + batchImages, order.Length)];
            int[] images = Array.ConvertAll(now, place => occurrences[place]);
            var rows = new List<(int Image, int Begin, int[] Words)>();
            for (int place = 0; place < images.Length; place++)
            {
                int[][] own = captions[images[place]];
                int[] chosen = own.Length <= captionsPerImage
                    ? Enumerable.Range(0, own.Length).ToArray()
                    : DeterministicRandom.Permutation(own.Length, seed, ((ulong)epoch << 32) + (ulong)now[place] + 1)[..captionsPerImage];
                foreach (int caption in chosen)
                {
                    rows.Add((place, Vocabulary.Begin, own[caption]));
                }

                if (detailed is { } also)
                {
                    rows.AddRange(also.Captions[images[place]].Select(words => (place, also.Begin, words)));
                }
            }

            batches.Add(Pack(images, rows));
        }

        return batches;
    }

    private static CaptionBatch Pack(int[] images, List<(int Image, int Begin, int[] Words)> rows)
    {
        int length = rows.Max(row => row.Words.Length) + 2;
        int[] words = new int[rows.Count * length];
        for (int r = 0; r < rows.Count; r++)
        {
            var line = words.AsSpan(r * length, length);
            line.Fill(Vocabulary.Pad);
            line[0] = rows[r].Begin;
            rows[r].Words.CopyTo(line[1..]);
            line[rows[r].Words.Length + 1] = Vocabulary.End;
        }

        return new CaptionBatch(images, rows.Select(row => row.Image).ToArray(), words, length);
    }
}
