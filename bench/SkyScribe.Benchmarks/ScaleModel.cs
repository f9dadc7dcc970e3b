using System.Globalization;

namespace SkyScribe.Benchmarks;

/// <summary>Simulates how long N workers need for a job. A queue hands out one shard after the other; workers differ in speed, some are slow, and
/// each dies now and then. A death costs the shard under way and the time of the lease.</summary>
internal static class ScaleModel
{
    private const double Tiles = 66_000_000, Rate = 175, WorkersPrice = 0.10;   // a worker of two threads: tiles/s, and money an hour
    private const double SpeedSpread = 0.1, SlowShare = 0.02, SlowFactor = 3, LivesHours = 24, LeaseSeconds = 30, StartSeconds = 60;
    private const int Rounds = 5;

    /// <summary>Prints the tables.</summary>
    /// <param name="overhead">seconds a shard costs beside its tiles: fetching, writing, acknowledging</param>
    public static void Print(double overhead)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"66 million tiles, {Rate} tiles/s a worker, speeds within {SpeedSpread:p0} (one standard deviation), {SlowShare:p0} of the workers {SlowFactor} times slower, a worker dies every {LivesHours} hours on average and is back after {StartSeconds} s, lease {LeaseSeconds} s, {overhead} s a shard beside its tiles; means of {Rounds} rounds.\n"));
        Console.WriteLine(
            "| workers | tiles a shard | shards | ideal | by a queue | ratio | cost at 0.10 a worker-hour | divided in advance, ratio |\n|---|---|---|---|---|---|---|---|");
        foreach (int workers in new[] { 10, 100, 1000 })
        {
            foreach (int size in new[] { 500, 2000, 4000, 8000, 32_000, 128_000 })
            {
                var rounds = Enumerable.Range(0, Rounds).Select(round => Play(workers, size, overhead, (round * 7919) + workers)).ToArray();
                double ideal = rounds.Average(round => round.Ideal), queue = rounds.Average(round => round.Queue);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"| {workers} | {size} | {Math.Ceiling(Tiles / size):f0} | {Shown(ideal)} | {Shown(queue)} | {rounds.Average(round => round.Queue / round.Ideal):f3} | {workers * queue / 3600 * WorkersPrice:f2} | {rounds.Average(round => round.Divided / round.Ideal):f2} |"));
            }
        }
    }

    // Ideal: the same workers, all alive, nobody waiting, nothing beside the tiles. Divided: a task for each worker, whose own deaths are left out.
    private static (double Ideal, double Queue, double Divided) Play(int workers, int size, double overhead, int seed)
    {
        var random = new Random(seed);
        double[] rates = [.. Enumerable.Range(0, workers)
            .Select(_ => Math.Max(0.3, 1 + (SpeedSpread * Normal(random))) * Rate / (random.NextDouble() < SlowShare ? SlowFactor : 1))];
        double[] deaths = [.. rates.Select(_ => Life(random))];
        var free = new PriorityQueue<int, double>(Enumerable.Range(0, workers).Select(worker => (worker, StartSeconds * random.NextDouble())));
        var waiting = new PriorityQueue<double, double>();   // shards that were lost: tiles, by when they are handed out again
        double left = Tiles, end = 0;
        while (left > 0 || waiting.Count > 0)
        {
            free.TryDequeue(out int worker, out double now);
            double tiles;
            if (waiting.TryPeek(out double again, out double when) && (when <= now || left <= 0))
            {
                waiting.Dequeue();
                (tiles, now) = (again, Math.Max(now, when));
            }
            else
            {
                tiles = Math.Min(size, left);
                left -= tiles;
            }

            double finish = now + overhead + (tiles / rates[worker]);
            if (deaths[worker] < finish)
            {
                double death = Math.Max(now, deaths[worker]);
                waiting.Enqueue(tiles, death + LeaseSeconds);
                deaths[worker] = death + Life(random);
                free.Enqueue(worker, death + StartSeconds);
                continue;
            }

            end = Math.Max(end, finish);
            free.Enqueue(worker, finish);
        }

        double shards = Math.Ceiling(Tiles / size / workers);
        return (Tiles / rates.Sum(), end, rates.Max(rate => shards * (overhead + (size / rate))));
    }

    private static double Life(Random random) => -Math.Log(1 - random.NextDouble()) * LivesHours * 3600;

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static string Shown(double seconds) => TimeSpan.FromSeconds(seconds).ToString(@"d\.hh\:mm\:ss", CultureInfo.InvariantCulture);
}
