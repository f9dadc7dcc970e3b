using SkyScribe.Geo.Tests.Support;

namespace SkyScribe.Cli.Tests.Commands;

[Collection("console")]
public sealed class RasterCommandTests(ToyPictures toy)
{
    [Fact]
    public async Task Layer_AfterTenKills_IsThatOfOneRunWithAnyNumberOfThreads()
    {
        string folder = WithRaster();
        var (code, output, error) = await CommandLine.Bash(folder, $$"""
            raster="raster a.tif --tile 32 --overlap 0"
            tool $raster --out one.gpkg --threads 1 2>/dev/null; echo "one $?"
            tool $raster --out two.gpkg --threads 2 2>/dev/null; echo "two $?"
            for kill in $(seq 10); do
              lines=$(cat killed.gpkg.part 2>/dev/null | wc -l)
              dotnet '{{CommandLine.Program}}' $raster --out killed.gpkg --resume 2>/dev/null & run=$!
              for i in $(seq 300); do
                [ "$(cat killed.gpkg.part 2>/dev/null | wc -l)" -gt $((lines + 3)) ] && break
                kill -0 $run 2>/dev/null || break
                sleep 0.02
              done
              kill -9 $run 2>/dev/null; wait $run 2>/dev/null
              test -f killed.gpkg && break
            done
            cut -d, -f1 killed.gpkg.part 2>/dev/null | sort | uniq -d
            tool $raster --out killed.gpkg --resume 2>/dev/null; echo "killed $?"
            cmp one.gpkg two.gpkg && cmp one.gpkg killed.gpkg && echo same; ls
            """);
        Assert.True(code == 0, error);
        Assert.Equal("one 0\ntwo 0\nkilled 0\nsame\na.tif\nkilled.gpkg\none.gpkg\ntwo.gpkg\n", output);
    }

    [Fact]
    public async Task Signal_KeepsWhatIsDone()
    {
        var (_, output, error) = await CommandLine.Bash(WithRaster(), $$"""
            dotnet '{{CommandLine.Program}}' raster a.tif --tile 16 --overlap 0.5 --out a.gpkg & run=$!
            for i in $(seq 600); do [ "$(cat a.gpkg.part 2>/dev/null | wc -l)" -gt 3 ] && break; sleep 0.05; done
            kill -TERM $run; wait $run; echo "code $?"; ls
            tool raster a.tif --tile 16 --overlap 0.25 --out a.gpkg --resume; echo "other $?"
            """);
        Assert.Equal("code 130\na.gpkg.part\na.tif\nother 2\n", output);
        Assert.Contains("--resume continues", error, StringComparison.Ordinal);
        Assert.Contains("tiles of raster 1", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Disk_Full_IsOneLineAndLeavesNoHalfFile()
    {
        var (_, output, error) = await CommandLine.Bash(WithRaster(), """
            export DOTNET_EnableWriteXorExecute=0; ulimit -c 0; ulimit -f 40
            tool raster a.tif --tile 64 --overlap 0 --out a.gpkg 2>err; echo "code $?"; grep -c '^error: ' err; grep -c '   at ' err; ls
            """);
        Assert.Equal("code 2\n1\n0\na.gpkg.part\na.tif\nerr\n", output);
        Assert.Equal("", error);
    }

    [Fact]
    public void Raster_WithADamagedStrip_IsCaptionedButForIt()
    {
        string folder = toy.Fresh(), path = Path.Combine(folder, "a.tif"), output = Path.Combine(folder, "a.csv");
        new TiffMaker { Compression = 8, Damage = (block, bytes) => block == 1 ? [1] : bytes }.At(0, 0, 1).Write(path);
        var (code, _, error) = CommandLine.Run("raster", path, "--out", output, "--tile", "16", "--overlap", "0", "--gsd", "own");
        Assert.Equal(ExitCode.SomeFailed, code);
        Assert.Contains("8 tiles captioned, 0 without data, 4 that cannot be read", error, StringComparison.Ordinal);
        Assert.Equal(5, File.ReadAllLines(Path.Combine(folder, "a.failed.csv")).Length);
    }

    [Theory]
    [InlineData("--out", "a.shp", "ends with '.shp'")]
    [InlineData("--out", "none/a.gpkg", "its folder does not exist")]
    [InlineData("--overlap", "1", "Overlap is 1")]
    [InlineData("--bands", "1,2", "expected the numbers of three bands")]
    [InlineData("--bands", "7", "found 7, but")]
    [InlineData("--columns", "unicorns", "the model has no attribute 'unicorns'")]
    [InlineData("--gsd", "0.5", "does not say how large its pixels are")]
    public void Option_ThatCannotBe_IsOneLineWithItsName(string name, string value, string said)
    {
        string folder = toy.Fresh(), path = new TiffMaker().Write(Path.Combine(folder, "a.tif"));
        string output = name == "--out" ? Path.Combine(folder, value) : Path.Combine(folder, "a.gpkg");
        var (code, _, error) = CommandLine.Run(["raster", path, "--out", output, .. name == "--out" ? Array.Empty<string>() : [name, value]]);
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains(said, error, StringComparison.Ordinal);
        Assert.Equal(["a.tif"], Directory.EnumerateFileSystemEntries(folder).Select(Path.GetFileName));
    }

    private string WithRaster()
    {
        string folder = toy.Fresh();
        new TiffMaker { Width = 256, Height = 192, Value = (x, y, b) => ((x * x / 40) + (y * 3) + (b * 60)) % 256 }.At(500_000, 5_000_000, 0.5)
            .Write(Path.Combine(folder, "a.tif"));
        return folder;
    }
}
