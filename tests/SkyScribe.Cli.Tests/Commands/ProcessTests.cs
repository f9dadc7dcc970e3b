namespace SkyScribe.Cli.Tests.Commands;

/// <summary>The tool as a process of its own: its streams, its limits, signals, and others that write to the same place.</summary>
[Collection("console")]
public sealed class ProcessTests(ToyPictures toy)
{
    [Fact]
    public async Task Output_ReaderHasGone_EndsTheWorkSilently()
    {
        var (code, output, error) =
            await CommandLine.Bash(toy.Fresh(), $"tool caption '{toy.Images}' --format json | head -1; echo ${{PIPESTATUS[0]}}");
        Assert.Equal((0, ""), (code, error));
        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.Equal("141", lines[1]);
    }

    [Theory]
    [InlineData("2>&-", 1, "a.png: ")]
    [InlineData("2>/dev/full", 1, "a.png: ")]
    [InlineData(">/dev/full", 2, "")]
    [InlineData(">&-", 2, "")]
    [InlineData("--out captions.txt >&- 2>&-", 1, "")]
    public async Task Streams_ClosedOrFull_AreNotTheEnd(string redirection, int expected, string start)
    {
        string folder = WithPictures("a.png");
        var (code, output, error) = await CommandLine.Bash(folder, $"echo none > bad.png; tool caption bad.png a.png {redirection}");
        Assert.Equal(expected, code);
        Assert.StartsWith(start, output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        Assert.Equal(redirection.Contains("--out", StringComparison.Ordinal), File.Exists(Path.Combine(folder, "captions.txt")));
    }

    [Fact]
    public async Task Limits_TooLow_AreOneLine()
    {
        var files = await CommandLine.Bash(toy.Fresh(), $"ulimit -n 40; tool caption '{toy.Files[0]}'");
        Assert.Equal(ExitCode.BadInput, files.Code);
        Assert.Contains("ulimit -n", Assert.Single(files.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);

        // The runtime itself asks for a file of 2 GB otherwise.
        string folder = toy.Fresh();
        var size = await CommandLine.Bash(
            folder, $"export DOTNET_EnableWriteXorExecute=0; ulimit -c 0; ulimit -f 4; tool caption '{toy.Images}' --format json --out captions.json");
        Assert.Equal(ExitCode.BadInput, size.Code);
        Assert.Contains("error: a file grew beyond", size.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", size.Error, StringComparison.Ordinal);
        var resumed = await CommandLine.Bash(folder, $"tool caption '{toy.Images}' --format json --out captions.json --resume");
        Assert.True(resumed.Code == 0, resumed.Error);
        Assert.Equal(toy.Files.Count, File.ReadAllLines(Path.Combine(folder, "captions.json")).Length);
    }

    [Fact]
    public async Task Inputs_ThatAreNoRegularFiles_AreSkippedAndSaid()
    {
        string folder = WithPictures("a.png");
        var (code, output, error) =
            await CommandLine.Bash(folder, "mkfifo -m 600 fifo.png; ln -s fifo.png link.png; tool caption . /dev/zero --format csv");
        Assert.Equal(ExitCode.SomeFailed, code);
        Assert.Equal(5, output.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);   // with the header
        Assert.Contains("fifo.png: it is a FIFO", error, StringComparison.Ordinal);
        Assert.Contains("link.png: it is a FIFO", error, StringComparison.Ordinal);
        Assert.Contains("/dev/zero: it is a device", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("caption a.png --out fifo")]
    [InlineData("score --candidates fifo --references fifo")]
    public async Task Wait_ForAFifo_EndsWithASignal(string arguments)
    {
        var (_, output, _) = await CommandLine.Bash(
            WithPictures("a.png"), $"mkfifo -m 600 fifo; timeout -s TERM 5 dotnet '{CommandLine.Program}' {arguments}; echo $?");
        Assert.Equal("124", output.Trim());   // timeout's word for: it ended by my signal
    }

    [Fact]
    public async Task Out_DeviceOrFifo_IsWrittenThrough()
    {
        var (code, output, error) = await CommandLine.Bash(WithPictures("a.png"), """
            mkfifo -m 600 fifo; ln -s fifo link
            tool caption a.png --out /dev/stdout | cat
            (cat fifo > got) & tool caption a.png --out link; wait
            cat got; test -p fifo && test -L link && echo kept; ls
            tool caption a.png --out fifo --resume --format json
            """);
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains("keeps no captions", error, StringComparison.Ordinal);
        Assert.Equal(2, output.Split("a.png: ").Length - 1);
        Assert.EndsWith("kept\na.png\nfifo\ngot\nlink\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Out_TwoProcesses_SecondIsToldAndDeathFreesIt()
    {
        string folder = WithPictures([.. Enumerable.Range(0, 400).Select(i => $"{i}.png")]);
        var (code, output, error) = await CommandLine.Bash(folder, $$"""
            dotnet '{{CommandLine.Program}}' caption . --format json --out captions.json 2>/dev/null & first=$!
            for i in $(seq 600); do [ -s captions.json.part ] && break; sleep 0.1; done
            tool caption . --format json --out captions.json --resume; echo "second $?"
            kill -9 $first; wait $first 2>/dev/null
            tool caption . --format json --out captions.json --resume --beam 1; echo "other $?"
            tool caption . --format json --out captions.json --resume 2>/dev/null; echo "third $?"
            echo "first was $first"; ls captions*; sort -u captions.json | wc -l; wc -l < captions.json
            """);
        Assert.Equal(0, code);
        string first = output.Split("first was ")[1].Split('\n')[0];
        Assert.Contains($"process {first} on ", error, StringComparison.Ordinal);
        Assert.Contains("--beam '3', this run has '1'", error, StringComparison.Ordinal);
        Assert.Equal($"second 2\nother 2\nthird 0\nfirst was {first}\ncaptions.json\n400\n400\n", output);
    }

    [Fact]
    public async Task Prepare_LeftoversOfDeadProcesses_AreDeleted()
    {
        string folder = toy.Fresh();
        var (code, _, error) = await CommandLine.Bash(folder,
            $"touch f.json.99999999.tmp g.json.99999999.tmp f.json.x.tmp f.json.$$.tmp; tool doctor '{toy.Captions}' --attribute-threshold 5 --out f.json; rm f.json.$$.tmp");
        Assert.True(code == 0, error);
        Assert.Equal(["f.json", "f.json.x.tmp", "g.json.99999999.tmp"],
            Directory.GetFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    private string WithPictures(params string[] names)
    {
        string folder = toy.Fresh();
        foreach (string name in names)
        {
            File.Copy(toy.Files[0], Path.Combine(folder, name));
        }

        return folder;
    }
}
