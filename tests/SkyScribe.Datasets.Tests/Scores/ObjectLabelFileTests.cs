using SkyScribe.Datasets.Scores;
using SkyScribe.Metrics.Content;

namespace SkyScribe.Datasets.Tests.Scores;

public sealed class ObjectLabelFileTests : IDisposable
{
    private const string Two = """{"labels": ["trees", "cars"], "images": [{"filename": "1.jpg", "objects": ["trees", "cars"], "qa": []}, {"filename": "2.jpg", "objects": []}]}""";
    private readonly string _folder = Directory.CreateTempSubdirectory("skyscribe-objects-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("1.jpg", "2.jpg")]
    [InlineData("images/1.jpg", "images/2.jpg")]
    [InlineData("1.tif", "2.tif")]
    public void Score_NamesOfEveryKind_AreJoined(string first, string second)
    {
        var (scores, marked) = ObjectLabelFile.Read(File(Two)).Score([[first], [second]], ["some trees", "a lake"]);
        Assert.Equal(2, marked);
        Assert.Equal(0.5, scores[ObjectNaming.Precision].Corpus);
        Assert.Equal(0.5, scores[ObjectNaming.Recall].Corpus);
    }

    [Fact]
    public void Score_APictureThatNobodyMarked_WeighsNothing()
    {
        var (scores, marked) = ObjectLabelFile.Read(File(Two)).Score([["1.jpg"], ["9.jpg"]], ["some trees", "planes, boats"]);
        Assert.Equal(1, marked);
        Assert.Equal(1, scores[ObjectNaming.Precision].Corpus);
    }

    [Fact]
    public void Score_NoPictureMarked_IsRefused() => Assert.Contains(
        "none of the 1 pictures", Assert.Throws<CaptionFileException>(() => ObjectLabelFile.Read(File(Two)).Score([["x.jpg"]], ["a"])).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Read_OwnWords_NameOwnKinds()
    {
        string words = System.IO.Path.Combine(_folder, "words.txt");
        System.IO.File.WriteAllText(words, "turbine: wind turbine, windmill\n");
        string path = File("""{"images": [{"filename": "a.png", "objects": ["turbine"]}]}""");
        Assert.Equal(1, ObjectLabelFile.Read(path, words).Score([["a.png"]], ["two wind turbines"]).Scores[ObjectNaming.Recall].Corpus);
        Assert.Contains("turbine", Assert.Throws<CaptionFileException>(() => ObjectLabelFile.Read(path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", "images")]
    [InlineData("[]", "an object")]
    [InlineData("""{"images": []}""", "no picture")]
    [InlineData("""{"images": [{"objects": []}]}""", "filename")]
    [InlineData("""{"images": [{"filename": "a", "objects": null}]}""", "objects")]
    [InlineData("""{"images": [{"filename": "a", "objects": [1]}]}""", "objects[0]")]
    [InlineData("""{"images": [{"filename": "a", "objects": ["dragons"]}]}""", "'dragons'")]
    [InlineData("""{"images": [{"filename": "a", "objects": []}, {"filename": "a", "objects": []}]}""", "second time")]
    [InlineData("{", "JSON")]
    public void Read_NoSuchFile_NamesTheField(string content, string expected) =>
        Assert.Contains(expected, Assert.Throws<CaptionFileException>(() => ObjectLabelFile.Read(File(content))).Message, StringComparison.Ordinal);

    private string File(string content)
    {
        string path = System.IO.Path.Combine(_folder, "objects.json");
        System.IO.File.WriteAllText(path, content);
        return path;
    }
}
