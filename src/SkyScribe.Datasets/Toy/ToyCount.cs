namespace SkyScribe.Datasets.Toy;

/// <summary>Some things of a kind, as a sentence names them.</summary>
/// <param name="Number">how many there are; four or five never occur, so that "three" and "many" look different</param>
/// <param name="Thing">the noun with its adjectives, singular ("white boat")</param>
internal readonly record struct ToyCount(int Number, string Thing)
{
    /// <summary>Draws one, two, three or many.</summary>
    public static int Draw(ToyBrush brush) => brush.Pick(1, 2, 3, brush.Whole(7, 10));

    /// <summary>"boat" or "boats".</summary>
    public string Noun => Number == 1 ? Thing : Thing + "s";

    /// <summary>"is" or "are".</summary>
    public string Verb => Number == 1 ? "is" : "are";

    /// <summary>"a boat", "two boats", "three boats", "many boats".</summary>
    public string Some => $"{Word("a", "many")} {Noun}";

    /// <summary>The same in other words: "one boat", "several boats".</summary>
    public string Others => $"{Word("one", "several")} {Noun}";

    /// <summary>The same as a sentence's beginning.</summary>
    public string Capital => char.ToUpperInvariant(Some[0]) + Some[1..];

    private string Word(string one, string many) => Number switch
    {
        1 => one,
        2 => "two",
        3 => "three",
        _ => many,
    };
}
