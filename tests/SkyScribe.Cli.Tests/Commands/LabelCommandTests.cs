using SkyScribe.Datasets.Layouts;
using SkyScribe.Geo.Tests.Support;
using SkyScribe.Imaging;
using SkyScribe.TestSupport;

namespace SkyScribe.Cli.Tests.Commands;

[Collection("console")]
public sealed class LabelCommandTests(ToyPictures toy)
{
    private static string Tiny => SharedFiles.Fixture("packages/version-2");

    [Fact]
    public void Folder_BecomesADataSetWithDrafts()
    {
        string folder = toy.Fresh(), pictures = Pictures(folder, 6), dataset = Path.Combine(folder, "set");
        File.WriteAllText(Path.Combine(pictures, "notes.txt"), "no picture");
        File.WriteAllText(Path.Combine(pictures, "damaged.png"), "no picture either");
        var (code, output, error) = CommandLine.Run("label", pictures, "--out", dataset, "--no-serve");
        Assert.True(code == ExitCode.SomeFailed, output + error);
        Assert.Contains("damaged.png", error, StringComparison.Ordinal);
        Assert.Contains("1 pictures cannot be read", error, StringComparison.Ordinal);
        Assert.Contains("1 txt", error, StringComparison.Ordinal);
        Assert.Contains("6 pictures: 6 open", output, StringComparison.Ordinal);
        string[] lines = File.ReadAllLines(Path.Combine(dataset, "labels.csv"));
        Assert.Equal(7, lines.Length);
        Assert.All(lines[1..], line => Assert.Matches(@"^images/\d\.png,open,,,,,,\w+( \w+)*,0\.\d+$", line));
        Assert.True(File.Exists(Path.Combine(dataset, "images", "0.png")));
        Assert.NotEmpty(File.ReadAllLines(Path.Combine(dataset, "words.txt")));
    }

    [Fact]
    public void SecondRun_KeepsLabelsAndAddsNewPictures()
    {
        string folder = toy.Fresh(), pictures = Pictures(folder, 3), dataset = Path.Combine(folder, "set");
        string table = Path.Combine(dataset, "labels.csv");
        CommandLine.Run("label", pictures, "--out", dataset, "--model", Tiny, "--no-serve", "--order", "name");
        string filled = File.ReadAllText(table).Replace("images/1.png,open,,", "images/1.png,,solární panely,a field", StringComparison.Ordinal);
        File.WriteAllText(table, filled);
        File.Copy(toy.Files[7], Path.Combine(pictures, "later.png"));
        File.Delete(Path.Combine(pictures, "0.png"));
        var (code, output, _) = CommandLine.Run("label", pictures, "--out", dataset, "--model", Tiny, "--no-serve");
        Assert.Equal(ExitCode.Success, code);
        Assert.Contains("1 pictures added", output, StringComparison.Ordinal);
        Assert.Contains("4 pictures: 3 open, 0 accepted, 1 edited, 0 rejected; 2 captions", output, StringComparison.Ordinal);
        var image = Assert.Single(DatasetReader.Read(dataset).Images);
        Assert.Equal(("images/1.png", "solární panely"), (image.FileName, image.Sentences[0].Raw));
        var status = CommandLine.Run("label", "--status", dataset);
        Assert.Equal(ExitCode.SomeFailed, status.Code);
        Assert.Contains("not there any more: " + Path.Combine(dataset, "images/0.png"), status.Error, StringComparison.Ordinal);
        Assert.Equal(5, File.ReadAllLines(table).Length);
    }

    [Fact]
    public void Copies_StandAlone()
    {
        string folder = toy.Fresh(), pictures = Pictures(folder, 3), dataset = Path.Combine(folder, "set");
        CommandLine.Run("label", pictures, "--out", dataset, "--model", Tiny, "--no-serve", "--copy", "--order", "random");
        byte[] original = File.ReadAllBytes(Path.Combine(pictures, "2.png"));
        Directory.Delete(pictures, recursive: true);
        Assert.Equal(original, File.ReadAllBytes(Path.Combine(dataset, "images", "2.png")));
        Assert.Equal(ExitCode.Success, CommandLine.Run("label", "--status", dataset).Code);
    }

    [Fact]
    public void Raster_GivesTilesThatDiffer_WithoutThoseThatHaveNoData()
    {
        // Ten columns of four tiles: nodata, then one pattern, and two tiles that are unlike it.
        string folder = toy.Fresh(), raster = Path.Combine(folder, "my city.tif"), dataset = Path.Combine(folder, "set");
        File.WriteAllBytes(raster, new TiffMaker
        {
            Width = 640, Height = 256,
            Value = (x, y, band) => x < 128 ? 0 : (x / 64, y / 64) switch
            {
                (4, 1) => 250,
                (7, 2) => 1 + (x * 31 % 97) + (y * 17 % 89) + band,
                _ => 100 + band + (x % 64 / 16),
            },
        }.WithText(42113, "0").ToArray());
        string[] arguments = ["label", "--from-raster", raster, "--tile", "64", "--gsd", "own", "--count", "3", "--out", dataset,
            "--model", Tiny, "--no-serve"];
        var (code, output, error) = CommandLine.Run(arguments);
        Assert.True(code == ExitCode.Success, output + error);
        string[] files = [.. Directory.GetFiles(Path.Combine(dataset, "images")).Select(path => Path.GetFileName(path)!)];
        Assert.Equal(3, files.Length);
        Assert.Contains("my_city_256_64.png", files);
        Assert.Contains("my_city_448_128.png", files);
        Assert.DoesNotContain(files, name => name.StartsWith("my_city_0_", StringComparison.Ordinal));
        Assert.DoesNotContain(files, name => name.StartsWith("my_city_64_", StringComparison.Ordinal));
        var tile = ImageReader.Read(Path.Combine(dataset, "images", "my_city_256_64.png"));
        Assert.Equal((64, 64, 250), (tile.Width, tile.Height, tile.Pixels[0]));
        CommandLine.Run(arguments);
        Assert.Equal(6, Directory.GetFiles(Path.Combine(dataset, "images")).Length);   // three others
    }

