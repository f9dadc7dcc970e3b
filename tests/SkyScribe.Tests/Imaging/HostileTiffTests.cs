using BitMiracle.LibTiff.Classic;
using CsCheck;
using SkyScribe.Imaging;

namespace SkyScribe.Tests.Imaging;

/// <summary>TIFF directories that lie about sizes, counts and places.</summary>
public class HostileTiffTests
{
    private static readonly RgbImage Picture = Some.Image(37, 29, seed: 7);

    public static TheoryData<Compression, bool, bool> Kinds() => new()
    {
        { Compression.NONE, false, false },
        { Compression.NONE, true, true },
        { Compression.LZW, false, true },
        { Compression.LZW, true, false },
        { Compression.ADOBE_DEFLATE, false, false },
        { Compression.ADOBE_DEFLATE, true, false },
        { Compression.PACKBITS, false, false },
        { Compression.JPEG, false, false },
    };

    private static byte[] Valid(Compression compression, bool tiled, bool separate) => (SomeTiff.Of(Picture) with
    {
        Compression = compression,
        Tiled = tiled,
        Separate = separate,
        RowsPerStrip = compression == Compression.JPEG ? 16 : 8,
        Model = compression == Compression.JPEG ? Photometric.YCBCR : Photometric.RGB,
    }).Write();

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Read_CutFile_FailsOrIsComplete(Compression compression, bool tiled, bool separate)
    {
        byte[] whole = Valid(compression, tiled, separate);
        RgbImage expected = Some.Read(whole);
        int failures = 0;
        foreach (int cut in SomeBytes.CutPoints(whole.Length))
        {
            try
            {
                Assert.Equal(expected.Pixels, Some.Read(whole[..cut]).Pixels);
            }
            catch (ImageException)
            {
                failures++;
            }
        }

        Assert.True(failures > 60);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Read_DamagedBytes_FailsCleanlyOrDecodes(Compression compression, bool tiled, bool separate)
    {
        byte[] whole = Valid(compression, tiled, separate);
        ImageLimits limits = new() { MaxPixels = 1_000_000 };

        // Half of the changes hit the directory, which LibTiff.NET writes last.
        Gen<int> place = Gen.Bool.SelectMany(directory => directory ? Gen.Int[whole.Length - 250, whole.Length - 1] : Gen.Int[0, whole.Length - 1]);
        Gen.Select(place, Gen.Byte).Array[1, 6].Sample(
            changes =>
            {
                byte[] damaged = [.. whole];
                foreach ((int at, byte value) in changes)
                {
                    damaged[at] = value;
                }

                HostileImageTests.ReadOrFail(damaged, limits);
            },
            iter: 300,
            threads: 1,
            seed: "0000KOIPe1x5");
    }

    [Theory]
    [InlineData(256, uint.MaxValue)]
    [InlineData(256, 0)]
    [InlineData(257, uint.MaxValue)]
    [InlineData(257, 0x7FFFFFFF)]
    [InlineData(257, 0)]
    [InlineData(257, 200_000)]
    [InlineData(258, 0)]
    [InlineData(258, 65535)]
    [InlineData(259, 34925)]
    [InlineData(259, 7)]
    [InlineData(259, 0)]
    [InlineData(262, 77)]
    [InlineData(273, 0xFFFFFFF0)]
    [InlineData(277, 0)]
    [InlineData(277, 65535)]
    [InlineData(278, 0)]
    [InlineData(278, 1)]
    [InlineData(279, 0)]
    [InlineData(279, 0x7FFFFFFF)]
    [InlineData(284, 2)]
    public void Read_AbsurdStripTag_Fails(int tag, uint value)
    {
        byte[] file = SomeBytes.SetTiffValue(Valid(Compression.NONE, tiled: false, separate: false), tag, value);
        HostileImageTests.Fails(() => Some.Read(file));
    }

    [Theory]
    [InlineData(322, 0)]
    [InlineData(322, 1)]
    [InlineData(322, 65535)]
    [InlineData(323, 0)]
    [InlineData(323, 0x7FFFFFF0)]
    [InlineData(324, 0xFFFFFFF0)]
    [InlineData(325, 0x7FFFFFFF)]
    public void Read_AbsurdTileTag_Fails(int tag, uint value)
    {
        byte[] file = SomeBytes.SetTiffValue(Valid(Compression.LZW, tiled: true, separate: false), tag, value);
        HostileImageTests.Fails(() => Some.Read(file));
    }

    [Theory]
    [InlineData(258)]
    [InlineData(273)]
    [InlineData(279)]
    public void Read_TagWithBillionsOfValues_FailsBeforeAllocating(int tag)
    {
        byte[] file = SomeBytes.SetTiffCount(Valid(Compression.NONE, tiled: false, separate: false), tag, 0x7FFFFFFF);
        long before = GC.GetAllocatedBytesForCurrentThread();
        HostileImageTests.Fails(() => Some.Read(file), $"tag {tag} has");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    [Theory]
    [InlineData(257)]
    [InlineData(277)]
    [InlineData(278)]
    public void Read_SizeTagWithTwoValues_Fails(int tag) =>
        HostileImageTests.Fails(() => Some.Read(SomeBytes.SetTiffCount(Valid(Compression.NONE, tiled: false, separate: false), tag, 2)),
        $"tag {tag} has 2 values, expected 1");

    [Theory]
    [InlineData(256, "no width")]
    [InlineData(257, "no height")]
    [InlineData(273, "no strip offsets")]
    [InlineData(279, "no strip byte counts")]
    [InlineData(262, "colour model")]
    public void Read_MissingTag_SaysWhich(int tag, string said) =>
        HostileImageTests.Fails(() => Some.Read(SomeBytes.RenameTiffTag(Valid(Compression.NONE, tiled: false, separate: false), tag, 60000)), said);

    [Fact]
    public void Read_TagTwice_Fails() =>
        HostileImageTests.Fails(
        () => Some.Read(SomeBytes.RenameTiffTag(Valid(Compression.NONE, tiled: false, separate: false), 284, 277)), "tag 277 occurs twice");

    [Fact]
    public void Read_DirectoryThatPointsToItself_ReadsItOnce()
    {
        byte[] file = Valid(Compression.NONE, tiled: false, separate: false);
        int directory = BitConverter.ToInt32(file, 4);
        int next = directory + 2 + (12 * BitConverter.ToUInt16(file, directory));
        BitConverter.GetBytes(directory).CopyTo(file, next);
        Assert.Equal(Picture.Pixels, Some.Read(file).Pixels);
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(2u)]
    [InlineData(0xFFFFFFFFu)]
    public void Read_DirectoryElsewhere_Fails(uint offset)
    {
        byte[] file = Valid(Compression.NONE, tiled: false, separate: false);
        BitConverter.GetBytes(offset).CopyTo(file, 4);
        HostileImageTests.Fails(() => Some.Read(file));
    }

    [Fact]
    public void Read_BigTiffWithHugeNumbers_Fails()
    {
        byte[] file = (SomeTiff.Of(Picture) with { Variant = "8" }).Write();
        Assert.Equal(Picture.Pixels, Some.Read(file).Pixels);
        foreach (int at in (int[])[8, (int)BitConverter.ToInt64(file, 8), (int)BitConverter.ToInt64(file, 8) + 12])
        {
            byte[] damaged = [.. file];
            damaged.AsSpan(at, 8).Fill(0xFF);
            HostileImageTests.Fails(() => Some.Read(damaged));
        }
    }

    [Fact]
    public void Read_DamagedFile_PrintsNothing()
    {
        (TextWriter output, TextWriter error) = (Console.Out, Console.Error);
        using StringWriter captured = new();
        try
        {
            Console.SetOut(captured);
            Console.SetError(captured);
            byte[] file = Valid(Compression.LZW, tiled: false, separate: false);
            file.AsSpan(8, 400).Fill(0xFF);
            HostileImageTests.Fails(() => Some.Read(file));
            byte[] unknownTag = SomeBytes.RenameTiffTag(Valid(Compression.NONE, tiled: false, separate: false), 284, 60000);
            Assert.Equal(Picture.Pixels, Some.Read(unknownTag).Pixels);
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(error);
        }

        Assert.DoesNotContain("test.img", captured.ToString());
        Assert.DoesNotContain("60000", captured.ToString());
    }
}
