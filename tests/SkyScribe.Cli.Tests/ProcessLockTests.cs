using System.Globalization;
using SkyScribe.IO;

namespace SkyScribe.Cli.Tests;

public sealed class ProcessLockTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("skyscribe-lock-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Take_HeldAlready_SaysWhoHoldsIt()
    {
        string place = Path.Combine(_folder, "run");
        using (ProcessLock.Take(place))
        {
            var problem = Assert.Throws<SkyScribeException>(() => ProcessLock.Take(place + Path.DirectorySeparatorChar));
            Assert.Contains($"process {Environment.ProcessId.ToString(CultureInfo.InvariantCulture)} on {Environment.MachineName}", problem.Message,
                StringComparison.Ordinal);
        }

        Assert.Empty(Directory.GetFileSystemEntries(_folder));
        ProcessLock.Take(place).Dispose();
    }

    [Fact]
    public void Take_FileLeftByADeadProcess_IsTakenOver()
    {
        string place = Path.Combine(_folder, "captions.json");
        File.WriteAllText(place + ".lock", "process 4000000 on nowhere\nand much more text than a lock has\n");
        ProcessLock.Take(place).Dispose();
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void Take_ThroughALink_LocksWhatItLeadsTo()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need a right there");
        string place = Path.Combine(_folder, "run"), link = Path.Combine(_folder, "link");
        Directory.CreateDirectory(place);
        Directory.CreateSymbolicLink(link, "run");
        using (ProcessLock.Take(place))
        {
            Assert.Throws<SkyScribeException>(() => ProcessLock.Take(link));
        }
    }

    [Fact]
    public async Task Take_ByManyAtOnce_IsHeldByOneAtATime()
    {
        string place = Path.Combine(_folder, "busy");
        int holders = 0, taken = 0;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (int trial = 0; trial < 300; trial++)
            {
                try
                {
                    using var held = ProcessLock.Take(place);
                    Assert.Equal(1, Interlocked.Increment(ref holders));
                    Interlocked.Increment(ref taken);
                    Interlocked.Decrement(ref holders);
                }
                catch (SkyScribeException)
                {
                }
            }
        })));
        Assert.True(taken > 0);
    }
}
