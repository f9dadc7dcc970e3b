using System.Globalization;
using System.Text;
using SkyScribe.Training.Checkpoints;

namespace SkyScribe.Lab;

/// <summary>All plans on one page: which are run, partly run or not run, what is missing, and which files the missing runs want.</summary>
public static class LabStatus
{
    /// <summary>Makes the page from the plans and the result files alone.</summary>
    /// <param name="plans">plan files, or folders of them (*.json)</param>
    /// <param name="resultFolder">folder of all results</param>
    /// <param name="tableFolder">folder of the tables; a plan's title links to the one of its name where there is one</param>
    /// <param name="page">where the page will be, for its links; null for the current folder</param>
    /// <exception cref="CheckpointException">A plan or a result is missing or damaged, or two plans have one name.</exception>
    public static string Of(IReadOnlyList<string> plans, string resultFolder, string tableFolder, string? page = null)
    {
        ArgumentNullException.ThrowIfNull(plans);
        string home = Path.GetDirectoryName(Path.GetFullPath(page ?? "page.md"))!;
        PlanStatus[] all = [.. plans.SelectMany(LabPlan.FilesIn).Select(file => PlanStatus.Read(file, resultFolder))];
        if (all.GroupBy(plan => plan.Plan.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new CheckpointException(
                $"{twice.Last().File}: name is '{twice.Key}', as in {twice.First().File}; expected another name, because results lie in a folder of it");
        }

        var text = new StringBuilder();
        int run = all.Count(plan => plan.State == "run"), partly = all.Count(plan => plan.State == "partly run");
        text.Append(CultureInfo.InvariantCulture,
            $"# Plans\n\n{all.Length} plans: {run} run, {partly} partly run, {all.Length - run - partly} not run. Made by `skyscribe lab status` from the plans and the result files.\n\n");
        text.Append("| plan | table | state | runs |\n|---|---|---|---|\n");
        foreach (var plan in all)
        {
            string table = Path.Combine(tableFolder, plan.Plan.Name + ".md");
            string title = File.Exists(table) ? $"[{plan.Plan.Title}]({Link(home, table)})" : plan.Plan.Title;
            text.Append(CultureInfo.InvariantCulture,
                $"| [{plan.Plan.Name}]({Link(home, plan.File)}) | {title} | {plan.State} | {plan.Done} of {plan.Done + plan.Missing.Count} |\n");
        }

        foreach (var plan in all.Where(plan => plan.Missing.Count > 0))
        {
            AppendMissing(text, plan);
        }

        return text.ToString();
    }

    private static void AppendMissing(StringBuilder text, PlanStatus plan)
    {
        text.Append(CultureInfo.InvariantCulture,
            $"\n## {plan.Plan.Name}\n\n{plan.Plan.NotRun}{(plan.Plan.NotRun.Length > 0 ? " " : "")}Missing:\n\n");
        foreach (var group in plan.Missing.GroupBy(run => Want(plan.Plan, run.Row)))
        {
            var rows = group.GroupBy(run => run.Row).Select(runs => runs.Key.Seeds.Count == 1
                ? runs.Key.Name
                : $"{runs.Key.Name} (seed{(runs.Count() == 1 ? "" : "s")} {string.Join(", ", runs.Select(run => run.Seed))})");
            text.Append(CultureInfo.InvariantCulture, $"- {string.Join("; ", rows)}: {group.Key}\n");
        }
    }

    private static string Want(LabPlan plan, LabRow row)
    {
        if (row.From is { } home)
        {
            return $"run by plan {home}{(row.FromRow is { } name ? $" as {name}" : "")}";
        }

        return plan.WeightsOf(row) switch
        {
            (null, _) => "no encoder weights",
            (var file, null) => $"`{file}`",
            var (file, source) => $"`{file}`, from {source}",
        };
    }

    private static string Link(string home, string file) => Path.GetRelativePath(home, Path.GetFullPath(file)).Replace('\\', '/');

    private sealed record PlanStatus(string File, LabPlan Plan, int Done, IReadOnlyList<(LabRow Row, ulong Seed)> Missing)
    {
        public string State => Missing.Count == 0 ? "run" : Done > 0 ? "partly run" : "not run";

        public static PlanStatus Read(string file, string resultFolder)
        {
            var plan = LabPlan.Read(file);
            var store = new LabResults(resultFolder);
            var runs = plan.Rows.Where(row => !row.Published).SelectMany(row => row.Seeds.Select(seed => (Row: row, Seed: seed))).ToArray();
            var missing = runs.Where(run => store.Find(plan, run.Row, run.Seed) is null).ToArray();
            return new PlanStatus(file, plan, runs.Length - missing.Length, missing);
        }
    }
}
