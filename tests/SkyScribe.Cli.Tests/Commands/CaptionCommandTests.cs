using System.Text.Json;
using SkyScribe.TestSupport;

namespace SkyScribe.Cli.Tests.Commands;

/// <summary>Captions of the bundled model, in this process.</summary>
[Collection("console")]
public sealed class CaptionCommandTests(ToyPictures toy)
{
    [Theory]
    [InlineData("json")]
    [InlineData("csv")]
    public void Resume_AfterACut_LosesAndRepeatsNothing(string format)
    {
        string folder = toy.Fresh(), bad = Path.Combine(folder, "no\n\"picture\", none.png"), file = Path.Combine(folder, "captions." + format);
        File.WriteAllText(bad, "none");
        string[] arguments = ["caption", .. toy.Files.Take(3), bad, .. toy.Files.Skip(3).Take(5), "--format", format, "--out", file];
        var whole = CommandLine.Run(arguments);
        Assert.Equal(ExitCode.SomeFailed, whole.Code);
        Assert.Contains("captions 9/9", whole.Error, StringComparison.Ordinal);
        Assert.Equal([bad, file], Directory.GetFiles(folder).Order(StringComparer.Ordinal).Reverse());
        byte[] expected = File.ReadAllBytes(file);
        File.WriteAllBytes(file + ".part", expected[..(expected.Length * 2 / 3)]);   // killed within a line, after the bad file
        File.Delete(file);

        var refused = CommandLine.Run(arguments);
        Assert.Equal(ExitCode.BadInput, refused.Code);
        Assert.Contains("--resume", refused.Error, StringComparison.Ordinal);

        var resumed = CommandLine.Run([.. arguments, "--resume"]);
        Assert.Equal(ExitCode.SomeFailed, resumed.Code);
        Assert.Contains("warning: ", resumed.Error, StringComparison.Ordinal);   // nothing tells what made the part
        Assert.Contains("1 of 9 images", resumed.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("error: ", resumed.Error, StringComparison.Ordinal);   // it was read before
        Assert.Equal(Images(expected), Images(File.ReadAllBytes(file)));

        string[] Images(byte[] content)
        {
            string copy = Path.Combine(folder, "copy");
            File.WriteAllBytes(copy, content);
            return [.. UnfinishedCaptions.Read(copy, Enum.Parse<CaptionFormat>(format, ignoreCase: true)).Done];
        }
    }

    [Fact]
    public void DarkPictures_AreStretched_AndSaid_AndOtherFilesCounted()
    {
        string folder = toy.Fresh();
        for (int i = 0; i < 7; i++)
        {
            File.WriteAllBytes(Path.Combine(folder, $"{i}.tif"), Dark());
        }

        File.WriteAllBytes(Path.Combine(folder, "other.jp2"), [1]);
        var said = CommandLine.Run("caption", folder);
        Assert.Equal(0, said.Code);
        Assert.Contains("0.tif: 16-bit values from ", said.Error, StringComparison.Ordinal);
        Assert.Contains("4.tif: 16-bit values from ", said.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("5.tif", said.Error, StringComparison.Ordinal);
        Assert.Contains("2 more pictures were stretched or had several pages", said.Error, StringComparison.Ordinal);
        Assert.EndsWith("left aside: 1 file of picture formats that are not read (1 jp2: convert them to PNG or TIFF)", said.Error.TrimEnd(),
            StringComparison.Ordinal);
        string one = Path.Combine(folder, "0.tif");
        Assert.Contains("not stretched, so that the picture is nearly black", CommandLine.Run("caption", one, "--stretch", "none").Error,
            StringComparison.Ordinal);
        Assert.Contains("it has 3 bands, and bands 5,2,1 were asked for", CommandLine.Run("caption", one, "--bands", "5,2,1").Error,
            StringComparison.Ordinal);
        Assert.Equal(ExitCode.BadInput, CommandLine.Run("caption", one, "--bands", "blue").Code);
        Assert.NotEqual(0, CommandLine.Run("caption", one, "--stretch", "gamma").Code);
    }

    // 12 bits in 16.
    private static byte[] Dark() => RawTiff.Write(
        false, new RawTiff { Width = 16, Height = 16, Bits = 16, RowsPerStrip = 16,
        Blocks = [[.. Enumerable.Range(0, 16 * 16 * 3).SelectMany(i => new[] { (byte)(i * 5), (byte)(i % 16) })]] });

    [Fact]
    public void Out_ThroughALink_KeepsTheLink()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need a right there");
        string folder = toy.Fresh(), link = Path.Combine(folder, "link.json");
        File.CreateSymbolicLink(link, "real.json");   // which is not there yet
        Assert.Equal(0, CommandLine.Run("caption", toy.Files[0], "--format", "json", "--out", link).Code);
        Assert.Equal("real.json", new FileInfo(link).LinkTarget);
        Assert.Single(File.ReadAllLines(Path.Combine(folder, "real.json")));
        Assert.Equal(2, Directory.GetFiles(folder).Length);
    }

    [Fact]
    public void Explain_EqualNamesAndOneTooLong_WritesTheOthersAndReportsIt()
    {
        string folder = toy.Fresh(), maps = Path.Combine(folder, "maps"), name = new string('x', 246) + ".png";
        foreach (string below in new[] { "a", "b" })
        {
            Directory.CreateDirectory(Path.Combine(folder, below));
            File.Copy(toy.Files[0], Path.Combine(folder, below, "1.png"));
        }

        File.Copy(toy.Files[0], Path.Combine(folder, "a", name));
        // longer than its temporary name could be with the process's number
        File.Copy(toy.Files[0], Path.Combine(folder, "a", new string('y', 220) + ".png"));
        var run = CommandLine.Run("caption", Path.Combine(folder, "a"), Path.Combine(folder, "b"), "--explain", maps, "--format", "json");
        Assert.Equal(ExitCode.SomeFailed, run.Code);
        Assert.Equal(4, run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains(name, Assert.Single(run.Error.Split('\n'), line => line.StartsWith("error: ", StringComparison.Ordinal)),
            StringComparison.Ordinal);
        Assert.Contains("1 of 4 images", run.Error, StringComparison.Ordinal);
        Assert.Equal(3, Directory.GetFiles(maps, "*.attention.png").Length);
        Assert.Equal(2, Directory.GetFiles(maps, "?_1.png.attention.png").Length);
    }

    [Fact]
    public void Path_LongerThanTheSystemAllows_IsOneFailedLine()
    {
        string path = string.Join('/', Enumerable.Repeat(new string('d', 200), 30)) + "/1.png";
        var run = CommandLine.Run("caption", path, toy.Files[0], "--format", "json");
        Assert.Equal(ExitCode.SomeFailed, run.Code);
        string[] lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(JsonValueKind.String, JsonDocument.Parse(lines[0]).RootElement.GetProperty("error").ValueKind);
        Assert.NotEmpty(JsonDocument.Parse(lines[1]).RootElement.GetProperty("caption").GetString()!);
    }
}
