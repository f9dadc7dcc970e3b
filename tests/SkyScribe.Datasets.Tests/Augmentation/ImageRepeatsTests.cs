using SkyScribe.Datasets.Augmentation;
using SkyScribe.IO;

namespace SkyScribe.Datasets.Tests.Augmentation;

public class ImageRepeatsTests
{
    private static readonly string[] Files = ["ucm/images/1.jpg", "rsicd/images/a.jpg", "ucm/images/2.jpg", "ucmx/3.jpg"];

    [Theory]
    [InlineData("", new[] { 0, 1, 2, 3 })]
    [InlineData("ucm=3", new[] { 0, 0, 0, 1, 2, 2, 2, 3 })]
    [InlineData("ucm/images=2, rsicd/=2", new[] { 0, 0, 1, 1, 2, 2, 3 })]
    public void Occurrences_AreAsMany_AsTheFolderSays(string text, int[] expected) => Assert.Equal(expected, ImageRepeats.Occurrences(Files, text));

    [Theory]
    [InlineData("ucm")]
    [InlineData("ucm=0")]
    [InlineData("ucm=101")]
    [InlineData("../ucm=2")]
    [InlineData("=2")]
    [InlineData("ucm=-1")]
    public void Parse_BadText_IsAnErrorThatQuotesIt(string text) =>
        Assert.Contains($"'{text}'", Assert.Throws<OptionException>(() => ImageRepeats.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Turns_FolderWithoutImages_IsAnErrorThatNamesIt() =>
        Assert.Contains("'sydney'", Assert.Throws<OptionException>(() => ImageRepeats.Occurrences(Files, "ucm=2,sydney=4")).Message,
        StringComparison.Ordinal);

    [Fact]
    public void OfEpoch_RepeatedImage_HasAllItsTurns()
    {
        int[][][] captions = [[[5], [6], [7]], [[8]]];
        var batches = CaptionBatch.OfEpoch(captions, [0, 0, 0, 1], batchImages: 2, captionsPerImage: 1, seed: 1, epoch: 0);
        Assert.Equal(3, batches.SelectMany(batch => batch.Images).Count(image => image == 0));
        Assert.Single(batches.SelectMany(batch => batch.Images), image => image == 1);
    }
}
