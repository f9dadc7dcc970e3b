using System.Text;
using CsCheck;

namespace SkyScribe.Text;

public class VocabularyTests
{
    private static readonly string[][] Sentences = [["a", "river", "and", "a", "road"], ["a", "road", "and", "trees"], ["zebra"]];

    [Fact]
    public void Build_Sentences_NumbersByCountThenOrdinal()
    {
        Vocabulary vocabulary = Vocabulary.Build(Sentences, 1);

        Assert.Equal(["<pad>", "<begin>", "<end>", "<unk>", "a", "and", "road", "river", "trees", "zebra"], vocabulary.Words);
        Assert.Equal(10, vocabulary.Count);
        Assert.Equal(4, vocabulary["a"]);
        Assert.Equal("river", vocabulary.Word(7));
    }

    [Fact]
    public void Build_MinimumCount_LeavesRareWordsOut()
    {
        Vocabulary vocabulary = Vocabulary.Build(Sentences, 2);

        Assert.Equal(7, vocabulary.Count);
        Assert.Equal(Vocabulary.Unknown, vocabulary["river"]);
    }

    [Fact]
    public void Build_SentenceOrder_DoesNotMatter() =>
        Assert.Equal(Vocabulary.Build(Sentences, 1).Hash, Vocabulary.Build(Sentences.Reverse(), 1).Hash);

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("line\nfeed")]
    public void Build_ImpossibleWord_Throws(string word) => Assert.Throws<ArgumentException>(() => Vocabulary.Build([[word]], 1));

    [Fact]
    public void Build_HalfASurrogatePair_Throws() => Assert.Throws<ArgumentException>(() => Vocabulary.Build([["half\ud800"]], 1));

    [Fact]
    public void Build_CaptionSpellsSpecialWords_TheyStayUnknown()
    {
        Vocabulary vocabulary = Vocabulary.Build([["<end>", "a", "<pad>"]], 1);

        Assert.Equal(5, vocabulary.Count);
        Assert.Equal([Vocabulary.Unknown, 4, Vocabulary.Unknown], vocabulary.Encode(["<end>", "a", "<pad>"]));
    }

    [Fact]
    public void Decode_EncodedWords_GivesThemUpToTheEnd()
    {
        Vocabulary vocabulary = Vocabulary.Build(Sentences, 1);
        int[] ids = [Vocabulary.Begin, .. vocabulary.Encode(["a", "blue", "river"]), Vocabulary.End, 4, Vocabulary.Pad];

        Assert.Equal(["a", "<unk>", "river"], vocabulary.Decode(ids));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(10)]
    public void Word_IdOutOfRange_Throws(int id) => Assert.Throws<ArgumentOutOfRangeException>(() => Vocabulary.Build(Sentences, 1).Word(id));

    [Fact]
    public void ReadJson_WhatWriteJsonWrote_IsTheSame()
    {
        Vocabulary vocabulary = Vocabulary.Build([["café", "it", "'s", "\"", "河", "<b>"]], 1);

        Vocabulary read = Read(Write(vocabulary));

        Assert.Equal(vocabulary.Words, read.Words);
        Assert.Equal(vocabulary.Hash, read.Hash);
        Assert.Equal(vocabulary["河"], read["河"]);
    }

    [Fact]
    public void Hash_OneWordSwapped_Differs() =>
        Assert.NotEqual(Vocabulary.Build([["a", "b"]], 1).Hash, Vocabulary.Build([["b", "b", "a"]], 1).Hash);

    [Fact]
    public void Hash_OneWord_IsSha256OfItsLines() =>
        // printf '<pad>\n<begin>\n<end>\n<unk>\na\n' | sha256sum
        Assert.Equal("b4e2dc9e0678e736e8be319bc88c2bdb0205f375f793e4538b8577bbb60bccc2", Vocabulary.Build([["a"]], 1).Hash);

    [Theory]
    [InlineData("", "")]
    [InlineData("nonsense", "")]
    [InlineData("[]", "")]
    [InlineData("""{"version":1,"words":[]}""", "format")]
    [InlineData("""{"format":7,"version":1,"words":[]}""", "format")]
    [InlineData("""{"format":"other","version":1,"words":[]}""", "format")]
    [InlineData("""{"format":"skyscribe-vocabulary","version":2,"words":[]}""", "version")]
    [InlineData("""{"format":"skyscribe-vocabulary","version":1.5,"words":[]}""", "version")]
    [InlineData("""{"format":"skyscribe-vocabulary","version":1,"words":{}}""", "words")]
    [InlineData("""{"format":"skyscribe-vocabulary","version":1,"words":["<pad>"]}""", "words")]
    [InlineData("""{"format":"skyscribe-vocabulary","version":1,"words":["<pad>","<end>","<begin>","<unk>"]}""", "words[1]")]
    [InlineData("""{"format":"skyscribe-vocabulary","version":1,"words":["<pad>","<begin>","<end>","<unk>","a","a"]}""", "words[5]")]
    [InlineData("""{"format":"skyscribe-vocabulary","version":1,"words":["<pad>","<begin>","<end>","<unk>","a","<end>"]}""", "words[5]")]
    [InlineData("""{"format":"skyscribe-vocabulary","version":1,"words":["<pad>","<begin>","<end>","<unk>",null]}""", "words[4]")]
    [InlineData("""{"format":"skyscribe-vocabulary","version":1,"words":["<pad>","<begin>","<end>","<unk>",""]}""", "words[4]")]
    [InlineData("""{"format":"skyscribe-vocabulary","version":1,"words":["<pad>","<begin>","<end>","<unk>","a b"]}""", "words[4]")]
    [InlineData("""{"format":"skyscribe-vocabulary","version":1,"words":["<pad>","<begin>","<end>","<unk>","\ud800"]}""", "")]
    [InlineData("""{"format":"skyscribe-vocabulary","version":1,"version":1,"words":[]}""", "")]
    public void ReadJson_NotAVocabulary_NamesFileAndField(string json, string field)
    {
        var error = Assert.Throws<VocabularyException>(() => Read(Encoding.UTF8.GetBytes(json)));

        Assert.Equal("words.json", error.File);
        Assert.Equal(field, error.Field);
        Assert.Contains("expected", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadJson_EndlessStream_StopsAtItsBound() =>
        Assert.Contains("bytes", Assert.Throws<VocabularyException>(() => Vocabulary.ReadJson(new EndlessStream(), "words.json")).Message,
        StringComparison.Ordinal);

    [Fact]
    public void ReadJson_MissingFile_SaysSo()
    {
        string path = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N"), "vocabulary.json");

        Assert.Contains("no such file", Assert.Throws<VocabularyException>(() => Vocabulary.ReadJson(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadJson_DamagedBytes_OnlyThrowsVocabularyException()
    {
        byte[] good = Write(Vocabulary.Build(Sentences, 1));
        Gen.Select(Gen.Int[0, good.Length - 1], Gen.Byte, Gen.Int[0, good.Length]).Sample((at, value, length) =>
        {
            byte[] bytes = good[..Math.Max(length, at + 1)];
            bytes[at] = value;
            try
            {
                Assert.True(Read(bytes).Count >= 4);
            }
            catch (VocabularyException)
            {
            }
        });
    }

    private static byte[] Write(Vocabulary vocabulary)
    {
        using var stream = new MemoryStream();
        vocabulary.WriteJson(stream);
        return stream.ToArray();
    }

    private static Vocabulary Read(byte[] json) => Vocabulary.ReadJson(new MemoryStream(json), "words.json");

    private sealed class EndlessStream : MemoryStream
    {
        public override int Read(Span<byte> buffer)
        {
            buffer.Fill((byte)' ');
            return buffer.Length;
        }
    }
}
