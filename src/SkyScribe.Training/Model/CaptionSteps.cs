using SkyScribe.Text;
using static TorchSharp.torch;

namespace SkyScribe.Training.Model;

/// <summary>Captions as the decoder reads them: step by step, at each step a row a caption, or one row for all that agree up to there.</summary>
/// <remarks>M rows of all steps, one step after another; P words to predict, at least one a row. All tensors are on one device.</remarks>
internal sealed record CaptionSteps
{
    /// <summary>Rows of each step: T numbers, whose sum is M.</summary>
    public required long[] Rows { get; init; }

    /// <summary>The word that each row reads [M].</summary>
    public required Tensor Words { get; init; }

    /// <summary>The image of each row [M].</summary>
    public required Tensor Images { get; init; }

    /// <summary>The row of the step before that each row continues, counted from that step's first; at the first step its image [M].</summary>
    public required Tensor Parents { get; init; }

    /// <summary>The row that must predict each target [P].</summary>
    public required Tensor TargetRows { get; init; }

    /// <summary>What it must predict [P].</summary>
    public required Tensor TargetWords { get; init; }

    /// <summary>The weight of the captions that want it, 1 each if none is weighed, float32 [P].</summary>
    public required Tensor TargetWeights { get; init; }

    /// <summary>What the weighed sum over all targets is divided by: the number of words, if no caption is weighed.</summary>
    public required double TotalWeight { get; init; }

    /// <summary>A row for each caption until it ends.</summary>
    /// <param name="imageOfRow">which image each caption belongs to [N]</param>
    /// <param name="words">begin, words, end, padding [N, T + 1]</param>
    /// <param name="device">where the model is</param>
    public static CaptionSteps Of(Tensor imageOfRow, Tensor words, Device device)
    {
        long[] image = imageOfRow.data<long>().ToArray(), word = words.data<long>().ToArray();
        int captions = image.Length, length = (int)words.shape[1];
        List<long> rows = [], read = [], images = [], parents = [], targets = [];
        long[] rowBefore = [.. image];
        for (int t = 0; t + 1 < length; t++)
        {
            int now = 0;
            for (int caption = 0; caption < captions; caption++)
            {
                long next = word[caption * length + t + 1];
                if (next == Vocabulary.Pad)
                {
                    continue;
                }

                read.Add(word[caption * length + t]);
                images.Add(image[caption]);
                parents.Add(rowBefore[caption]);
                targets.Add(next);
                rowBefore[caption] = now++;
            }

            if (now > 0)
            {
                rows.Add(now);
            }
        }

        Tensor Indices(IEnumerable<long> values) => tensor(values.ToArray(), int64, device);
        return new CaptionSteps
        {
            Rows = [.. rows],
            Words = Indices(read),
            Images = Indices(images),
            Parents = Indices(parents),
            TargetRows = Indices(Enumerable.Range(0, read.Count).Select(row => (long)row)),
            TargetWords = Indices(targets),
            TargetWeights = ones(read.Count, float32, device),
            TotalWeight = read.Count,
        };
    }
}
