using SkyScribe.Imaging;
using SkyScribe.TestSupport;

namespace SkyScribe.Tests.Imaging;

/// <summary>Of several pages the largest is read, and said.</summary>
public sealed class TiffPageTests
{
    [Fact]
    public void ThumbnailFirst_TheLargestIsRead_AndSaid()
    {
        var read = Some.Read(RawTiff.Write(false, Page(4, 3, 10), Page(37, 29, 200), Page(8, 8, 30)));
        Assert.Equal((37, 29, 200), (read.Width, read.Height, read.Pixels[0]));
        Assert.Equal("page 2 of 3, the largest (37 x 29), is read; the first has 4 x 3", Assert.Single(read.Remarks));
    }

    [Fact]
    public void EqualPages_TheFirstIsRead_AndSaid() =>
        Assert.Equal("the first of 2 pages of 8 x 8 is read", Assert.Single(Some.Read(RawTiff.Write(true, Page(8, 8, 10), Page(8, 8, 20))).Remarks));

    [Fact]
    public void SmallerPagesThatAreNoOverviews_AreSaid() =>
        Assert.Equal("page 1 of 2, the largest (8 x 8), is read",
        Assert.Single(Some.Read(RawTiff.Write(false, Page(8, 8, 10), Page(7, 8, 20))).Remarks));

    [Fact]
    public void OverviewsAndMasks_AreNot()
    {
        var read = Some.Read(RawTiff.Write(
            false, Page(8, 8, 10), Page(4, 4, 20) with { Kind = 1 }, Page(8, 8, 30) with { Kind = 4 }, Page(16, 16, 40) with { Kind = 4 }));
        Assert.Equal(10, read.Pixels[0]);
        Assert.Empty(read.Remarks);
    }

    [Fact]
    public void PageOfAnotherType_IsReadAsItIs()
    {
        RawTiff deep = new() { Width = 16, Height = 8, Bits = 16, RowsPerStrip = 8,
            Blocks = [[.. Enumerable.Range(0, 16 * 8 * 3).SelectMany(i => new[] { (byte)i, (byte)1 })]] };
        var read = Some.Read(RawTiff.Write(false, Page(4, 3, 10), deep));
        Assert.Equal(2, read.Remarks.Count);
        Assert.Equal(16, read.Width);
    }

    [Fact]
    public void DamagedLaterPage_DoesNotMatter()
    {
        byte[] file = RawTiff.Write(false, Page(8, 8, 10), Page(16, 16, 20));
        byte[] cut = file[..^20];   // within the second directory
        Assert.Equal(8, Some.Read(cut).Width);
    }

    [Fact]
    public void RingOfPages_Ends()
    {
        byte[] file = RawTiff.Write(false, Page(8, 8, 10), Page(4, 4, 20));
        file.AsSpan(4, 4).CopyTo(file.AsSpan(file.Length - 4));   // the last page is followed by the first
        Assert.Equal(8, Some.Read(file).Width);
    }

    [Fact]
    public void LargestPage_IsBoundedToo()
    {
        byte[] file = RawTiff.Write(false, Page(4, 3, 10), Page(37, 29, 200));
        Assert.Contains("more than the limit", Assert.Throws<ImageException>(() => Some.Read(file, new ImageLimits { MaxPixels = 1000 })).Message);
    }

    private static RawTiff Page(int width, int height, byte value) =>
        new() { Width = width, Height = height, RowsPerStrip = height, Blocks = [[.. Enumerable.Repeat(value, 3 * width * height)]] };
}
