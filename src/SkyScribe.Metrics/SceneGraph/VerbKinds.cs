using System.Collections.Frozen;

namespace SkyScribe.Metrics.SceneGraph;

/// <summary>What the reading of a sentence has to know of its verbs.</summary>
internal static class VerbKinds
{
    private static readonly FrozenSet<string> Placing =
        Words("be locate situate lie stand sit place position stay exist see seem look appear distribute");
    private static readonly FrozenSet<string> Covering = Words("cover surround semi-surround fill border encircle line");
    private static readonly FrozenSet<string> Moving = Words("pass go run flow drive stand sit lie move park stop come");

    private static readonly FrozenSet<string> Routes = Words(
        "road railway railroad river trail path highway freeway street stream track lane overpass viaduct bridge canal way route creek");

    /// <summary>Verbs that only say that something is somewhere: "is located in" says no more than "is in".</summary>
    public static bool OnlyPlaces(string verb) => Placing.Contains(verb);

    /// <summary>Whether what follows the participle and the preposition does the deed: "surrounded by trees", "covered with snow", not "passed by
    /// this area".</summary>
    public static bool NamesDoer(string verb, string preposition) =>
        (preposition == "by" && !Moves(verb)) || (preposition == "with" && Covering.Contains(verb));

    /// <summary>Verbs of movement and rest.</summary>
    public static bool Moves(string verb) => Moving.Contains(verb);

    /// <summary>Objects that go through or across others.</summary>
    public static bool IsRoute(string noun) => Routes.Contains(noun);

    /// <summary>The relation that a verb is: to have is the same as to be with.</summary>
    public static string RelationOf(string verb) => verb == "have" ? "with" : verb;

    private static FrozenSet<string> Words(string words) => FrozenSet.ToFrozenSet(words.Split(' '), StringComparer.Ordinal);
}
