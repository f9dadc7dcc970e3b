using SkyScribe.TestSupport;

namespace SkyScribe.Docs.Tests;

/// <summary>tests/README.md says how data is found; this is the check of it.</summary>
public sealed class SharedFilesTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    public void DataFolder_WithoutAVariable_LiesBesideTheRepository(string? value) =>
        Assert.Equal(Path.Combine(Path.GetDirectoryName(SharedFiles.Root)!, "shared"), SharedFiles.DataFolder(value));

    [Fact]
    public void DataFolder_ThatIsNamed_IsTaken()
    {
        Assert.Equal(Path.Combine(SharedFiles.Root, "tests"), SharedFiles.DataFolder("tests"));
        Assert.Equal(Path.GetTempPath(), SharedFiles.DataFolder(Path.GetTempPath()));
    }

    [Fact]
    public void DataFolder_ThatIsNamedAndAbsent_IsAnError() =>
        Assert.Contains("SKYSCRIBE_DATA is 'no-such-folder'",
        Assert.Throws<DirectoryNotFoundException>(() => SharedFiles.DataFolder("no-such-folder")).Message, StringComparison.Ordinal);
}
