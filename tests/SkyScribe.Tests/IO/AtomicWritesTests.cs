using SkyScribe.IO;

namespace SkyScribe.Tests.IO;

/// <summary>A disk that runs full while a checkpoint is written: the one before stays whole, and nothing is left behind.</summary>
public sealed class AtomicWritesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("skyscribe-atomic-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Write_DiskRunsFullMidway_KeepsTheOldFileAndNoOther()
    {
        string path = Path.Combine(_folder, "page.json");
        AtomicFile.WriteText(path, "old");
        IOException problem = Assert.Throws<IOException>(() => AtomicFile.Write(path, stream =>
        {
            stream.Write("half of the n"u8);
            throw DiskFull();
        }));
        Assert.Contains("No space left", problem.Message, StringComparison.Ordinal);
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal(["page.json"], Directory.GetFileSystemEntries(_folder).Select(Path.GetFileName));
    }

    [Fact]
    public void Replace_DiskRunsFullAtTheSecondFile_KeepsTheOldCheckpointAndNoOther()
    {
        string checkpoint = Path.Combine(_folder, "last");
        AtomicFolder.Replace(checkpoint, fresh => WriteBoth(fresh, "old", fails: false));
        Assert.Throws<IOException>(() => AtomicFolder.Replace(checkpoint, fresh => WriteBoth(fresh, "new", fails: true)));
        Assert.Equal("old", File.ReadAllText(Path.Combine(checkpoint, "state.json")));
        Assert.Equal(["last"], Directory.GetFileSystemEntries(_folder).Select(Path.GetFileName));
    }

    [Fact]
    public void Replace_CutOffBetweenTheRenames_IsUndone()
    {
        string checkpoint = Path.Combine(_folder, "last");
        AtomicFolder.Replace(checkpoint, fresh => WriteBoth(fresh, "old", fails: false));
        Directory.Move(checkpoint, checkpoint + ".old");
        AtomicFolder.Recover(checkpoint);
        Assert.Equal("old", File.ReadAllText(Path.Combine(checkpoint, "state.json")));
    }

    // The folder before lies under ".old", and is all there is: it may not be cleared away as that of an ordinary replacement.
    [Fact]
    public void Replace_AfterOneThatWasCutOffBetweenTheRenames_LosesNothing()
    {
        string checkpoint = Path.Combine(_folder, "last");
        AtomicFolder.Replace(checkpoint, fresh => WriteBoth(fresh, "old", fails: false));
        Directory.Move(checkpoint, checkpoint + ".old");
        Assert.Throws<IOException>(() => AtomicFolder.Replace(checkpoint, fresh => WriteBoth(fresh, "half", fails: true)));
        Assert.Equal("old", File.ReadAllText(Path.Combine(checkpoint, "state.json")));

        Directory.Move(checkpoint, checkpoint + ".old");
        AtomicFolder.Replace(checkpoint, fresh => WriteBoth(fresh, "new", fails: false), keepOld: true);
        Assert.Equal("new", File.ReadAllText(Path.Combine(checkpoint, "state.json")));
        Assert.Equal("old", File.ReadAllText(Path.Combine(AtomicFolder.Before(checkpoint), "state.json")));
    }

    [Fact]
    public void Replace_LeftoversOfAKilledOne_AreNotMixedIn()
    {
        string checkpoint = Path.Combine(_folder, "last");
        Assert.False(AtomicFolder.IsThere(checkpoint));
        Directory.CreateDirectory(checkpoint + ".new");
        File.WriteAllText(Path.Combine(checkpoint + ".new", "half.bin"), "half");
        AtomicFolder.Replace(checkpoint, fresh => WriteBoth(fresh, "first", fails: false));
        AtomicFolder.Replace(checkpoint, fresh => WriteBoth(fresh, "second", fails: false));
        Assert.Equal(["captioner.safetensors", "state.json"], Directory.GetFiles(checkpoint).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(["last"], Directory.GetFileSystemEntries(_folder).Select(Path.GetFileName));
        Assert.True(AtomicFolder.IsThere(checkpoint));
        Directory.Move(checkpoint, AtomicFolder.Before(checkpoint));
        Assert.True(AtomicFolder.IsThere(checkpoint));
    }

    [Fact]
    public void Recover_BothAreThere_ChangesNothing()
    {
        string checkpoint = Path.Combine(_folder, "last");
        AtomicFolder.Replace(checkpoint, fresh => WriteBoth(fresh, "old", fails: false));
        AtomicFolder.Replace(checkpoint, fresh => WriteBoth(fresh, "new", fails: false), keepOld: true);
        AtomicFolder.Recover(checkpoint);
        Assert.Equal("new", File.ReadAllText(Path.Combine(checkpoint, "state.json")));
    }

    [Fact]
    public void FallBack_ADamagedOneIsThereAlready_IsReplaced()
    {
        string checkpoint = Path.Combine(_folder, "last");
        for (int i = 0; i < 2; i++)
        {
            AtomicFolder.Replace(checkpoint, fresh => WriteBoth(fresh, "good", fails: false));
            AtomicFolder.Replace(checkpoint, fresh => WriteBoth(fresh, $"bad{i}", fails: false), keepOld: true);
            AtomicFolder.FallBack(checkpoint);
            Assert.Equal("good", File.ReadAllText(Path.Combine(checkpoint, "state.json")));
            Assert.Equal($"bad{i}", File.ReadAllText(Path.Combine(checkpoint + ".damaged", "state.json")));
        }
    }

    private static void WriteBoth(string folder, string content, bool fails)
    {
        AtomicFile.WriteText(Path.Combine(folder, "captioner.safetensors"), content);
        if (fails)
        {
            throw DiskFull();
        }

        AtomicFile.WriteText(Path.Combine(folder, "state.json"), content);
    }

    private static IOException DiskFull() => new("No space left on device");
}
