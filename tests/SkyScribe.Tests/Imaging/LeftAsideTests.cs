using SkyScribe.Imaging;

namespace SkyScribe.Tests.Imaging;

public sealed class LeftAsideTests
{
    [Theory]
    [InlineData("a.jp2 b.JP2 c.heic notes.txt README",
        "left aside: 3 files of picture formats that are not read (2 jp2, 1 heic: convert them to PNG or TIFF), 2 other files (1 txt, 1 without an ending)")]
    [InlineData("a.gif", "left aside: 1 file of picture formats that are not read (1 gif: convert them to PNG or TIFF)")]
    [InlineData("a.xml", "left aside: 1 other file (1 xml)")]
    public void Sentence_CountsByEnding(string names, string expected)
    {
        LeftAside leftAside = new();
        leftAside.Add(names.Split(' '));
        Assert.Equal(expected, leftAside.Sentence);
    }

    [Fact]
    public void Sentence_OfNothing_IsNone()
    {
        StringWriter said = new();
        new LeftAside().Report(said);
        Assert.Equal("", said.ToString());
    }

    [Fact]
    public void Sentence_OfAHostileName_CommandsNoTerminal()
    {
        LeftAside leftAside = new();
        leftAside.Add(["a.\u001b[31m"]);
        Assert.DoesNotContain('\u001b', leftAside.Sentence!);
    }

    [Fact]
    public void Expand_FolderWithJfifAndOthers_TakesAndCounts()
    {
        using TemporaryFolder folder = new();
        foreach (string name in new[] { "a.jfif", "b.JPE", "c.bmp", "d.png" })
        {
            folder.Write(name, [1]);
        }

        LeftAside leftAside = new();
        Assert.Equal(["a.jfif", "b.JPE", "d.png"], ImageFiles.Expand([folder.FullName], false, leftAside).Select(path => Path.GetFileName(path)));
        Assert.Contains("1 bmp", leftAside.Sentence);
    }
}
