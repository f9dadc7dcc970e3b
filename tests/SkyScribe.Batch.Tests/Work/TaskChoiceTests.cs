using SkyScribe.Batch.Work;
using SkyScribe.IO;

namespace SkyScribe.Batch.Tests.Work;

public sealed class TaskChoiceTests
{
    [Theory]
    [InlineData(null, null, "", 0, 1)]
    [InlineData(2, 5, "SLURM_ARRAY_TASK_ID=7", 2, 5)]
    [InlineData(null, null, "SLURM_ARRAY_TASK_ID=7 SLURM_ARRAY_TASK_MIN=5 SLURM_ARRAY_TASK_COUNT=4", 2, 4)]
    [InlineData(null, null, "AWS_BATCH_JOB_ARRAY_INDEX=3 AWS_BATCH_JOB_ARRAY_SIZE=4", 3, 4)]
    [InlineData(null, 6, "JOB_COMPLETION_INDEX=5", 5, 6)]
    public void Task_IsWhatWasTypedOrWhatTheSchedulerSays(int? task, int? of, string environment, int index, int count) =>
        Assert.Equal(new TaskChoice(index, count), TaskChoice.Of(task, of, Variables(environment)));

    [Theory]
    [InlineData(null, null, "JOB_COMPLETION_INDEX=5", "JOB_COMPLETION_INDEX 5: says which task this is, but not of how many; add --of N")]
    [InlineData(1, null, "", "add --of N")]
    [InlineData(null, 3, "", "add --task I, from 0 to 2")]
    [InlineData(3, 3, "", "--task is 3 of 3 tasks; expected 0 to 2")]
    [InlineData(-1, 3, "", "expected 0 to 2")]
    [InlineData(0, 0, "", "0 tasks")]
    [InlineData(null, null, "SLURM_ARRAY_TASK_ID=12 SLURM_ARRAY_TASK_MIN=0 SLURM_ARRAY_TASK_COUNT=4", "less SLURM_ARRAY_TASK_MIN is 12 of 4 tasks")]
    [InlineData(null, null, "AWS_BATCH_JOB_ARRAY_INDEX=x", "AWS_BATCH_JOB_ARRAY_INDEX is 'x' in the environment")]
    public void Task_ThatIsNotWhole_IsRefusedWithWhatIsMissing(int? task, int? of, string environment, string said) =>
        Assert.Contains(said, Assert.Throws<OptionException>(() => TaskChoice.Of(task, of, Variables(environment))).Message,
            StringComparison.Ordinal);

    private static Func<string, string?> Variables(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]).GetValueOrDefault;
}
