using SkyScribe.Decoding;
using SkyScribe.Text;

namespace SkyScribe.Tests.Decoding;

/// <summary>A detailed caption goes on, once, where it would end and the model knows how to go on.</summary>
public sealed class JoiningStepperTests
{
    private static readonly Vocabulary Words = Vocabulary.Build([["a", "road", "and", "boats", "near"]], 1, hasDetailed: true);
    private static readonly string[] Attributes = ["road", "boats"];

    [Fact]
    public void Search_WhereTheJointIsLikelyEnough_GoesOnOnce() =>
        Assert.Equal("a road and boats", Caption((history, next) => next[Words["and"]] = history == "a road" ? 0.1f : next[Words["and"]]));

    [Fact]
    public void Search_WhereTheJointIsUnlikely_Ends() => Assert.Equal("a road", Caption((_, _) => { }));

    [Fact]
    public void Search_JointInsideAClause_DoesNotCountAsTheJoint() => Assert.Equal("a and road and boats", Caption((history, next) =>
    {
        if (history == "a")
        {
            Put(next, ("and", 0.9f), ("road", 0.1f));   // no end is near
        }
        else if (history == "a and")
        {
            Put(next, ("road", 1f));
        }
        else if (history == "a and road")
        {
            Put(next, ("<end>", 0.8f), ("and", 0.2f));
        }
        else if (history == "a and road and")
        {
            Put(next, ("boats", 1f));
        }
    }));

    [Fact]
    public void Search_SecondHalf_PrefersWhatWasNotNamed() => Assert.Equal("a road and boats", Caption((history, next) =>
    {
        if (history == "a road")
        {
            Put(next, ("<end>", 0.5f), ("and", 0.5f));
        }
        else if (history == "a road and")
        {
            Put(next, ("road", 0.6f), ("boats", 0.4f));   // 0.6 / e < 0.4
        }
    }));

    [Fact]
    public void Search_SecondHalf_NeverNamesInTheSameWords() => Assert.Equal("a road and a boats", Caption((history, next) =>
    {
        if (history == "a road")
        {
            Put(next, ("<end>", 0.5f), ("and", 0.5f));
        }
        else if (history == "a road and")
        {
            Put(next, ("a", 1f));
        }
        else if (history == "a road and a")
        {
            Put(next, ("road", 0.999f), ("boats", 0.001f));
        }
    }));

    [Fact]
    public void Search_Plain_IsNotTouched() => Assert.Equal(
        "a road", Caption((history, next) => next[Words["and"]] = history == "a road" ? 0.4f : next[Words["and"]], CaptionStyle.Plain));

    // A model that says "a road", and after a joint "boats"; a test changes what it wants of the next word's probabilities.
    private static string Caption(Action<string, float[]> change, CaptionStyle style = CaptionStyle.Detailed)
    {
        var stepper = new ScriptedStepper(Words.Count, 1, (_, history) =>
        {
            float[] next = new float[Words.Count];
            string said = string.Join(' ', Words.Decode(history));
            Put(next, (said switch { "" => "a", "a" => "road", "a road and" => "boats", _ => "<end>" }, 0.99f));
            change(said, next);
            float sum = next.Sum() + 1e-6f;
            return Array.ConvertAll(next, value => (float)Math.Log((value / sum) + 1e-12));
        }, style == CaptionStyle.Plain ? Vocabulary.Begin : Words.Detailed!.Value);
        var found = StyledSearch.Search(stepper, Words, Attributes, new DecodingOptions { BeamSize = 1, MaxWords = 8, Style = style });
        return string.Join(' ', Words.Decode([.. found[0][0].Words]));
    }

    private static void Put(float[] next, params (string Word, float Probability)[] words)
    {
        Array.Clear(next);
        foreach (var (word, probability) in words)
        {
            next[word == "<end>" ? Vocabulary.End : Words[word]] = probability;
        }
    }
}
