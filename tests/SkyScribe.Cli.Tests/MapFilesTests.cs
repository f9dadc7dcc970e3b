namespace SkyScribe.Cli.Tests;

public sealed class MapFilesTests
{
    [Fact]
    public void PathOf_OneFolder_IsTheImagesName() => Assert.Equal(["maps/1.jpg.attention.png", "maps/2.jpg.attention.png"], Paths("photos/1.jpg", "photos/2.jpg"));

    [Fact]
    public void PathOf_EqualNamesInDifferentFolders_AreDifferent() => Assert.Equal(
        ["maps/a/1.jpg.attention.png", "maps/b/1.jpg.attention.png", "maps/b/c/1.jpg.attention.png"], Paths("photos/a/1.jpg", "photos/b/1.jpg", "photos/b/c/1.jpg"));

    [Fact]
    public void PathOf_NamesThatOnlyTheFolderWouldMakeEqual_AreDifferent() => Assert.Equal(3, Paths("a/b/1.jpg", "a/b_1.jpg", "a/1.jpg").Distinct().Count());

    [Fact]
    public void PathOf_DotsInAPath_StayWithinTheFolder() => Assert.All(Paths("a/../../1.jpg", "b/1.jpg", "./b/./2.jpg"), path => Assert.DoesNotContain("..", path, StringComparison.Ordinal));

    private static string[] Paths(params string[] images)
    {
        var files = new MapFiles("maps", images);
        return [.. images.Select(image => files.PathOf(image).Replace(Path.DirectorySeparatorChar, '/'))];
    }
}
