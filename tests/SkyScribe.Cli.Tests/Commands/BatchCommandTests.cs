using SkyScribe.Geo.Tests.Support;
using SkyScribe.TestSupport;

namespace SkyScribe.Cli.Tests.Commands;

[Collection("console")]
public sealed class BatchCommandTests(ToyPictures toy)
{
    private static readonly string Model = $"--model '{SharedFiles.Fixture("packages/version-2")}'";

    [Fact]
    public async Task Layer_AfterKills_IsThatOfRaster()
    {
        string folder = WithRaster();
        var (code, output, error) = await CommandLine.Bash(folder, $$"""
            tiles="--tile 32 --overlap 0"
            tool raster "$PWD/a.tif" {{Model}} $tiles --out one.gpkg 2>/dev/null; echo "one $?"
            tool batch plan a.tif {{Model}} $tiles --shard-size 8 --out plan
            for kill in $(seq 3); do
              before=$(ls results/parts 2>/dev/null | wc -l)
              dotnet '{{CommandLine.Program}}' batch run plan {{Model}} --out results --threads 1 2>/dev/null & run=$!
              for i in $(seq 500); do
                [ "$(ls results/parts 2>/dev/null | wc -l)" -gt $((before + 1)) ] && break
                kill -0 $run 2>/dev/null || break
                sleep 0.02
              done
              kill -9 $run 2>/dev/null; wait $run 2>/dev/null
            done
            tool batch run plan {{Model}} --out results --heartbeat alive 2>/dev/null; echo "run $?"
            tool batch status plan results | head -1
            tool batch collect plan results --out two.gpkg 2>/dev/null; echo "collect $?"
            cmp one.gpkg two.gpkg && echo same; ls
            """);
        Assert.True(code == 0, error);
        Assert.Equal("one 0\nplan: 1 rasters, 48 tiles in 6 shards\nrun 0\nshards: 6; done 6, running 0, failed 0, missing 0\ncollect 0\nsame\n"
            + "a.tif\nalive\none.gpkg\nplan\nresults\ntwo.gpkg\n", output);
    }

