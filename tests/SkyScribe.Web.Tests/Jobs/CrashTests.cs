using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using SkyScribe.TestSupport;
using SkyScribe.Web.Tests.Support;

namespace SkyScribe.Web.Tests.Jobs;

/// <summary>A server that is killed in the middle of its work loses nothing that it said it had.</summary>
public sealed class CrashTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("skyscribe-crash-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Server_ThatIsKilledAgainAndAgain_KeepsWhatItAcknowledged()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "kill -9 is for Unix");
        int rounds = int.Parse(Environment.GetEnvironmentVariable("SKYSCRIBE_CRASH_ROUNDS") ?? "3", CultureInfo.InvariantCulture);
        byte[] raster = Rasters.Small(320, 200);
        var random = new Random(1);
        var known = new Known();
        for (int round = 0; round < rounds; round++)
        {
            using var server = await Server.StartAsync(Path.Combine(_folder, "data"));
            await known.CheckAsync(server.Client);
            using var stop = new CancellationTokenSource();
            Task[] work = [
                Send(server.Client, raster, known, stop.Token), Upload(server.Client, raster, known, stop.Token),
                Correct(server.Client, known, stop.Token)];
            int before = known.Jobs.Count;
            for (int i = 0; i < 3000 && known.Jobs.Count == before; i++)
            {
                await Task.Delay(20);
            }

            await Task.Delay(random.Next(1500));
            server.Kill();
            await stop.CancelAsync();
            await Task.WhenAll(work);
        }

        using var last = await Server.StartAsync(Path.Combine(_folder, "data"));
        await known.CheckAsync(last.Client);
        Assert.True(known.Jobs.Count >= rounds, "nothing was acknowledged: the test tries nothing");
        foreach (string id in known.Jobs)
        {
            var job = await Get(last.Client, $"/v1/jobs/{id}");
            for (int i = 0; i < 3000 && job.GetProperty("state").GetString() is "queued" or "running"; i++)
            {
                await Task.Delay(20);
                job = await Get(last.Client, $"/v1/jobs/{id}");
            }

            Assert.True(job.GetProperty("state").GetString() == "done", job.GetRawText());
            Assert.Equal(70, (await Get(last.Client, $"/v1/layers/{id}/tiles")).GetProperty("matched").GetInt32());
        }

        string[] kept = [.. known.Jobs, .. known.Uploads.Keys];
        var left = Directory.EnumerateFiles(Path.Combine(_folder, "data", "rasters")).Select(path => Path.GetFileName(path)[..32]);
        Assert.All(left, id => Assert.True(kept.Contains(id) || known.Doubtful, $"{id} lies there and nobody knows it"));
    }

    // Requests whose answer never came may or may not have been taken.
    private static async Task Send(HttpClient client, byte[] raster, Known known, CancellationToken stop) => await Until(stop, known, async () =>
    {
        using var answer = await client.PostAsync("/v1/rasters?tile=32&overlap=0", RunningServer.Body(raster, "image/tiff"));
        known.Add(JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("id").GetString()!);
        await Task.Delay(400);
    });

    private static async Task Upload(HttpClient client, byte[] raster, Known known, CancellationToken stop) => await Until(stop, known, async () =>
    {
        using var begun = await client.PostAsync("/v1/uploads?tile=32&overlap=0", RunningServer.Json(new { name = "a.tif", size = raster.Length }));
        string address = begun.Headers.Location!.ToString(), id = address.Split('/')[^1];
        known.Uploads[id] = 0;
        for (int at = 0; at < raster.Length;)
        {
            int end = Math.Min(raster.Length, at + 20_000);
            using var request = new HttpRequestMessage(HttpMethod.Put, address) { Content = RunningServer.Body(raster[at..end], "application/octet-stream") };
            request.Content.Headers.TryAddWithoutValidation("Content-Range", $"bytes {at}-{end - 1}/{raster.Length}");
            using var answer = await client.SendAsync(request);
            if ((int)answer.StatusCode == 202)
            {
                known.Uploads.Remove(id);
                known.Add(id);
                break;
            }

            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
            known.Uploads[id] = at = end;
        }
    });

    private static async Task Correct(HttpClient client, Known known, CancellationToken stop) => await Until(stop, known, async () =>
    {
        var layers = await Get(client, "/v1/layers");
        if (layers.GetArrayLength() > 0)
        {
            string id = layers[0].GetProperty("id").GetString()!, text = $"text {known.Corrections.Count}";
            int tile = 1 + (known.Corrections.Count % 70);
            using var answer = await client.PutAsync($"/v1/layers/{id}/tiles/{tile}/correction", RunningServer.Json(new { text }));
            if (answer.IsSuccessStatusCode)
            {
                known.Corrections[(id, tile)] = text;
            }
        }

        await Task.Delay(30);
    });

    private static async Task Until(CancellationToken stop, Known known, Func<Task> work)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await work();
            }
            catch (Exception problem) when (problem is HttpRequestException or IOException or TaskCanceledException or JsonException)
            {
                known.Doubtful = true;
                await Task.Delay(20);
            }
        }
    }

    private static async Task<JsonElement> Get(HttpClient client, string path) =>
        JsonDocument.Parse(await client.GetStringAsync(path)).RootElement.Clone();

    /// <summary>What the server said that it had.</summary>
    private sealed class Known
    {
        public List<string> Jobs { get; } = [];

        public Dictionary<string, int> Uploads { get; } = [];

        public Dictionary<(string Layer, int Tile), string> Corrections { get; } = [];

        /// <summary>Whether the answer to a request never came: then it may have been taken.</summary>
        public bool Doubtful { get; set; }

        public void Add(string job)
        {
            lock (Jobs)
            {
                Jobs.Add(job);
            }
        }

        public async Task CheckAsync(HttpClient client)
        {
            foreach (string id in Jobs)
            {
                Assert.NotEqual("failed", (await Get(client, $"/v1/jobs/{id}")).GetProperty("state").GetString());
            }

            foreach (var (id, arrived) in Uploads)
            {
                using var answer = await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, $"/v1/uploads/{id}"));
                Assert.Equal(204, (int)answer.StatusCode);
                Assert.True(answer.Headers.Location is not null
                    || int.Parse(answer.Headers.GetValues("Upload-Offset").Single(), CultureInfo.InvariantCulture) >= arrived, "bytes were lost");
            }

            if (Corrections.Count > 0)
            {
                var there = (await Get(client, "/v1/corrections")).EnumerateArray().ToDictionary(
                    one => (one.GetProperty("layer").GetString()!, one.GetProperty("tile").GetInt32()), one => one.GetProperty("text").GetString()!);
                Assert.All(Corrections, known => Assert.Equal(known.Value, there[known.Key]));
            }
        }
    }

    /// <summary>The command as a process of its own.</summary>
    private sealed class Server : IDisposable
    {
        private readonly Process _process;

        private Server(Process process, string url) => (_process, Client) = (process, new HttpClient { BaseAddress = new Uri(url) });

        public HttpClient Client { get; }

        public static async Task<Server> StartAsync(string data)
        {
            string program = Path.Combine(AppContext.BaseDirectory, "SkyScribe.Cli.dll");
            var process = Process.Start(new ProcessStartInfo(
                "dotnet", [program, "serve", "--urls", "http://127.0.0.1:0", "--data", data, "--model", SharedFiles.Fixture("packages/version-2"), "--threads", "1"])
            { RedirectStandardOutput = true, RedirectStandardError = true })!;
            process.ErrorDataReceived += (_, _) => { };
            process.BeginErrorReadLine();
            string? line = await process.StandardOutput.ReadLineAsync();
            Assert.True(line?.StartsWith("listening on ", StringComparison.Ordinal), $"the server does not start: {line}");
            return new Server(process, line!["listening on ".Length..]);
        }

        public void Kill()
        {
            _process.Kill();
            _process.WaitForExit();
        }

        public void Dispose()
        {
            Client.Dispose();
            if (!_process.HasExited)
            {
                Kill();
            }

            _process.Dispose();
        }
    }
}
