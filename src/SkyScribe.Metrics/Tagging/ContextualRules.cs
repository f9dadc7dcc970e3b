namespace SkyScribe.Metrics.Tagging;

/// <summary>The corrections, in the order in which they are made. Each group says which phrases it is for.</summary>
internal static class ContextualRules
{
    private const string Determiners = "DT|PRP$|CD";
    private const string BeginsNounPhrase = "DT|PRP$|CD|PRP";
    private const string Nouns = "NN|NNS|NNP|NNPS";

    /// <summary>"next to land", "close to water": after these words "to" is a preposition, and what follows is no verb.</summary>
    private const string AdjectivesWithTo =
        "next|close|closed|adjacent|near|opposite|parallel|perpendicular|vertical|belong|belongs|belonging|connected|"
        + "connects|connecting|attached|due|compared|leading|leads|lead|similar";

    /// <summary>Verbs of position and movement that the lexicon knows best as plural nouns.</summary>
    private const string VerbsOfPlaceInS =
        "flows|lies|runs|stretches|stands|leads|passes|looks|goes|crosses|extends|covers|forms|faces|turns|winds|meets|"
        + "joins|links|separates|borders";

    /// <summary>Their plurals, known best as singular nouns or adjectives.</summary>
    private const string VerbsOfPlace =
        "flow|lie|run|stretch|stand|lead|pass|look|cross|extend|cover|form|face|turn|wind|meet|join|link|park|dock|"
        + "border|line|stop|float|sail|move|separate|surround";

    private const string Vehicles = "car|cars|vehicle|vehicles|bus|buses|truck|trucks|boat|boats|ship|ships|plane|planes|airplane|airplanes";

    public static IReadOnlyList<ContextualRule> All { get; } =
    [
        // "trees next to a river" (a preposition of two words), "trees round the pool"
        new("JJ", "IN") { Word = "next", NextWord = "to" },
        new("NN", "IN") { Word = "round", Next = "DT" },

        // "to form a line", "can park here"; not "next to land"
        new("NN|JJ|VBP", "VB") { Previous = "MD" },
        new("NN|JJ|VBP", "VB") { Previous = "TO", Next = BeginsNounPhrase + "|JJ|NNS|TO|IN|RB", NotSecondPreviousWord = AdjectivesWithTo },

        // "a red cross", "two sandy stretches", "a long walk"
        new("VB|VBP", "NN") { Previous = "DT|PRP$|JJ" },
        new("VBZ", "NNS") { Previous = "PRP$|JJ|CD" },
        new("VBZ", "NNS") { PreviousWord = "the|some|these|those|all|both" },
        new("VB|VBP", "NN") { Previous = "CD", Next = Nouns + "|IN|VBZ|$" },

        // "trees form a line", "lawns separate two runways", "roads lead to it"
        new("NN|JJ|VB", "VBP") { Previous = "NNS|PRP", Next = BeginsNounPhrase },
        new("NN|JJ", "VB") { Previous = "NNS|PRP", Next = BeginsNounPhrase },
        new("NN|JJ", "VBP") { Word = VerbsOfPlace, Previous = "NNS|PRP|RB|CC", Next = "IN|TO|RB|RP|$" },
        new("NN|JJ", "VB") { Word = VerbsOfPlace, Previous = "NNS|PRP|RB", Next = "IN|TO|RB|RP|$" },

        // "a sports park in the city"
        new("VB|VBP", "NN") { Word = "park", PreviousWord = "sports|theme|amusement" },

        // "a river flows through", "it houses many cars"
        new("NNS", "VBZ") { Word = VerbsOfPlaceInS, Previous = Nouns + "|PRP|WDT|RB|CC" },
        new("NNS", "VBZ") { Previous = "PRP|WDT" },

        // "are parked", "has been closed": participles, not the past
        new("VBD", "VBN") { PreviousWord = "is|are|was|were|be|been|being|has|have|had" },
        new("VBD", "VBN") { Previous = "RB", SecondPrevious = "VBP|VBZ|VBD" },
        new("VBD", "VBN") { NextWord = "by" },
        new("JJ", "VBN") { NextWord = "by" },

        // "cars parking near the beach"
        new("NN", "VBG") { Word = "parking", PreviousWord = Vehicles, Next = "IN|RB" },

        // "a swimming pool", "white marking lines" and "the surrounding area", but "trees surrounding buildings"
        new("VBG", "NN") { Word = "swimming|parking|marking|landing|shopping", Next = Nouns },
        new("VBG", "JJ") { Previous = Determiners + "|JJ|IN|CC|^|RB", Next = Nouns + "|JJ" },
        new("VBG", "NN") { Previous = Determiners + "|JJ|IN|CC|^", Next = Nouns },
        new("VBG", "NN") { Previous = Determiners + "|JJ", Next = "IN|CC|VBZ|VBP|$" },

        // "crowded buildings", "a deserted road": states rather than deeds
        new("VBN", "JJ") { Word = "crowded|complicated|deserted|abandoned", Next = Nouns + "|JJ" },

        // "light green trees", "a medium residential area", "a round pool"
        new("NN", "JJ") { Word = "light|medium|half|square|round|silver|cream", Next = "JJ" },
        new("NN", "JJ") { Word = "round", Next = Nouns },

        // "parked orderly", "orderly arranged"; but "orderly boats", "are orderly"
        new("JJ", "RB") { Previous = "VBN|VBD|VBG", Next = "IN|RB|CC|$" },
        new("JJ", "RB") { Word = "orderly", Next = "VBN|VBD" },

        // "on the left of the road"
        new("VBN|VBD|RB", "NN") { Word = "left|back", Previous = "DT" },
        new("NN|VBN", "JJ") { Word = "left|right", Next = Nouns },

        // "the roads go through": the present, not the infinitive
        new("VB", "VBP") { Previous = Nouns + "|PRP|WDT|EX" },
    ];
}