    [Fact]
    public async Task Signal_GivesTheShardUp_AndSaysTryAgain()
    {
        var (_, output, error) = await CommandLine.Bash(WithRaster(), $$"""
            tool batch plan a.tif {{Model}} --tile 16 --overlap 0.9 --shard-size 100000 --out plan
            dotnet '{{CommandLine.Program}}' batch run plan {{Model}} --out results --threads 1 & run=$!
            for i in $(seq 600); do [ -n "$(ls results/attempts 2>/dev/null)" ] && break; sleep 0.05; done
            kill -TERM $run; wait $run; echo "code $?"; ls results/attempts | wc -l
            tool batch collect plan results --out a.gpkg; echo "collect $?"
            """);
        Assert.EndsWith("in 1 shards\ncode 75\n0\ncollect 2\n", output, StringComparison.Ordinal);
        Assert.Contains("not done", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Disk_Full_IsOneLine_AndTheRunGoesOnLater()
    {
        var (_, output, _) = await CommandLine.Bash(WithRaster(), $$"""
            tool batch plan a.tif {{Model}} --tile 16 --overlap 0.5 --shard-size 500 --out plan >/dev/null
            ( export DOTNET_EnableWriteXorExecute=0; ulimit -c 0; ulimit -f 12; tool batch run plan {{Model}} --out results 2>err; echo "code $?" )
            grep -c '^error: .*cannot be written' err; grep -c '   at ' err; ls results/aside | wc -l
            tool batch collect plan results --out a.csv 2>/dev/null; echo "collect $?"
            tool batch run plan {{Model}} --out results 2>/dev/null; echo "run $?"
            tool batch collect plan results --out a.csv 2>/dev/null; echo "collect $?"
            """);
        Assert.Equal("code 75\n1\n0\n0\ncollect 2\nrun 0\ncollect 0\n", output);
    }

    [Fact]
    public async Task Counters_AreSentByOtlp_WhereTheEnvironmentAsks()
    {
        using var receiver = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        receiver.Start();
        var received = Task.Run(() => Receive(receiver), TestContext.Current.CancellationToken);
        string address = $"http://{receiver.LocalEndpoint}";
        var (_, output, _) = await CommandLine.Bash(WithRaster(), $$"""
            tool batch plan a.tif {{Model}} --tile 64 --overlap 0 --out plan >/dev/null
            export OTEL_EXPORTER_OTLP_ENDPOINT={{address}} OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf
            tool batch run plan {{Model}} --out results 2>/dev/null; echo "code $?"
            """);
        Assert.Equal("code 0\n", output);
        receiver.Stop();
        string sent = await received;
        Assert.Contains("/v1/metrics", sent, StringComparison.Ordinal);
        Assert.Contains("skyscribe.batch.units", sent, StringComparison.Ordinal);
        Assert.Contains("/v1/traces", sent, StringComparison.Ordinal);
    }

    [Fact]
    public void Images_WithOneThatIsNone_AreCaptionedButForIt()
    {
        string folder = toy.Fresh(), images = Directory.CreateDirectory(Path.Combine(folder, "images")).FullName;
        foreach (string file in toy.Files.Take(5))
        {
            File.Copy(file, Path.Combine(images, Path.GetFileName(file)));
        }

        File.WriteAllText(Path.Combine(images, "z.png"), "no picture");
        string plan = Path.Combine(folder, "plan"), results = Path.Combine(folder, "results"), output = Path.Combine(folder, "a.jsonl");
        string model = SharedFiles.Fixture("packages/version-2");
        Assert.Equal(ExitCode.Success, CommandLine.Run("batch", "plan", images, "--images", "--out", plan, "--shard-size", "2", "--model",
            model).Code);
        Assert.Equal(ExitCode.FailedForGood, CommandLine.Run("batch", "run", plan, "--out", results, "--model", model).Code);
        Assert.Equal(ExitCode.SomeFailed, CommandLine.Run("batch", "collect", plan, results, "--out", output).Code);
        Assert.Equal(6, File.ReadAllLines(output).Length);
        Assert.Contains("z.png", Assert.Single(File.ReadAllLines(Path.Combine(folder, "a.failed.jsonl"))), StringComparison.Ordinal);
        Assert.Contains("\"failed\":0,\"missing\":0", CommandLine.Run("batch", "status", plan, results, "--json").Output, StringComparison.Ordinal);
        Assert.Contains("1 of 3 shards", CommandLine.Run("batch", "retry", plan, results).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("batch plan a.tif --out plan", "there is a plan already")]
    [InlineData("batch plan a.tif --out other --shard-size 0", "--shard-size: found 0, expected 1 to 100000")]
    [InlineData("batch plan --images --out other", "name an image file")]
    [InlineData("batch plan --out other", "name a raster")]
    [InlineData("batch run plan --out results", "was made for another model")]
    [InlineData("batch run plan --out results --of 3", "add --task I")]
    [InlineData("batch run plan --out gs://bucket/results", "a mounted share")]
    [InlineData("batch run plan --out s3://bucket", "s3://BUCKET/PREFIX")]
    [InlineData("batch run images --out results", "has no manifest.json")]
    [InlineData("batch status plan results", "has no plan.json")]
    [InlineData("batch collect plan results --out a.gpkg", "has no plan.json")]
    public void Mistake_IsOneLine_AndLeavesNothing(string line, string said)
    {
        string folder = WithRaster(), model = SharedFiles.Fixture("packages/version-2");
        Directory.CreateDirectory(Path.Combine(folder, "images"));
        Assert.Equal(0, CommandLine.Run("batch", "plan", In("a.tif"), "--out", In("plan"), "--model", model, "--tile", "64").Code);
        string[] words = line.Split(' ');
        string[] files = ["a.tif", "plan", "results", "other", "images", "a.gpkg"];
        var (code, _, error) = CommandLine.Run([.. words[..2], .. words[2..].Select(word => files.Contains(word) ? In(word) : word)]);
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains(said, error, StringComparison.Ordinal);
        Assert.Equal(["a.tif", "images", "plan"], Directory.EnumerateFileSystemEntries(folder).Select(Path.GetFileName).Order());

        string In(string name) => Path.Combine(folder, name);
    }

    // Answers every request with 200 and keeps what came, until the listener is stopped.
    private static string Receive(System.Net.Sockets.TcpListener listener)
    {
        var all = new System.Text.StringBuilder();
        try
        {
            while (true)
            {
                using var client = listener.AcceptTcpClient();
                client.ReceiveTimeout = 2000;
                using var stream = client.GetStream();
                byte[] buffer = new byte[1 << 20];
                int read = 0;
                try
                {
                    string text;
                    do
                    {
                        int more = stream.Read(buffer, read, buffer.Length - read);
                        read += more;
                        text = System.Text.Encoding.Latin1.GetString(buffer, 0, read);
                        if (more == 0)
                        {
                            break;
                        }
                    }
                    while (!IsWhole(text));
                    stream.Write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8);
                }
                catch (IOException)
                {
                    // the sender is gone, or says no more
                }

                all.Append(System.Text.Encoding.Latin1.GetString(buffer, 0, read));
            }
        }
        catch (System.Net.Sockets.SocketException)
        {
            return all.ToString();
        }
    }

    private static bool IsWhole(string request)
    {
        int end = request.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var length = System.Text.RegularExpressions.Regex.Match(request, "(?i)content-length: ([0-9]+)");
        return end >= 0 && length.Success
            && request.Length >= end + 4 + int.Parse(length.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
    }

    private string WithRaster()
    {
        string folder = toy.Fresh();
        new TiffMaker { Width = 256, Height = 192, Value = (x, y, b) => ((x * x / 40) + (y * 3) + (b * 60)) % 256 }.At(500_000, 5_000_000, 0.5)
            .Write(Path.Combine(folder, "a.tif"));
        return folder;
    }
}
