using SkyScribe.Imaging;
using SkyScribe.TestSupport;

namespace SkyScribe.Tests.Imaging;

/// <summary>Pictures made after public reports, in the folder of data that is never committed; each has a test of our own making elsewhere in this
/// folder too.</summary>
public sealed class PictureCaseTests
{
    private const string Folder = "cases/08-images/";

    [Theory]
    [InlineData("u16_11bit.tif")]
    [InlineData("u16_sentinel2.tif")]
    [InlineData("u16_gdal_s2.tif")]
    [InlineData("png16_12bit.png")]
    [InlineData("grey16_12bit.png")]
    [InlineData("i16_reflectance.tif")]
    public void DarkPicture_IsStretched_AndSaid(string name)
    {
        var picture = ImageReader.Read(SharedFiles.Require(Folder + name));
        Assert.InRange(picture.Pixels.Average(value => value), 60, 200);
        Assert.Contains("stretched", Assert.Single(picture.Remarks));
    }

    [Theory]
    [InlineData("u16_full.tif", "base.png", 1)]
    [InlineData("png16_full.png", "base.png", 1)]
    [InlineData("f32_0_1.tif", "base.png", 1)]
    [InlineData("cog_zstd.tif", "cog_lzw.tif", 0)]
    [InlineData("bigtiff_pred2.tif", "cog_lzw.tif", 0)]
    [InlineData("pyramid_thumb_first.tif", "base.png", 1)]
    [InlineData("x.jfif", "x.jpe", 0)]
    public void Picture_IsTheSameAs(string name, string other, int most)
    {
        var (a, b) = (ImageReader.Read(SharedFiles.Require(Folder + name)), ImageReader.Read(SharedFiles.Require(Folder + other)));
        Assert.InRange(Some.LargestDifference(a, b), 0, most);
    }

    [Fact]
    public void ThumbnailFirst_IsSaid() =>
        Assert.Equal("page 2 of 2, the largest (128 x 128), is read; the first has 16 x 16",
        Assert.Single(ImageReader.Read(SharedFiles.Require(Folder + "pyramid_thumb_first.tif")).Remarks));

    [Fact]
    public void FourBandsWithoutColors_NeedBands()
    {
        string path = SharedFiles.Require(Folder + "planar_4band_min.tif");
        Assert.Contains("--bands", Assert.Throws<ImageException>(() => ImageReader.Read(path)).Message);
        Assert.InRange(ImageReader.Read(path, null, new Rendering { Bands = "3,2,1" }).Pixels.Average(value => value), 60, 200);
    }

    [Fact]
    public void Folder_CountsWhatItLeavesAside()
    {
        LeftAside leftAside = new();
        var files = ImageFiles.Expand([SharedFiles.Require(Folder)], recursive: false, leftAside);
        Assert.Contains(files, file => file.EndsWith("x.jfif", StringComparison.Ordinal));
        Assert.Contains(files, file => file.EndsWith("x.jpe", StringComparison.Ordinal));
        Assert.Equal(
            "left aside: 11 files of picture formats that are not read (2 gif, 2 img, 2 jp2, 1 avif, 1 bmp, 1 heic, 1 ntf, 1 ppm: convert them to PNG or TIFF), 6 other files (3 xml, 1 dat, 1 hdr, 1 without an ending)",
            leftAside.Sentence);
    }

    [Fact]
    public void DarkPictures_HaveTheCaptionsOfTheir8BitOnes()
    {
        using var captioner = Captioner.Load(Path.Combine(SharedFiles.Root, "models", "skyscribe-rs"));
        foreach (string number in new[] { "1030", "130" })
        {
            string[] captions = [.. new[] { "a8", "b11bit" }.Select(
                kind => captioner.Describe(SharedFiles.Require($"cases/09-dark-uint16/{number}_{kind}.tif")).Text)];
            Assert.Equal(captions[0], captions[1]);
        }
    }

    [Theory]
    [InlineData("cases/10-u16-dataset/images")]
    [InlineData("cases/11-bad-images-in-train/images")]
    [InlineData("cases/15-names/images")]
    public void Folder_IsReadWhole(string folder) => Assert.All(
        ImageFiles.Expand([SharedFiles.Require(folder)]), file => Assert.InRange(ImageReader.Read(file).Pixels.Average(value => value), 30, 220));
}
