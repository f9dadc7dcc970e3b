using SkyScribe.Imaging;

namespace SkyScribe.Tests.Imaging;

public sealed class ImageFilesTests : IDisposable
{
    private static readonly string[] Layout =
        ["b.jpg", "a.PNG", "c.tiff", "notes.txt", ".hidden.png", "10.webp", "sub/d.jpeg", "sub/deep/e.tif", "sub/deep/f.png", "other/g.jpg",
        "empty/readme.md"];

    private readonly TemporaryFolder _folder = new();

    public ImageFilesTests() => Array.ForEach(Layout, name => _folder.Write(name, [1]));

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("", "10.webp a.PNG b.jpg c.tiff")]
    [InlineData("sub", "sub/d.jpeg")]
    [InlineData("*.jpg", "b.jpg")]
    [InlineData("?.*", "a.PNG b.jpg c.tiff")]
    [InlineData("*", "10.webp a.PNG b.jpg c.tiff")]
    [InlineData("**/*.jp*g", "b.jpg other/g.jpg sub/d.jpeg")]
    [InlineData("sub/**", "sub/d.jpeg sub/deep/e.tif sub/deep/f.png")]
    [InlineData("**/deep/*", "sub/deep/e.tif sub/deep/f.png")]
    [InlineData("*/?.jpg", "other/g.jpg")]
    [InlineData("s*/d*/*.tif", "sub/deep/e.tif")]
    [InlineData(".h*", ".hidden.png")]
    [InlineData("**/**/f.*", "sub/deep/f.png")]
    public void Expand_FolderOrPattern_GivesSortedImages(string argument, string expected) =>
        Assert.Equal(expected.Split(' '), Relative(ImageFiles.Expand([_folder[argument]])));

    [Fact]
    public void Expand_RecursiveFolder_GoesBelow() => Assert.Equal(
        ["10.webp", "a.PNG", "b.jpg", "c.tiff", "other/g.jpg", "sub/d.jpeg", "sub/deep/e.tif", "sub/deep/f.png"],
        Relative(ImageFiles.Expand([_folder.FullName], recursive: true)));

    [Fact]
    public void Expand_SeveralArguments_KeepOrderAndDropDuplicates() => Assert.Equal(
        ["sub/d.jpeg", "b.jpg", "notes.txt", "10.webp", "a.PNG", "c.tiff"],
        Relative(ImageFiles.Expand([_folder["sub/d.jpeg"], _folder["b.jpg"], _folder["notes.txt"], _folder["sub/../b.jpg"], _folder.FullName])));

    [Fact]
    public void Expand_MissingFile_IsLeftToTheReader() => Assert.Equal(["no-such.jpg"], ImageFiles.Expand(["no-such.jpg"]));

    [Theory]
    [InlineData("*.bmp", "the pattern gives no file")]
    [InlineData("none/*.jpg", "the pattern gives no file")]
    [InlineData("*.txt", "the pattern gives 1 files, but none")]
    [InlineData("empty", "the folder gives 1 files, but none")]
    public void Expand_NothingFound_NamesTheArgument(string argument, string said) =>
        HostileImageTests.Fails(() => ImageFiles.Expand([_folder[argument]]), _folder[argument], said);

    [Fact]
    public void Expand_EmptyArgument_Fails() => HostileImageTests.Fails(() => ImageFiles.Expand([""]));

    [Fact]
    public void Expand_LinkToAParent_DoesNotLoop()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("links need rights on Windows");
        }

        Directory.CreateSymbolicLink(_folder["sub/up"], _folder.FullName);
        Assert.Equal(["sub/d.jpeg", "sub/deep/e.tif", "sub/deep/f.png"], Relative(ImageFiles.Expand([_folder["sub/**/*"]])));
    }

    [Fact]
    public void Expand_FileWithAStarInItsName_IsThatFile()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows forbids such names");
        }

        string path = _folder.Write("*.jpg", [1]);
        Assert.Equal([path], ImageFiles.Expand([path]));
    }

    private IEnumerable<string> Relative(IReadOnlyList<string> files) =>
        files.Select(file => Path.GetRelativePath(_folder.FullName, file).Replace('\\', '/'));
}
