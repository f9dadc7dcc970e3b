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
    [InlineData("4 3\n" + Text)]
    [InlineData("\uFEFF" + Text)]
    [InlineData("\uFEFF400000 3\r\nthe 0.5 -1.25 1e-3 \r\nriver 1 2 3 \r\ncafé 4 5 6 \r\n")]
    [InlineData("4\t3\nthe\t0.5\t-1.25\t1e-3\nriver\t1\t2\t3\ncafé\t4\t5\t6\n")]
    [InlineData("the\t0.5\t-1.25\t1e-3\nriver\t1\t2\t3\ncafé\t4\t5\t6")]
    public void Read_TextAsOthersWriteIt_GivesTheSameVectors(string text)
    {
        using var folder = new DataFolder();
        foreach (string path in new[] { Write(folder, text, false),
            Zip(folder, ("glove.3d.txt", Encoding.UTF8.GetBytes(text)), ("__MACOSX/._glove.3d.txt", [0])) })
        {
            GloveVectors vectors = GloveReader.Read(path, ["river", "the", "café"]);
            Assert.Equal((3, new GloveCoverage(3, 3)), (vectors.Dimension, vectors.Coverage));
            Assert.True(vectors.TryGet("the", out ReadOnlySpan<float> vector));
            Assert.Equal([0.5f, -1.25f, 0.001f], vector.ToArray());
        }
    }

    [Theory]
    [InlineData(true, 3)]
    [InlineData(false, 3)]
    [InlineData(true, 300)]
    public void Read_Word2VecsBinaryForm_GivesTheWantedVectors(bool hasLineEnds, int dimension)
    {
        using var folder = new DataFolder();
        byte[] bytes = Binary(dimension, hasLineEnds, "the", "river", "caf\u00E9", "New_York");
        foreach (string path in new[] { folder.Write("vectors.bin", bytes), Zip(folder, ("vectors.bin", bytes)) })
        {
            GloveVectors vectors = GloveReader.Read(path, ["river", "café", "pond"]);
            Assert.Equal((dimension, new GloveCoverage(2, 3)), (vectors.Dimension, vectors.Coverage));
            Assert.True(vectors.TryGet("river", out ReadOnlySpan<float> vector));
            Assert.Equal(Enumerable.Range(0, dimension).Select(i => 1.5f - i), vector.ToArray());
        }

        Assert.Contains("the end of the file", Assert.Throws<DatasetException>(
            () => GloveReader.Read(folder.Write("cut.bin", bytes[..^5]), ["river"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ArchiveOfSeveralFiles_AsksWhich()
    {
        using var folder = new DataFolder();
        string zip = Zip(folder, ("glove.6B.50d.txt", "the 1 2\n"u8.ToArray()), ("glove.6B.100d.txt", Encoding.UTF8.GetBytes(Text)));
        string message = Assert.Throws<DatasetException>(() => GloveReader.Read(zip, ["the"])).Message;
        Assert.Contains("glove.6B.50d.txt, glove.6B.100d.txt", message, StringComparison.Ordinal);
        Assert.Contains(zip + "#", message, StringComparison.Ordinal);
        Assert.Equal(3, GloveReader.Read(zip + "#glove.6B.100d.txt", ["the"]).Dimension);
        Assert.Contains("called none.txt", Assert.Throws<DatasetException>(() => GloveReader.Read(zip + "#none.txt", ["the"])).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Read_WordsInCapitals_AreCountedAndNotTaken()
    {
        using var folder = new DataFolder();
        GloveVectors vectors = GloveReader.Read(Write(folder, "THE 1 2 3\nRiver 4 5 6\nzoo 7 8 9\n", false), ["the", "river"]);
        Assert.Equal((0, 2), (vectors.Coverage.Found, vectors.InOtherCase));
    }

    [Theory]
    [InlineData("\u00BA\u0016\u004F\u002F\u000C", "a fastText model")]
    [InlineData("<!DOCTYPE html>\n<html>", "a web page")]
    [InlineData("5 3\n", "no word after the first line")]
    [InlineData("5 3\nthe 1 2\n", "3, as the first line says")]
    public void Read_AnotherKindOfFile_IsNamed(string text, string expected)
    {
        using var folder = new DataFolder();
        Assert.Contains(expected, Assert.Throws<DatasetException>(
            () => GloveReader.Read(folder.Write("x", Encoding.Latin1.GetBytes(text)), ["the"])).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("w2v_header.txt", 18)]
    [InlineData("crlf_bom.txt", 18)]
    [InlineData("plain.txt", 18)]
    [InlineData("GoogleNews-like.bin", 18)]
    [InlineData("uppercase.txt", 0)]
    [InlineData("unrelated_words.txt", 0)]
    public void Read_ReportedFile_CoversWhatItHolds(string file, int atLeast)
    {
        CaptionDataset dataset = DatasetReader.Read(SharedFiles.Require("cases/03-dataset-layouts/captions.txt"));
        string[] words = [.. dataset.SentencesOf("all").SelectMany(words => words).Distinct()];
        GloveVectors vectors = GloveReader.Read(SharedFiles.Require($"cases/02-glove/{file}"), words);
        Assert.Equal(50, vectors.Dimension);
        Assert.InRange(vectors.Coverage.Found, atLeast == 0 ? 0 : 10, atLeast == 0 ? 0 : 20);
        Assert.Equal(file == "uppercase.txt", vectors.InOtherCase > 0);
    }

    private static byte[] Binary(int dimension, bool hasLineEnds, params string[] words)
    {
        using var bytes = new MemoryStream();
        bytes.Write(Encoding.ASCII.GetBytes($"{words.Length} {dimension}\n"));
        for (int word = 0; word < words.Length; word++)
        {
            bytes.Write(Encoding.UTF8.GetBytes(words[word] + " "));
            for (int i = 0; i < dimension; i++)
            {
                bytes.Write(BitConverter.GetBytes(word + 0.5f - i));
            }

            bytes.Write(hasLineEnds ? "\n"u8 : []);
        }

        return bytes.ToArray();
    }

    private static string Zip(DataFolder folder, params (string Name, byte[] Content)[] files)
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] content) in files)
            {
                using Stream entry = archive.CreateEntry(name).Open();
                entry.Write(content);
            }
        }

        return folder.Write("vectors.zip", bytes.ToArray());
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
