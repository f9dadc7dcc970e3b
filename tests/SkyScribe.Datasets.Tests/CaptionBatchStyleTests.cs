namespace SkyScribe.Datasets.Tests;

/// <summary>Detailed captions of an image are in its batch with a begin of their own.</summary>
public sealed class CaptionBatchStyleTests
{
    [Fact]
    public void OfEpoch_DetailedCaptions_AreAllInTheBatchOfTheirImage()
    {
        int[][][] captions = [[[5], [6]], [[7]]], detailed = [[[5, 9, 6], [6, 9, 5]], []];
        var batch = Assert.Single(CaptionBatch.OfEpoch(captions, [0, 1], batchImages: 2, captionsPerImage: 1, seed: 1, epoch: 0, (12, detailed)));
        var lines = batch.Lines().Select(line => (Image: batch.Images[line.Image], line.Words)).ToArray();

        Assert.Equal(["1 7 2", "12 5 9 6 2", "12 6 9 5 2"], lines.Where(line => line.Image == 0 ? line.Words[0] == 12 : true)
            .Select(line => string.Join(' ', line.Words)).Order(StringComparer.Ordinal));
        Assert.Single(lines, line => line.Image == 0 && line.Words[0] == 1);
    }
}
