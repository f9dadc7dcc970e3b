using SkyScribe.Datasets;
using SkyScribe.Datasets.Layouts;
using SkyScribe.IO;
using SkyScribe.Imaging;
using SkyScribe.Training.Inference;
using SkyScribe.Training.Tests.Training;
using SkyScribe.Training.Training;

namespace SkyScribe.Lab.Tests;

public sealed class LabFiguresTests
{
    private static readonly string[] References = [
        "Two planes are parked, near a T-shaped building .", "It's an airport's apron; you cannot see people."];

    [Theory]
    [InlineData("two planes near a t-shaped building", "two planes near a t-shaped building", 0)]
    [InlineData("three planes and three cars", "**three** planes **and** **three** **cars**", 4)]
    [InlineData("plane", "**plane**", 1)]   // other forms of a word are other words
    [InlineData("an airport 's apron you cannot see .", "an airport 's apron you cannot see .", 0)]
    [InlineData("shaped", "**shaped**", 1)]
    [InlineData("a <unk>", "a **\\<unk\\>**", 1)]
    [InlineData("", "", 0)]
    public void MarkedCaption_Words_AreWrongWhereNoReferenceHasThem(string caption, string markdown, int wrong)
    {
        var marked = MarkedCaption.Of(caption, References);
        Assert.Equal(markdown, marked.ToMarkdown());
        Assert.Equal(wrong, marked.WrongWords);
    }

    [Fact]
    public void MarkedCaption_NoReferences_AllWordsAreWrong() => Assert.Equal(2, MarkedCaption.Of("a plane", []).WrongWords);

    [Theory]
    [InlineData(12, 3, "2 6 10")]
    [InlineData(3, 5, "0 1 2")]
    [InlineData(5, 1, "2")]
    public void Choose_ByCount_SpacesEvenly(int images, int count, string expected) =>
        Assert.Equal(expected, string.Join(' ', LabFigures.Choose(Images(images), "val", count, []).Select(image => image.FileName)));

    [Fact]
    public void Choose_ByName_KeepsTheOrderAskedForAndNamesWhatIsMissing()
    {
        Assert.Equal(["3", "1"], LabFigures.Choose(Images(5), "val", 1, ["3", "1", "3"]).Select(image => image.FileName));
        string message = Assert.Throws<OptionException>(() => LabFigures.Choose(Images(5), "val", 6, ["1", "x.png"])).Message;
        Assert.Contains("'x.png'", message, StringComparison.Ordinal);
        Assert.Contains("split 'val' has none such", message, StringComparison.Ordinal);
        Assert.ThrowsAny<ArgumentException>(() => LabFigures.Choose(Images(5), "val", 0, []));
    }

    [Fact]
    public void Write_TwoModels_MakesBothFigures()
    {
        using var tiny = new TinyRun();
        Trainer.Run(tiny.Run("base", TinyRun.Options("epochs=1", "ablation=b.")));
        Trainer.Run(tiny.Run("ours", TinyRun.Options("epochs=1")));
        using TrainedModel baseline = TrainedModel.Load(tiny.PathOf("base")), ours = TrainedModel.Load(tiny.PathOf("ours"));
        var dataset = DatasetReader.Read(tiny.Toy.CaptionFile);
        string folder = tiny.PathOf("new/figures");
        var files = new LabFigures(baseline, ours, dataset).Write(tiny.Toy.ImageFolder, "val", folder, count: 2);

        Assert.Equal(Directory.GetFiles(folder).Order(StringComparer.Ordinal), files.Order(StringComparer.Ordinal));
        Assert.Equal(3, files.Count);
        string text = File.ReadAllText(files[^1]);
        var shown = LabFigures.Choose(dataset.Split("val"), "val", 2, []);
        int[] words = [0, 0], wrong = [0, 0];
        foreach (var image in shown)
        {
            string[] references = [.. image.Sentences.Select(sentence => sentence.Raw)];
            var picture = ImageReader.Read(Path.Combine(tiny.Toy.ImageFolder, image.FileName));
            int heights = 0;
            for (int i = 0; i < 2; i++)
            {
                var model = i == 0 ? baseline : ours;
                string caption = model.Describe(picture).Text;
                var marked = MarkedCaption.Of(caption, references);
                (words[i], wrong[i]) = (words[i] + marked.Words.Count, wrong[i] + marked.WrongWords);
                Assert.Contains($"- {(i == 0 ? "base" : "ours")}: {marked.ToMarkdown()}\n", text, StringComparison.Ordinal);
                var maps = model.Explain(picture, caption);
                heights += AttentionSheet.Draw(picture, maps.Words, maps.Maps, maps.Rows, maps.Columns,
                    $"{(i == 0 ? "base" : "ours")}, {model.Manifest.Training.Model.Ablation}: {caption}").Height;
            }

            Assert.All(references, reference => Assert.Contains($"- reference: {reference.Trim()}\n", text, StringComparison.Ordinal));
            Assert.Equal(heights, ImageReader.Read(Path.Combine(folder, $"fig8-{Path.GetFileNameWithoutExtension(image.FileName)}.png")).Height);
        }

        Assert.Contains($"| base | {words[0]} | {wrong[0]} | ", text, StringComparison.Ordinal);
        Assert.Contains($"| ours | {words[1]} | {wrong[1]} | ", text, StringComparison.Ordinal);
        Assert.Contains(dataset.Hash[..12], text, StringComparison.Ordinal);
        Assert.Contains(ours.Manifest.CaptionerHash[..12], text, StringComparison.Ordinal);
        Assert.DoesNotContain(tiny.PathOf(""), text, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_WordOutsideTheReferences_IsBold()
    {
        using var tiny = new TinyRun();
        Trainer.Run(tiny.Run("run", TinyRun.Options("epochs=1")));
        using var model = TrainedModel.Load(tiny.PathOf("run"));
        var known = DatasetReader.Read(tiny.Toy.CaptionFile);
        var image = known.Split("val")[0] with { Sentences = [new CaptionSentence("Zzz.", [])] };   // whatever the model says is none of it
        var dataset = new CaptionDataset("x.json", [image])
        {
            Name = "x", Hash = "0123456789abcdef", SplitOrigin = SplitOrigin.Official, SentenceSource = SentenceSource.Raw, Warnings = [],
        };
        string text = File.ReadAllText(
            new LabFigures(model, model, dataset).Write(tiny.Toy.ImageFolder, "val", tiny.PathOf("f"), names: [image.FileName])[^1]);
        string caption = string.Join(
            ' ', model.Describe(ImageReader.Read(Path.Combine(tiny.Toy.ImageFolder, image.FileName))).Text.Split(' ').Select(word => $"**{word}**"));
        Assert.Contains($"- ours: {caption}\n", text, StringComparison.Ordinal);
        Assert.Contains("100.0 %", text, StringComparison.Ordinal);
        Assert.Contains("trained on other captions", text, StringComparison.Ordinal);
    }

    private static CaptionedImage[] Images(int count) => [.. Enumerable.Range(0, count).Select(i => new CaptionedImage($"{i}", "val", []))];
}
