// A program of one file (dotnet run --file): loads a server and prints a table.
//   URL PICTURE SECONDS PROCESS
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;

const int Connections = 20, ConnectionsOfTooMuch = 200;
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
string url = args[0];
byte[] picture = File.ReadAllBytes(args[1]);
double seconds = double.Parse(args[2]);
using var server = Process.GetProcessById(int.Parse(args[3]));
using var client = Client(Connections);
using var crowd = Client(ConnectionsOfTooMuch);   // with 20 connections the surplus would wait at its own end, where nobody can send it away

for (int i = 0; i < 20; i++)
{
    await Call(client);
}

var alone = new List<double>();
for (int i = 0; i < 100; i++)
{
    alone.Add((await Call(client)).Seconds);
}

alone.Sort();
double own = alone[alone.Count / 2];
var closed = Stopwatch.StartNew();
long served = 0;
await Task.WhenAll(Enumerable.Range(0, Connections).Select(async _ =>
{
    while (closed.Elapsed.TotalSeconds < Math.Max(5, seconds / 30))
    {
        Interlocked.Add(ref served, (await Call(client)).Status == 200 ? 1 : 0);
    }
}));
double most = served / closed.Elapsed.TotalSeconds;
Console.WriteLine($"One request at a time: {1 / alone.Average():f0} images/s, median {1000 * own:f1} ms. {Connections} callers that wait for each other's batches: {most:f0} images/s, {most * alone.Average():f2} times as many.\n");
Console.WriteLine("| arrivals | seconds | sent | answered | sent away (429) | failed | p50 | p99 | p99 in own times | resident MB before, after |");
Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|");
foreach (var (share, length) in ((double, double)[])[(0.5, seconds), (0.8, seconds / 3), (2, seconds / 3)])
{
    double before = Resident();
    var times = new ConcurrentBag<double>();
    long sent = 0, away = 0, failed = 0;
    var random = new Random(1);
    var clock = Stopwatch.StartNew();
    var running = new List<Task>();
    for (double next = 0; (next += -Math.Log(1 - random.NextDouble()) / (share * most)) < length;)
    {
        while (clock.Elapsed.TotalSeconds < next)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1));
        }

        sent++;
        running.Add(Task.Run(async () =>
        {
            var (status, time) = await Call(share > 1 ? crowd : client);
            if (status == 200)
            {
                times.Add(time);
            }
            else if (status == 429)
            {
                Interlocked.Increment(ref away);
            }
            else
            {
                Interlocked.Increment(ref failed);
            }
        }));
        if (running.Count > 10_000)
        {
            running.RemoveAll(task => task.IsCompleted);
        }
    }

    await Task.WhenAll(running);
    double[] sorted = [.. times.Order()];
    double p50 = sorted[sorted.Length / 2], p99 = sorted[(int)(0.99 * (sorted.Length - 1))];
    Console.WriteLine($"| {share:p0} | {length:f0} | {sent} | {sorted.Length} | {away} | {failed} | {1000 * p50:f0} ms | {1000 * p99:f0} ms | {p99 / own:f1} | {before:f0}, {Resident():f0} |");
}

return 0;

double Resident()
{
    server.Refresh();
    return server.WorkingSet64 / 1e6;
}

HttpClient Client(int connections) => new(new SocketsHttpHandler { MaxConnectionsPerServer = connections })
{
    BaseAddress = new Uri(url), Timeout = TimeSpan.FromMinutes(2),
};

async Task<(int Status, double Seconds)> Call(HttpClient caller)
{
    long start = Stopwatch.GetTimestamp();
    try
    {
        using var body = new ByteArrayContent(picture);
        body.Headers.ContentType = new MediaTypeHeaderValue("image/png");
        using var answer = await caller.PostAsync("/v1/captions", body);
        await answer.Content.ReadAsByteArrayAsync();
        return ((int)answer.StatusCode, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }
    catch (HttpRequestException)
    {
        return (0, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }
}
