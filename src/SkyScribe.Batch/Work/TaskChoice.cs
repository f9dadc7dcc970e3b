using System.Globalization;
using SkyScribe.IO;

namespace SkyScribe.Batch.Work;

/// <summary>Which shards a process does: those whose number leaves <see cref="Index"/> when it is divided by <see cref="Count"/>.</summary>
/// <param name="Index">from 0</param>
/// <param name="Count">how many tasks there are</param>
internal sealed record TaskChoice(int Index, int Count)
{
    /// <summary>Whether a shard is the task's.</summary>
    public bool Has(int shard) => shard % Count == Index;

    /// <summary>Takes what was typed, or else what a scheduler says.</summary>
    /// <param name="task">--task; null where it was left out</param>
    /// <param name="of">--of; null where it was left out</param>
    /// <param name="environment">the environment</param>
    /// <exception cref="OptionException">One is missing, no number, or out of range.</exception>
    public static TaskChoice Of(int? task, int? of, Func<string, string?> environment)
    {
        string source = "--task";
        if (task is null)
        {
            (task, int? count, source) = FromScheduler(environment);
            of ??= count;
        }

        if (task is null && of is null)
        {
            return new TaskChoice(0, 1);
        }

        if (task is not { } index || of is not { } tasks)
        {
            throw new OptionException(of is null
                ? $"{source} {task}: says which task this is, but not of how many; add --of N"
                : $"--of {of}: says how many tasks there are, but not which one this is; add --task I, from 0 to {of - 1}");
        }

        return tasks < 1 || index < 0 || index >= tasks
            ? throw new OptionException($"{source} is {index} of {tasks} tasks; expected 0 to {Math.Max(0, tasks - 1)}")
            : new TaskChoice(index, tasks);
    }

    private static (int? Index, int? Count, string Source) FromScheduler(Func<string, string?> environment)
    {
        if (Number("SLURM_ARRAY_TASK_ID") is { } slurm)
        {
            return (slurm - (Number("SLURM_ARRAY_TASK_MIN") ?? 0), Number("SLURM_ARRAY_TASK_COUNT"), "SLURM_ARRAY_TASK_ID less SLURM_ARRAY_TASK_MIN");
        }

        if (Number("AWS_BATCH_JOB_ARRAY_INDEX") is { } aws)
        {
            return (aws, Number("AWS_BATCH_JOB_ARRAY_SIZE"), "AWS_BATCH_JOB_ARRAY_INDEX");
        }

        return (Number("JOB_COMPLETION_INDEX"), null, "JOB_COMPLETION_INDEX");

        int? Number(string name) => environment(name) is not { Length: > 0 } text ? null
            : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) ? number
            : throw new OptionException($"{name} is {SkyScribeException.Quote(text)} in the environment; expected a whole number");
    }
}
