using SkyScribe.Imaging;

namespace SkyScribe.Tests.Imaging;

public class AttentionSheetTests
{
    private const int Panel = 224;
    private const int Gap = 8;
    private static readonly RgbImage Grey = Plain(64, 64, 128);

    [Fact]
    public void Write_OneHotMap_IsRedThereAndBlueElsewhere()
    {
        using TemporaryFolder folder = new();
        float[] map = new float[49];
        map[(1 * 7) + 5] = 0.3f;
        AttentionSheet.Write(folder["sheet.png"], Grey, ["tree"], [map], 7, 7);
        RgbImage sheet = ImageReader.Read(folder["sheet.png"]);
        Assert.Equal((Gap + (2 * (Panel + Gap)), Gap + Panel + 26 + Gap), (sheet.Width, sheet.Height));
        Assert.Equal((128, 128, 128), At(sheet, Gap + 100, Gap + 100));
        (int red, int _, int blue) = At(sheet, (2 * Gap) + Panel + (11 * 16), Gap + (3 * 16));
        Assert.True(red > blue + 60, $"red {red}, blue {blue}");
        (red, _, blue) = At(sheet, (2 * Gap) + Panel + 20, Gap + 200);
        Assert.True(blue > red + 60, $"red {red}, blue {blue}");
    }

    [Fact]
    public void Write_Words_AreDrawnUnderTheirPanelsInRows()
    {
        using TemporaryFolder folder = new();
        string[] words = ["many", "green", "trees", "are", "near", "a", "river"];
        AttentionSheet.Write(folder["sheet.png"], Grey, words, [.. words.Select(_ => new float[4])], 2, 2);
        RgbImage sheet = ImageReader.Read(folder["sheet.png"]);
        Assert.Equal((Gap + (6 * (Panel + Gap)), Gap + (2 * (Panel + 26 + Gap))), (sheet.Width, sheet.Height));
        for (int i = 0; i < 12; i++)
        {
            int dark = Ink(sheet, Gap + (i % 6 * (Panel + Gap)), Gap + (i / 6 * (Panel + 26 + Gap)) + Panel, Panel, 26);
            Assert.Equal(i is > 0 and < 8, dark > 10);
        }
    }

    [Fact]
    public void Write_LongTitleAndStrangeText_Works()
    {
        using TemporaryFolder folder = new();
        string title = string.Join(' ', Enumerable.Repeat("extraordinarily", 60)) + " 住宅 \u0001\uD83D\uDE00";
        AttentionSheet.Write(folder["new/a.png"], Plain(300, 3, 10), ["", new string('w', 500), "Ünïcode"], [[1], [2], [3]], 1, 1, title);
        RgbImage sheet = ImageReader.Read(folder["new/a.png"]);
        Assert.True(Ink(sheet, 0, 0, sheet.Width, 30) > 100);
        Assert.Equal(0, Ink(sheet, 0, 0, Gap / 2, sheet.Height));
        Assert.Single(Directory.GetFiles(folder["new"]));
    }

    [Fact]
    public void Write_NoWords_ShowsThePictureAlone()
    {
        using TemporaryFolder folder = new();
        AttentionSheet.Write(folder["sheet.png"], Grey, [], [], 7, 7);
        Assert.Equal(Panel + (2 * Gap), ImageReader.Read(folder["sheet.png"]).Width);
    }

    [Fact]
    public void Write_WrongMaps_Throws()
    {
        Assert.Contains("one map for each of 2 words, found 1", Bad(["a", "b"], [new float[4]]));
        Assert.Contains("word 0 (\"a\") needs 2 x 2 finite weights, found 5", Bad(["a"], [new float[5]]));
        Assert.Contains("finite", Bad(["a"], [[1, 2, 3, float.NaN]]));
        Bad([.. new string[AttentionSheet.MaxWords + 1]], []);

        static string Bad(string[] words, float[][] maps) =>
            Assert.ThrowsAny<ArgumentException>(() => AttentionSheet.Write("never-written.png", Grey, words, maps, 2, 2)).Message;
    }

    [Fact]
    public void Write_TargetIsAFolder_LeavesNoTemporaryFile()
    {
        using TemporaryFolder folder = new();
        Directory.CreateDirectory(folder["taken.png"]);
        Assert.ThrowsAny<Exception>(() => ImageWriter.WritePng(folder["taken.png"], Grey));
        Assert.Empty(Directory.GetFiles(folder.FullName));
    }

    [Fact]
    public void WritePng_ThenRead_GivesThePixels()
    {
        using TemporaryFolder folder = new();
        RgbImage image = Some.Image(37, 29, seed: 1);
        ImageWriter.WritePng(folder["a.png"], Grey);
        ImageWriter.WritePng(folder["a.png"], image);
        Assert.Equal(image.Pixels, ImageReader.Read(folder["a.png"]).Pixels);
    }

    [Fact]
    public void Upsample_EvenMap_IsZero() => Assert.All(AttentionMap.Upsample([3, 3, 3, 3], 2, 2, 10, 12), value => Assert.Equal(0, value));

    [Fact]
    public void Upsample_Gradient_RisesFromZeroToOne()
    {
        float[] heat = AttentionMap.Upsample([-1e30f, 0, 1e30f], 1, 3, 2, 30);
        Assert.InRange(heat[0], 0, 0.1f);
        Assert.InRange(heat[29], 0.9f, 1);
        Assert.All(Enumerable.Range(1, 29), x => Assert.True(heat[x] >= heat[x - 1] - 1e-6));
    }

    // The library's own font draws every letter that captions have, each in another way: no box in place of a missing one.
    [Fact]
    public void Write_EveryCharacterOfACaption_LooksUnlikeTheOthers()
    {
        string[] words = [.. "abcdefghijklmnopqrstuvwxyz0123456789-.,'():/?!%&@".Select(letter => letter.ToString())];
        RgbImage sheet = AttentionSheet.Draw(Grey, words, [.. words.Select(_ => new float[1])], 1, 1, null);
        string[] drawn = [.. Enumerable.Range(1, words.Length)
            .Select(i => Label(sheet, Gap + (i % 6 * (Panel + Gap)), Gap + (i / 6 * (Panel + 26 + Gap)) + Panel))];
        Assert.Equal(words.Length, drawn.Distinct().Count());
    }

    private static string Label(RgbImage sheet, int left, int top) =>
        string.Concat(Enumerable.Range(0, 26).SelectMany(y => Enumerable.Range(0, Panel).Select(x => (char)At(sheet, left + x, top + y).Red)));

    private static RgbImage Plain(int width, int height, byte value)
    {
        byte[] pixels = new byte[3 * width * height];
        Array.Fill(pixels, value);
        return new RgbImage(width, height, pixels);
    }

    private static (int Red, int Green, int Blue) At(RgbImage image, int x, int y)
    {
        int p = 3 * ((y * image.Width) + x);
        return (image.Pixels[p], image.Pixels[p + 1], image.Pixels[p + 2]);
    }

    private static int Ink(RgbImage image, int left, int top, int width, int height) =>
        Enumerable.Range(0, width * height).Count(i => At(image, left + (i % width), top + (i / width)).Green < 128);
}