    [Theory]
    [InlineData("--out: name the folder", "PICTURES")]
    [InlineData("there is no data set yet", "--out", "NEW")]
    [InlineData("name one of them", "PICTURES", "--from-raster", "x.tif", "--out", "NEW")]
    [InlineData("there is no such folder", "NEW/none", "--out", "NEW")]
    [InlineData("expected 1 to 50000", "--from-raster", "x.tif", "--count", "0", "--out", "NEW")]
    [InlineData("other machines can reach this address", "PICTURES", "--out", "NEW", "--urls", "http://0.0.0.0:1")]
    [InlineData("has no labels.csv", "--status", "PICTURES")]
    [InlineData("package.json", "PICTURES", "--out", "NEW", "--model", "PICTURES")]
    public void Command_ThatIsWrong_SaysWhatToDo(string expected, params string[] arguments)
    {
        string folder = toy.Fresh(), pictures = Pictures(folder, 1);
        var typed = arguments.Select(argument => argument.Replace("PICTURES", pictures, StringComparison.Ordinal)
            .Replace("NEW", Path.Combine(folder, "new"), StringComparison.Ordinal));
        var (code, _, error) = CommandLine.Run(["label", .. typed]);
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Fact]
    public void OtherFolder_ForALinkedDataSet_IsRefused()
    {
        string folder = toy.Fresh(), pictures = Pictures(folder, 1), others = Pictures(toy.Fresh(), 2), dataset = Path.Combine(folder, "set");
        CommandLine.Run("label", pictures, "--out", dataset, "--model", Tiny, "--no-serve");
        string before = File.ReadAllText(Path.Combine(dataset, "labels.csv"));
        var (code, _, error) = CommandLine.Run("label", others, "--out", dataset, "--model", Tiny, "--no-serve");
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains($"leads to the pictures of {pictures}", error, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllText(Path.Combine(dataset, "labels.csv")));
    }

    [Fact]
    public void Table_ThatWasSpoilt_IsNamedWithLineAndColumn()
    {
        string folder = toy.Fresh(), dataset = Path.Combine(folder, "set");
        CommandLine.Run("label", Pictures(folder, 1), "--out", dataset, "--model", Tiny, "--no-serve");
        string table = Path.Combine(dataset, "labels.csv");
        File.WriteAllText(table, File.ReadAllText(table).Replace(",open,", ",maybe,", StringComparison.Ordinal));
        var (code, _, error) = CommandLine.Run("label", "--status", dataset);
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains("labels.csv: line 2, state: found 'maybe', expected open, accepted, edited or rejected", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task KilledServer_HasAllThatItAnswered()
    {
        string folder = toy.Fresh(), pictures = Pictures(folder, 12);
        CommandLine.Run("label", pictures, "--out", Path.Combine(folder, "set"), "--model", Tiny, "--no-serve", "--order", "name");
        // Labels one picture after another and kills the server in the middle of it; only what was answered counts.
        var (code, output, error) = await CommandLine.Bash(folder, """
            tool label --out set --urls http://127.0.0.1:0 > log 2>&1 &
            while ! grep -q '^open http' log; do kill -0 $! || { cat log; exit 9; }; sleep 0.1; done
            url=$(sed -n 's|^open \(http.*\)/label .*|\1|p' log)
            server=$(pgrep -P $! || echo $!)
            : > answered
            (while [ $(wc -l < answered) -lt 5 ]; do sleep 0.01; done; kill -9 $server) &
            tag=$(curl -s "$url/v1/labels" | sed 's/.*"tag":"\([0-9a-f]*\)".*/\1/')
            for name in 0 1 2 3 4 5 6 7 8 9 10 11; do
              new=$(curl -s -f -X PUT -H 'Content-Type: application/json' -H "If-Match: \"$tag\"" -d "{\"state\":\"edited\",\"captions\":[\"picture $name\"]}" \
                "$url/v1/labels/label?image=images/$name.png") && echo $name >> answered
            done
            for name in $(cat answered); do
              grep -q "images/$name.png,edited,picture $name," set/labels.csv || { echo "lost $name"; exit 8; }
              grep -q "images/$name.png,picture $name" set/captions.csv || { echo "captions.csv lost $name"; exit 7; }
            done
            tool label --status set
            echo answered $(wc -l < answered)
            """);
        Assert.True(code == 0, output + error);
        Assert.Matches(@"answered ([5-9]|1[0-2])\n", output);
        Assert.Contains("12 pictures: ", output, StringComparison.Ordinal);
    }

    private string Pictures(string folder, int count)
    {
        string pictures = Directory.CreateDirectory(Path.Combine(folder, "pictures")).FullName;
        for (int i = 0; i < count; i++)
        {
            File.Copy(toy.Files[i], Path.Combine(pictures, $"{i}.png"));
        }

        return pictures;
    }
}
