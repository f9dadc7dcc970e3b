namespace SkyScribe.Cli.Tests;

public sealed class MapFilesTests
{
    [Fact]
    public void PathOf_DifferentNames_AreTheImages() =>
        Assert.Equal(["maps/1.jpg.attention.png", "maps/2.jpg.attention.png", "maps/1.png.attention.png"],
        Paths("photos/1.jpg", "elsewhere/2.jpg", "photos/1.png"));

    [Fact]
    public void PathOf_EqualNamesInDifferentFolders_HaveTheFolders() => Assert.Equal(
        ["maps/a_1.jpg.attention.png", "maps/b_1.jpg.attention.png", "maps/b_c_1.jpg.attention.png", "maps/2.jpg.attention.png"],
        Paths("photos/a/1.jpg", "photos/b/1.jpg", "photos/b/c/1.jpg", "photos/a/2.jpg"));

    [Fact]
    public void PathOf_NamesThatTheFolderWouldMakeEqual_AreDifferent()
    {
        Assert.Equal(
            ["maps/a_1.jpg.2.attention.png", "maps/b_1.jpg.attention.png", "maps/a_1.jpg.attention.png"], Paths("a/1.jpg", "b/1.jpg", "a_1.jpg"));
        Assert.Equal(4, Paths("x/a/b_1.jpg", "x/c/b_1.jpg", "x/a_b/1.jpg", "x/y/1.jpg").Distinct().Count());
    }

    [Fact]
    public void PathOf_DotsInAPath_StayWithinTheFolder() =>
        Assert.All(Paths("a/../../1.jpg", "b/1.jpg", "./b/./2.jpg"), path => Assert.Equal("maps", path[..path.LastIndexOf('/')]));

    private static string[] Paths(params string[] images)
    {
        var files = new MapFiles("maps", images);
        return [.. images.Select(image => files.PathOf(image).Replace(Path.DirectorySeparatorChar, '/'))];
    }
}
