using System.Security.Cryptography;
using System.Text.RegularExpressions;
using SkyScribe.Datasets.Layouts;
using SkyScribe.Datasets.Toy;
using SkyScribe.IO;
using SkyScribe.Imaging;

namespace SkyScribe.Datasets.Tests.Toy;

public sealed partial class ToyDatasetTests : IDisposable
{
    // One image of every kind of scene in each split.
    private static readonly ToyDatasetOptions Small = new() { Train = 13, Validation = 13, Test = 13, ImageSize = 32 };

    private readonly string _folder = Directory.CreateTempSubdirectory("skyscribe-toy").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Generate_SmallSet_IsTheSameBytesOnEveryMachine()
    {
        var paths = ToyDataset.Generate(_folder, Small);
        Assert.Equal("b5e5877d60b3c2f7", Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(paths.CaptionFile)))[..16]);
        using var all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (int image = 1; image <= 39; image++)
        {
            all.AppendData(File.ReadAllBytes(Path.Combine(paths.ImageFolder, $"{image}.png")));
        }

        Assert.Equal("012f1d6da41f2bb6", Convert.ToHexStringLower(all.GetHashAndReset())[..16]);
    }

    [Fact]
    public void Generate_DefaultSplits_AreReadByTheDatasetReader()
    {
        var paths = ToyDataset.Generate(_folder, Small);
        var dataset = DatasetReader.Read(paths.CaptionFile, new DatasetReaderOptions());
        dataset.CheckImages(paths.ImageFolder);
        foreach (string split in new[] { "train", "val", "test" })
        {
            var images = dataset.Split(split);
            Assert.Equal(13, images.Count);
            Assert.All(images, image => Assert.Equal(5, image.Sentences.Count));
        }
    }

    [Fact]
    public void Generate_Images_AreDecodedAndNotPlain()
    {
        var paths = ToyDataset.Generate(_folder, Small with { ImageSize = 48 });
        foreach (string file in Directory.EnumerateFiles(paths.ImageFolder))
        {
            var image = ImageReader.Read(file);
            Assert.Equal((48, 48), (image.Width, image.Height));
            Assert.True(image.Pixels.Max() - image.Pixels.Min() > 40, file);
        }
    }

    [Fact]
    public void Generate_OtherSplitSizes_DrawTheSamePictures()
    {
        var one = ToyDataset.Generate(Path.Combine(_folder, "one"), Small);
        var other = ToyDataset.Generate(Path.Combine(_folder, "other"), Small with { Train = 20, Validation = 0, Test = 0 });
        for (int image = 1; image <= 20; image++)
        {
            Assert.Equal(File.ReadAllBytes(Path.Combine(one.ImageFolder, $"{image}.png")),
                File.ReadAllBytes(Path.Combine(other.ImageFolder, $"{image}.png")));
        }
    }

    [Fact]
    public void Generate_OtherSeed_DrawsOtherPictures()
    {
        var one = ToyDataset.Generate(Path.Combine(_folder, "one"), Small);
        var other = ToyDataset.Generate(Path.Combine(_folder, "other"), Small with { Seed = 2 });
        Assert.NotEqual(File.ReadAllBytes(Path.Combine(one.ImageFolder, "1.png")), File.ReadAllBytes(Path.Combine(other.ImageFolder, "1.png")));
    }

    [Fact]
    public void Generate_SameOptionsAgain_LeavesTheFilesAlone()
    {
        var paths = ToyDataset.Generate(_folder, Small);
        var past = new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(paths.CaptionFile, past);
        Assert.Equal(paths, ToyDataset.Generate(_folder, Small with { }));
        Assert.Equal(past, File.GetLastWriteTimeUtc(paths.CaptionFile));
    }

    [Fact]
    public void Generate_OtherOptions_ReplacesTheSet()
    {
        ToyDataset.Generate(_folder, Small);
        var paths = ToyDataset.Generate(_folder, Small with { Test = 0 });
        Assert.Equal(26, Directory.GetFiles(paths.ImageFolder).Length);
        Assert.Equal(["dataset_toy.json", "images", "toy.json"], Directory.EnumerateFileSystemEntries(_folder).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void Generate_FolderWithOtherFiles_RefusesAndTouchesNothing()
    {
        string precious = Path.Combine(_folder, "thesis.tex");
        File.WriteAllText(precious, "words");
        var error = Assert.Throws<IOException>(() => ToyDataset.Generate(_folder, Small));
        Assert.Contains("no toy data set", error.Message, StringComparison.Ordinal);
        Assert.Equal([precious], Directory.EnumerateFileSystemEntries(_folder));
    }

    [Theory]
    [InlineData(0, 96, "Train")]
    [InlineData(10, 4, "ImageSize")]
    [InlineData(10, 100_000, "ImageSize")]
    public void Generate_OptionOutOfRange_NamesIt(int train, int size, string name)
    {
        var error = Assert.Throws<OptionException>(() => ToyDataset.Generate(_folder, new ToyDatasetOptions { Train = train, ImageSize = size }));
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Generate_Sentences_CountAlikeAndUseFewWords()
    {
        var paths = ToyDataset.Generate(_folder, new ToyDatasetOptions { Train = 130, Validation = 0, Test = 0, ImageSize = 16 });
        var images = DatasetReader.Read(paths.CaptionFile, new DatasetReaderOptions()).Split("train");
        var words = images.SelectMany(image => image.Sentences).SelectMany(sentence => sentence.Tokens).Select(word => word.ToLowerInvariant());
        Assert.InRange(words.Distinct().Count(), 60, 100);

        // The number of planes, and of tanks, is the same in all sentences of an image.
        foreach (var image in images)
        {
            var numbers = image.Sentences.Select(sentence => PlanesOrTanks().Match(sentence.Raw)).Where(match => match.Success)
                .Select(match => match.Groups[1].Value.ToLowerInvariant())
                .Select(word => word switch { "one" => "a", "several" => "many", _ => word });
            Assert.InRange(numbers.Distinct().Count(), 0, 1);
        }
    }

    [Fact]
    public void Encode_TallPicture_SplitsIntoStoredBlocks()
    {
        // More than one block of 65,535 bytes, and a length that is no multiple of it.
        const int Width = 300, Height = 90;
        byte[] rgb = [.. Enumerable.Range(0, Width * Height * 3).Select(at => (byte)((at * 31) ^ (at >> 7)))];
        string file = Path.Combine(_folder, "tall.png");
        File.WriteAllBytes(file, PngFile.Encode(Width, Height, rgb));
        Assert.Equal(rgb, ImageReader.Read(file).Pixels);
    }

    [Fact]
    public void Wave_OfALine_IsSmoothAndBounded()
    {
        var line = new ToyLine(0, 0, Direction.None, Swing: 5, Wavelength: 20, Phase: 0.3);
        double before = line.Side(-0.01, 0);
        for (double x = 0; x < 60; x += 0.01)
        {
            double side = line.Side(x, 0);
            Assert.InRange(side, -5.0001, 5.0001);
            Assert.InRange(Math.Abs(side - before), 0, 0.03);
            before = side;
        }
    }

    [GeneratedRegex(@"\b(an?|one|two|three|many|several) (?:white |round )*(?:storage )?(?:planes?|tanks?)\b", RegexOptions.IgnoreCase)]
    private static partial Regex PlanesOrTanks();
}
