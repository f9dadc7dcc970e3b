using SkyScribe.Datasets.Layouts;
using SkyScribe.Datasets.Toy;

namespace SkyScribe.Datasets.Tests;

public sealed class ImageFolderTests : IDisposable
{
    private readonly DataFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("1.png", "1.png", "1.png")]
    [InlineData("Sa\u0303o.png", "S\u00E3o.png", "S\u00E3o.png")]
    [InlineData("S\u00E3o.png", "Sa\u0303o.png", "Sa\u0303o.png")]
    [InlineData("Airport.PNG", "airport.png", "airport.png")]
    [InlineData("Train/A.png", "train/a.PNG", "train/a.PNG")]
    [InlineData("391895", "391895.jpg", "391895.jpg")]
    [InlineData("1.tif", "1.png", null)]
    [InlineData("1.png", "sub/1.png", null)]
    [InlineData("1.png", "a.png|A.PNG", null)]
    [InlineData("a.png", "A.png|A.PNG", null)]
    [InlineData("1", "1.jpg|1.png", null)]
    public void Find_NameInAnotherSpelling_IsTheFileOfTheSameLetters(string name, string files, string? expected)
    {
        var folder = new ImageFolder(Fill(files));
        string? found = folder.Find(Image(name));
        Assert.Equal(expected, found is null ? null : folder.NameOf(found));
        Assert.Equal(expected is null || expected == name ? 0 : 1, folder.Otherwise.Count);
    }

    [Theory]
    [InlineData("1.tif", "1.png", "1.png")]
    [InlineData("1.png", "images/1.png", "images/1.png")]
    [InlineData("sub/1.tif", "1.jpg", "1.jpg")]
    [InlineData("1.tif", "2.png", null)]
    [InlineData("1.tif", "1.png|1.jpg", null)]
    public void Likely_AnotherEndingOrFolder_IsOfferedAndNotTaken(string name, string files, string? expected)
    {
        var folder = new ImageFolder(Fill(files));
        Assert.Null(folder.Find(Image(name)));
        Assert.Equal(expected, folder.Likely(Image(name)));
        Assert.Equal(expected is null ? name : $"{name} ({expected} is there)", folder.Describe(Image(name)));
    }

    [Fact]
    public void Find_ImageOfAScene_LooksInItsFolderToo()
    {
        var folder = new ImageFolder(Fill("airport/1.png"));
        Assert.Equal("airport/1.png", folder.NameOf(folder.Find(Image("1.png") with { Scene = "airport" })!));
        Assert.Null(folder.Find(Image("1.png") with { Scene = "beach" }));
    }

    [Fact]
    public void Find_FolderThatIsNotThere_FindsNothing() => Assert.Null(new ImageFolder(_folder.PathOf("none")).Find(Image("1.png")));

    [Fact]
    public void Leave_MissingImages_AreLeftOutUpToTheNumber()
    {
        string images = Fill("0.png|1.png|2.png|4.png");
        CaptionDataset dataset = DatasetReader.Read(_folder.Write(
            "d.csv", "image,caption,split\n" + string.Concat(Enumerable.Range(0, 6).Select(i => $"{i}.png,a road,{(i < 4 ? "train" : "val")}\n"))));
        CaptionDataset rest = LeftOutImages.Leave(dataset, new ImageFolder(images), ["train", "val"], 2, 0);
        Assert.Equal(["3.png", "5.png"], rest.LeftOut);
        Assert.Equal(["0.png", "1.png", "2.png", "4.png"], rest.Images.Select(image => image.FileName));
        Assert.Contains("left out 2 missing images: 3.png, 5.png", Assert.Single(rest.Warnings), StringComparison.Ordinal);
        Assert.Equal(dataset.Hash, rest.Hash);
        Assert.EndsWith("; 2 missing or damaged ones left out", rest.Describe("val"), StringComparison.Ordinal);

        string message = Assert.Throws<DatasetException>(() => LeftOutImages.Leave(dataset, new ImageFolder(images), ["train", "val"], 1, 0)).Message;
        Assert.Contains("2 of 6 images", message, StringComparison.Ordinal);
        Assert.Contains("--skip-missing 2", message, StringComparison.Ordinal);
        CaptionDataset again = LeftOutImages.Leave(dataset.Without(["3.png", "5.png"], "missing"), new ImageFolder(images), ["train", "val"], 0, 0);
        Assert.DoesNotContain(again.Images, image => image.FileName == "3.png");
    }

    [Fact]
    public void Leave_AllImagesOrASplitMissing_IsAnErrorWhateverTheNumber()
    {
        string images = Fill("0.png");
        CaptionDataset dataset = DatasetReader.Read(_folder.Write("d.csv", "image,caption,split\n0.png,a road,train\n1.png,a road,val\n"));
        Assert.Contains("no image of the split 'val'", Assert.Throws<DatasetException>(
            () => LeftOutImages.Leave(dataset, new ImageFolder(images), ["train", "val"], 9, 0)).Message, StringComparison.Ordinal);
        Assert.Contains("2 of 2 images", Assert.Throws<DatasetException>(
            () => LeftOutImages.Leave(dataset, new ImageFolder(_folder.PathOf("none")), ["train", "val"], 9, 0)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Leave_DamagedImages_AreLeftOutUpToTheNumber()
    {
        var toy = ToyDataset.Generate(_folder.PathOf("toy"), new ToyDatasetOptions { Train = 4, Validation = 2, Test = 1, ImageSize = 32 });
        CaptionDataset dataset = DatasetReader.Read(toy.CaptionFile);
        string broken = Path.Combine(toy.ImageFolder, dataset.Split("train")[1].FileName);
        File.WriteAllBytes(broken, File.ReadAllBytes(broken)[..200]);
        CaptionDataset rest = LeftOutImages.Leave(dataset, new ImageFolder(toy.ImageFolder), ["train", "val"], 0, 1);
        Assert.Equal([dataset.Split("train")[1].FileName], rest.LeftOut);
        Assert.Contains("1 damaged images", Assert.Single(rest.Warnings), StringComparison.Ordinal);

        string second = Path.Combine(toy.ImageFolder, dataset.Split("val")[0].FileName);
        File.WriteAllText(second, "no picture");
        string message = Assert.Throws<DatasetException>(
            () => LeftOutImages.Leave(dataset, new ImageFolder(toy.ImageFolder), ["train", "val"], 0, 1)).Message;
        Assert.Contains("2 of 6 images that cannot be read", message, StringComparison.Ordinal);
    }

    private static CaptionedImage Image(string name) => new(name, "train", [new CaptionSentence("a road", [])]);

    private string Fill(string files)
    {
        string root = _folder.PathOf("images");
        foreach (string file in files.Split('|'))
        {
            string path = Path.Combine(root, file);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, "");
        }

        return root;
    }
}
