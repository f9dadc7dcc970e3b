using SkyScribe.Datasets.Layouts;
using SkyScribe.Datasets.Scores;
using SkyScribe.Datasets.WordVectors;

namespace SkyScribe.Docs.Tests;

/// <summary>The examples of docs/reference/formats.md are files that are read.</summary>
public sealed class FormatsPageTests : IDisposable
{
    private const string Page = "docs/reference/formats.md";
    private readonly string _folder = Directory.CreateTempSubdirectory("skyscribe-formats-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("captions", 11)]
    [InlineData("candidates", 5)]
    [InlineData("references", 1)]
    [InlineData("vectors", 2)]
    [InlineData("splits", 1)]
    public void Examples_OfAKind_AreRead(string kind, int count)
    {
        MarkdownBlock[] blocks = [
            .. MarkdownBlock.Of(DocPages.Read(Page)).Where(block => block.Language.EndsWith(" " + kind, StringComparison.Ordinal))];
        Assert.Equal(count, blocks.Length);
        Assert.All(blocks, block => Read(kind, block.Text));
    }

    private void Read(string kind, string text)
    {
        string path = Path.Combine(_folder, "example");
        File.WriteAllText(path, text);
        switch (kind)
        {
            case "captions":
                var dataset = DatasetReader.Read(path);
                Assert.All(dataset.Images, image => Assert.All(image.Sentences, sentence => Assert.InRange(sentence.Raw.Length, 5, 40)));
                break;
            case "candidates":
                Assert.NotEmpty(CandidateFile.Read(path).Captions);
                break;
            case "references":
                Assert.NotEmpty(ReferenceFile.Read(path).Images);
                break;
            case "vectors":
                Assert.Equal(3, GloveReader.Read(path, ["the", "road"]).Dimension);
                break;
            default:
                string captions = Path.Combine(_folder, "captions");
                File.WriteAllText(captions, "image,caption\n1.jpg,a road\n2.jpg,a pond\n");
                Assert.Equal("2.jpg", DatasetReader.Read(captions, new() { SplitFile = path }).Split("val").Single().FileName);
                break;
        }
    }
}
