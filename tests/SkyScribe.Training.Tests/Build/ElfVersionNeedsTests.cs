using System.Text;
using CsCheck;
using SkyScribe.Build;

namespace SkyScribe.Training.Tests.Build;

public class ElfVersionNeedsTests
{
    private const string Wanted = "GLIBCXX_3.4.32";

    [Fact]
    public void Weaken_StrongNeed_SetsOnlyThatFlag()
    {
        byte[] before = TinyElf.NeedingVersions("GLIBCXX_3.4.30", Wanted, "CXXABI_1.3");
        byte[] after = [.. before];

        Assert.Equal(VersionNeedOutcome.Weakened, ElfVersionNeeds.Weaken(after, Wanted));

        Assert.Equal(2, after[TinyElf.FlagsOf(1)]);
        before[TinyElf.FlagsOf(1)] = 2;
        Assert.Equal(before, after);
    }

    [Fact]
    public void Weaken_Twice_ChangesNothingMore()
    {
        byte[] elf = TinyElf.NeedingVersions(Wanted);
        ElfVersionNeeds.Weaken(elf, Wanted);
        byte[] once = [.. elf];

        Assert.Equal(VersionNeedOutcome.AlreadyWeak, ElfVersionNeeds.Weaken(elf, Wanted));
        Assert.Equal(once, elf);
    }

    [Fact]
    public void Weaken_OtherFlagsSet_KeepsThem()
    {
        byte[] elf = TinyElf.NeedingVersions(Wanted);
        elf[TinyElf.FlagsOf(0)] = 4;
        ElfVersionNeeds.Weaken(elf, Wanted);
        Assert.Equal(6, elf[TinyElf.FlagsOf(0)]);
    }

    [Fact]
    public void Weaken_VersionNotAskedFor_LeavesTheFile()
    {
        // A prefix of the version, and a longer one, are other versions.
        byte[] before = TinyElf.NeedingVersions("GLIBCXX_3.4.3", "GLIBCXX_3.4.320");
        byte[] after = [.. before];
        Assert.Equal(VersionNeedOutcome.NotNeeded, ElfVersionNeeds.Weaken(after, Wanted));
        Assert.Equal(before, after);
    }

    [Fact]
    public void Weaken_NoVersionNeeds_LeavesTheFile() =>
        Assert.Equal(VersionNeedOutcome.NotNeeded, ElfVersionNeeds.Weaken(TinyElf.WithoutNeeds(), Wanted));

    [Theory]
    [InlineData(0, 0x7e, "ELF header")]
    [InlineData(4, 1, "64-bit little-endian")]
    [InlineData(5, 2, "64-bit little-endian")]
    [InlineData(54, 8, "program headers")]
    [InlineData(56, 1, "no dynamic segment")]
    [InlineData(TinyElf.Needs, 7, "unknown version")]
    [InlineData(TinyElf.Needs + 3, 0xff, "too long")]
    [InlineData(TinyElf.Needs + 11, 0x7f, "outside the file")]
    public void Weaken_OtherLayout_SaysWhat(int offset, byte value, string problem)
    {
        byte[] elf = TinyElf.NeedingVersions(Wanted);
        elf[offset] = value;
        var error = Assert.Throws<InvalidDataException>(() => ElfVersionNeeds.Weaken(elf, Wanted));
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Weaken_EveryShorterFile_IsRefusedOrUntouched()
    {
        byte[] whole = TinyElf.NeedingVersions(Wanted);
        for (int length = 0; length < whole.Length; length++)
        {
            Assert.Throws<InvalidDataException>(() => ElfVersionNeeds.Weaken(whole[..length], Wanted));
        }
    }

    [Fact]
    public void Weaken_RandomBytesChanged_ThrowsNothingButInvalidData()
    {
        var whole = TinyElf.NeedingVersions("GLIBCXX_3.4.30", Wanted);
        var change = Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte);
        change.Array[1, 6].Sample(changes =>
        {
            byte[] elf = [.. whole];
            foreach (var (at, value) in changes)
            {
                elf[at] = value;
            }

            try
            {
                ElfVersionNeeds.Weaken(elf, Wanted);
            }
            catch (InvalidDataException)
            {
            }
        });
    }

    [Theory]
    [InlineData("\0GLIBCXX_3.4.30\0GLIBCXX_3.4.32\0", true)]
    [InlineData("\0GLIBCXX_3.4.30\0GLIBCXX_3.4.320\0", false)]
    [InlineData("\0GLIBCXX_3.4.3\0", false)]
    [InlineData("", false)]
    public void Provide_OneCopy_AnswersWhetherItNamesTheVersion(string content, bool expected)
    {
        string folder = Directory.CreateTempSubdirectory("skyscribe").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "libstdc++.so.6"), content, Encoding.ASCII);
            Assert.Equal(expected, SystemLibraries.Provide([Path.Combine(folder, "none"), folder], "libstdc++.so.6", Wanted));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Provide_NoCopyFound_IsFalse() =>
        Assert.False(SystemLibraries.Provide([Path.Combine(Path.GetTempPath(), Path.GetRandomFileName())], "libstdc++.so.6", Wanted));
}
