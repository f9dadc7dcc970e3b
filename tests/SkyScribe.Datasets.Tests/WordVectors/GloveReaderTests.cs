using System.IO.Compression;
using System.Text;
using CsCheck;
using SkyScribe.Datasets.Layouts;
using SkyScribe.Datasets.WordVectors;
using SkyScribe.TestSupport;

namespace SkyScribe.Datasets.Tests.WordVectors;

public class GloveReaderTests
{
    private const string Text = "the 0.5 -1.25 1e-3\nriver 1 2 3\nat name@domain.com 7 8 9\ncafé 4 5 6\n";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Read_PlainOrCompressed_GivesTheWantedVectors(bool compressed)
    {
        using var folder = new DataFolder();
        GloveVectors vectors = GloveReader.Read(Write(folder, Text, compressed), ["river", "a", "café", "the", "zoo"]);

        Assert.Equal(3, vectors.Dimension);
        Assert.Equal(new GloveCoverage(3, 5), vectors.Coverage);
        Assert.Equal(["a", "zoo"], vectors.Missing);
        Assert.True(vectors.TryGet("the", out ReadOnlySpan<float> vector));
        Assert.Equal([0.5f, -1.25f, 0.001f], vector.ToArray());
        Assert.True(vectors.TryGet("café", out vector));
        Assert.Equal([4f, 5, 6], vector.ToArray());
        Assert.False(vectors.TryGet("a", out vector));
        Assert.True(vector.IsEmpty);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("river\n", "line 1")]
    [InlineData("river 1\n", "line 1")]
    [InlineData("the 1 2 3\nriver 1 2\n", "line 2")]
    [InlineData("the 1 2 3\nriver 1 2 3 4\n", "line 2")]
    [InlineData("the 1 2 3\nriver 1 NaN 3\n", "line 2, number 2")]
    [InlineData("the 1 2 3\nriver 1 2 Infinity\n", "line 2, number 3")]
    [InlineData("the 1 2 3\nriver 1 2 1e99\n", "line 2, number 3")]
    [InlineData("the 1 2 3\nriver 1,5 2 3\n", "line 2, number 1")]
    [InlineData("the 1 2 3\nriver x 2 3\n", "line 2, number 1")]
    [InlineData("the 1 2 3\n\n", "line 2")]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:00\n", "")]
    public void Read_WrongLine_NamesIt(string text, string field)
    {
        using var folder = new DataFolder();

        var error = Assert.Throws<DatasetException>(() => GloveReader.Read(Write(folder, text, false), ["river"]));

        Assert.Equal(field, error.Field);
        Assert.EndsWith("glove.txt", error.File, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OverlongLine_StopsAtItsBound()
    {
        using var folder = new DataFolder();
        string text = "the 1 2 3\n" + new string('x', 1 << 20) + "\n";

        Assert.Equal("line 2", Assert.Throws<DatasetException>(() => GloveReader.Read(Write(folder, text, true), ["river"])).Field);
    }

    [Fact]
    public void Read_LinesAcrossBuffers_AreWhole()
    {
        using var folder = new DataFolder();
        var text = new StringBuilder();
        for (int i = 0; i < 20_000; i++)
        {
            text.Append("word").Append(i).Append(' ').Append(i).Append(" 0.25 -").Append(i).Append(i % 2 == 0 ? "\n" : "\r\n");
        }

        GloveVectors vectors = GloveReader.Read(Write(folder, text.ToString(), true), [.. Enumerable.Range(0, 20_000).Select(i => $"word{i}")]);

        Assert.Equal(20_000, vectors.Coverage.Found);
        Assert.True(vectors.TryGet("word19999", out ReadOnlySpan<float> vector));
        Assert.Equal([19999f, 0.25f, -19999f], vector.ToArray());
    }

    [Fact]
    public void Read_MissingFile_SaysSo()
    {
        using var folder = new DataFolder();

        Assert.Equal("no such file", Assert.Throws<DatasetException>(() => GloveReader.Read(folder.PathOf("no.txt"), [])).Found);
    }

    [Fact]
    public void Read_DamagedBytes_OnlyThrowsDatasetException()
    {
        using var folder = new DataFolder();
        byte[][] files = [File.ReadAllBytes(Write(folder, Text, false)), File.ReadAllBytes(Write(folder, Text, true))];
        Gen.Select(Gen.Bool, Gen.Int[0, 1000], Gen.Byte, Gen.Int[0, 1000]).Sample(
            (compressed, place, value, length) =>
            {
                byte[] bytes = [.. files[compressed ? 1 : 0]];
                bytes[place % bytes.Length] = value;
                byte[] cut = bytes[..Math.Min(bytes.Length, length)];
                try
                {
                    GloveReader.Read(folder.Write("glove.txt", cut), ["river", "the"]);
                }
                catch (DatasetException)
                {
                }
            },
            iter: 1000,
            threads: 1);
    }

    [Fact]
    public void Read_SharedSubset_CoversUcm()
    {
        CaptionDataset dataset = DatasetReader.Read(SharedFiles.Require("data/ucm/dataset_ucm.json"));
        SkyScribe.Text.Vocabulary vocabulary = SkyScribe.Text.Vocabulary.Build(dataset.SentencesOf("train"), 1);

        GloveVectors vectors = GloveReader.Read(SharedFiles.Require("glove/glove.6B.100d.subset.txt.gz"), [.. vocabulary.Words.Skip(4)]);

        Assert.Equal(100, vectors.Dimension);
        Assert.Contains("a", vectors.Missing);
        Assert.InRange(vectors.Coverage.Found, 0.85 * vectors.Coverage.Wanted, vectors.Coverage.Wanted);
    }

    private static string Write(DataFolder folder, string text, bool compressed)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        if (compressed)
        {
            using var stream = new MemoryStream();
            using (var gzip = new GZipStream(stream, CompressionLevel.Fastest))
            {
                gzip.Write(bytes);
            }

            bytes = stream.ToArray();
        }

        return folder.Write("glove.txt", bytes);
    }
}
