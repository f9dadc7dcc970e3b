using SkyScribe.Batch.Plans;
using SkyScribe.Batch.Tests.Support;
using SkyScribe.Imaging;

namespace SkyScribe.Batch.Tests.Plans;

public sealed class ImageListingTests : IDisposable
{
    private readonly BatchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Images_OfManyRuns_AreSortedEachOnce()
    {
        string[] paths = [.. Enumerable.Range(0, 97).Select(i => Made($"{i * 37 % 97}.png"))];
        using var listing = new ImageListing(longestRun: 10);
        listing.Add(paths);
        listing.Add(_folder.Root, recursive: false, new LeftAside());
        Assert.Equal(194, listing.Count);
        var sorted = listing.Sorted().ToArray();
        Assert.Equal(paths.Order(StringComparer.Ordinal), sorted.Select(image => image.Image));
        Assert.All(sorted, image => Assert.StartsWith("3 bytes, changed ", image.State, StringComparison.Ordinal));
    }

    [Fact]
    public void List_GivesPathsRelativeToItsFolder_AndNamesOnesThatAreMissing()
    {
        Made("a.png");
        string list = _folder.PathOf("list.txt");
        File.WriteAllText(list, "a.png\n\nb.png\n");
        Assert.Equal([_folder.PathOf("a.png"), _folder.PathOf("b.png")], ImageListing.ReadList(list));
        using var listing = new ImageListing();
        Assert.Contains("b.png: there is no such file", Assert.Throws<BatchException>(() => listing.Add(ImageListing.ReadList(list))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void File_ThatIsNoList_IsRefused()
    {
        string list = _folder.PathOf("list.bin");
        File.WriteAllBytes(list, new byte[100]);
        Assert.Contains("a path a line", Assert.Throws<BatchException>(() => ImageListing.ReadList(list).ToArray()).Message,
            StringComparison.Ordinal);
    }

    private string Made(string name)
    {
        File.WriteAllText(_folder.PathOf(name), "png");
        return _folder.PathOf(name);
    }
}
