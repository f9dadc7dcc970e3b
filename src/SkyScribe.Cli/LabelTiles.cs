using SkyScribe.Datasets.Labels;
using SkyScribe.Geo;
using SkyScribe.Geo.Rasters;
using SkyScribe.Geo.Tiles;
using SkyScribe.Imaging;
using SkyScribe.IO;

namespace SkyScribe.Cli;

/// <summary>A tile that may become a picture of a data set.</summary>
/// <param name="Plan">its raster</param>
/// <param name="Tile">the tile</param>
/// <param name="Name">what the data set calls its picture</param>
internal sealed record TileCandidate(RasterPlan Plan, Tile Tile, string Name);

/// <summary>Tiles of rasters as pictures for a data set.</summary>
internal static class LabelTiles
{
    private const int MostCandidates = 20_000;
    private const double LeastValid = 0.5;
    private const ulong Seed = 30;

    /// <summary>Plans rasters and lists the tiles that may be chosen; of very many, some by chance.</summary>
    /// <param name="rasters">the rasters</param>
    /// <param name="options">how they are cut</param>
    /// <param name="captioner">the model</param>
    /// <param name="known">pictures that the data set has already</param>
    public static IReadOnlyList<TileCandidate> List(
        IReadOnlyList<string> rasters, RasterOptions options, IImageCaptioner captioner, IReadOnlySet<string> known)
    {
        var planner = new RasterCaptioner(captioner, options);
        var candidates = new List<TileCandidate>();
        var stems = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (string raster in rasters)
        {
            var plan = planner.Plan(raster);
            string stem = StemOf(raster);
            if (!stems.Add(stem))
            {
                throw new OptionException($"--from-raster: two rasters are called {SkyScribeException.Quote(stem)}; label them in data sets of their own");
            }

            candidates.AddRange(Some(plan.Grid.Count, MostCandidates / rasters.Count).Select(number => plan.Grid[number])
                .Select(tile => new TileCandidate(
                    plan, tile, FormattableString.Invariant($"{LabelStore.ImagesName}/{stem}_{tile.Window.Left}_{tile.Window.Top}.png")))
                .Where(candidate => !known.Contains(candidate.Name)));
        }

        return candidates;
    }

    /// <summary>Reads tiles; those that are half without data, or damaged, are left out.</summary>
    /// <param name="candidates">those of a raster must stand together</param>
    /// <param name="preprocessing">how the model wants them; null for as they are in the raster</param>
    /// <param name="failed">is told of each that cannot be read</param>
    public static IEnumerable<(TileCandidate Item, RgbImage Image)> Read(
        IEnumerable<TileCandidate> candidates, Preprocessing? preprocessing, Action<string> failed)
    {
        Raster? raster = null;
        TileReader? reader = null;
        RasterPlan? plan = null;
        try
        {
            foreach (var candidate in candidates)
            {
                if (plan != candidate.Plan)
                {
                    raster?.Dispose();
                    raster = RasterOpener.Open(candidate.Plan.Raster);
                    (reader, plan) = (new TileReader(raster, candidate.Plan, preprocessing), candidate.Plan);
                }

                var (tile, image) = reader!.Read(candidate.Tile);
                if (tile.Problem is { } problem)
                {
                    failed($"{candidate.Plan.Raster}: {problem}");
                }
                else if (image is not null && tile.ValidShare >= LeastValid)
                {
                    yield return (candidate, image);
                }
            }
        }
        finally
        {
            raster?.Dispose();
        }
    }

    // All numbers below a count, or so many of them by chance, in their order.
    private static IEnumerable<long> Some(long count, int most)
    {
        if (count <= most)
        {
            for (long number = 0; number < count; number++)
            {
                yield return number;
            }

            yield break;
        }

        var random = new DeterministicRandom(Seed, stream: 1);
        var chosen = new SortedSet<long>();
        while (chosen.Count < most)
        {
            chosen.Add((long)(random.Next() % (ulong)count));
        }

        foreach (long number in chosen)
        {
            yield return number;
        }
    }

    private static string StemOf(string raster)
    {
        string name = Path.GetFileNameWithoutExtension(raster.Split(',')[0].Split('?')[0]);
        string stem = string.Concat(name.Select(letter => char.IsLetterOrDigit(letter) || letter is '-' or '_' or '.' ? letter : '_')).Trim('.');
        return stem.Length > 0 ? stem[..Math.Min(stem.Length, 100)] : "raster";
    }
}
