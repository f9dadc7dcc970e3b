using SkyScribe.Decoding;
using SkyScribe.Text;

namespace SkyScribe.Tests.Decoding;

/// <summary>A style is the word that a model reads before the first one; no search chooses either style's.</summary>
public sealed class CaptionStyleTests
{
    private static readonly Vocabulary Plain = Vocabulary.Build([["a", "road"]], 1), Both = Vocabulary.Build([["a", "road"]], 1, hasDetailed: true);

    [Fact]
    public void Of_EachStyle_BeginsWithItsOwnWordAndSuppressesTheOther()
    {
        int detailed = Both.Detailed!.Value;
        var plain = SpecialWords.Of(Both, CaptionStyle.Plain);
        var other = SpecialWords.Of(Both, CaptionStyle.Detailed);

        Assert.Equal((Vocabulary.Begin, detailed), (plain.Begin, other.Begin));
        Assert.All([plain, other], special => Assert.Equal([0, 1, 3, detailed], special.Suppressed.Order()));
        Assert.All([plain, other], special => Assert.True(special.IsSuppressed(Vocabulary.Begin) && special.IsSuppressed(detailed)));
        Assert.Equal([CaptionStyle.Plain, CaptionStyle.Detailed], SpecialWords.StylesOf(Both));
    }

    [Fact]
    public void Of_StyleThatTheModelDoesNotKnow_SaysSo()
    {
        Assert.Equal(SpecialWords.Default, SpecialWords.Of(Plain, CaptionStyle.Plain));
        Assert.Equal([CaptionStyle.Plain], SpecialWords.StylesOf(Plain));
        Assert.Contains("'detailed'", Assert.Throws<ArgumentException>(() => SpecialWords.Of(Plain, CaptionStyle.Detailed)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Build_CaptionThatSpellsTheStylesWord_DoesNotGetItsId()
    {
        var words = Vocabulary.Build([["<detailed>", "a"]], 1, hasDetailed: true);

        Assert.Equal(["<pad>", "<begin>", "<end>", "<unk>", "a", "<detailed>"], words.Words);
        Assert.Equal(Vocabulary.Unknown, words["<detailed>"]);
        Assert.Equal(["a"], words.CaptionWords);
        Assert.Equal(["a"], words.Decode([words.Detailed!.Value, 4, Vocabulary.End]));
        Assert.DoesNotContain("<detailed>", Vocabulary.Build([["<detailed>", "a"]], 1).Words);
    }

    [Fact]
    public void ReadJson_KeepsTheStyle()
    {
        using var file = new MemoryStream();
        Both.WriteJson(file);
        file.Position = 0;
        Assert.Equal(Both.Detailed, Vocabulary.ReadJson(file, "words").Detailed);
    }

    [Fact]
    public void In_AndBack_IsTheSameSearch()
    {
        var plain = new DecodingOptions { MaxWords = 20 };
        Assert.Equal((CaptionStyle.Detailed, 30), (plain.In(CaptionStyle.Detailed).Style, plain.In(CaptionStyle.Detailed).MaxWords));
        Assert.Equal(plain, plain.In(CaptionStyle.Detailed).In(CaptionStyle.Plain));
        Assert.Same(plain, plain.In(CaptionStyle.Plain));
    }
}
