using SkyScribe.Datasets.Scores;

namespace SkyScribe.Lab;

/// <summary>What a row's finished runs scored on a split.</summary>
/// <param name="Row">the row</param>
/// <param name="Split">val or test</param>
/// <param name="Results">its results, seed by seed; empty where none is finished</param>
/// <param name="ScoreFiles">the images' scores of the same runs</param>
internal sealed record LabRowScores(LabRow Row, string Split, IReadOnlyList<LabResult> Results, IReadOnlyList<ScoreFile> ScoreFiles)
{
    /// <summary>Reads a row's results.</summary>
    public static LabRowScores Read(LabPlan plan, LabRow row, string resultFolder, string split)
    {
        var store = new LabResults(resultFolder);
        LabResult[] results = [.. (row.Published ? [] : row.Seeds).Select(seed => store.Find(plan, row, seed)).OfType<LabResult>()
            .Where(result => result.Scores.ContainsKey(split))];
        return new LabRowScores(row, split, results, [.. results.Select(result => store.Scores(plan, row, result.Options.Seed, split))]);
    }

    /// <summary>All metrics that some row has, ours first.</summary>
    public static IEnumerable<string> MetricsOf(IEnumerable<LabRowScores> rows) =>
        rows.SelectMany(row => row.Results.SelectMany(result => result.Scores[row.Split].Keys))
            .Concat(rows.SelectMany(row => row.Row.Paper.Keys))
            .Distinct();

    /// <summary>Whether our runs have a metric.</summary>
    public bool Has(string metric) => Results.Count > 0 && Results.All(result => result.Scores[Split].ContainsKey(metric));

    /// <summary>The score files of the seeds that two rows have in common, ours and the other's, in the same order.</summary>
    public (IReadOnlyList<ScoreFile> Ours, IReadOnlyList<ScoreFile> Theirs) SameSeeds(LabRowScores other)
    {
        var pairs = SeedsAndFiles.Join(
            other.SeedsAndFiles, pair => pair.Seed, pair => pair.Seed, (ours, theirs) => (Ours: ours.File, Theirs: theirs.File)).ToArray();
        return ([.. pairs.Select(pair => pair.Ours)], [.. pairs.Select(pair => pair.Theirs)]);
    }

    /// <summary>Mean over the seeds.</summary>
    public double Mean(string metric) => Results.Average(result => result.Scores[Split][metric]);

    /// <summary>Standard deviation over the seeds (n - 1); 0 with one.</summary>
    public double Deviation(string metric)
    {
        double mean = Mean(metric);
        return Results.Count < 2 ? 0 : Math.Sqrt(Results.Sum(result => Math.Pow(result.Scores[Split][metric] - mean, 2)) / (Results.Count - 1));
    }

    private IEnumerable<(ulong Seed, ScoreFile File)> SeedsAndFiles => Results.Select(result => result.Options.Seed).Zip(ScoreFiles);
}
