using System.Globalization;

namespace SkyScribe.Datasets.Scores;

/// <summary>One way in which captions and references may call an image differently.</summary>
/// <param name="Name">what is compared, for people</param>
/// <param name="KeyOf">what is compared; null for an id that the rule does not fit</param>
/// <param name="CandidateKeysOf">what is compared of a caption's id, where it is several things; the first that fits counts</param>
internal sealed record IdRule(string Name, Func<string, string?> KeyOf, Func<string, IEnumerable<string>>? CandidateKeysOf = null)
{
    /// <summary>As written.</summary>
    public static IdRule AsWritten { get; } = new("as written", id => id);

    /// <summary>What is tried where nothing is called the same, in this order.</summary>
    public static IReadOnlyList<IdRule> Others { get; } =
    [
        new("the end of the path", FileNameKey.Of, PathEnds),
        new("the file name", id => FileNameKey.Of(FileName(id))),
        new("the file name without its ending", id => Stem(id)),
        new("the number, without zeros before it", Number),
    ];

    /// <summary>What is only offered: numbers in names can mean anything.</summary>
    public static IdRule LastNumber { get; } = new("the number at the end of the name", id =>
    {
        string stem = Stem(id);
        string digits = stem[(stem.AsSpan().LastIndexOfAnyExceptInRange('0', '9') + 1)..];
        return digits.Length > 0 ? Number(digits) : null;
    });

    private static IEnumerable<string> PathEnds(string id)
    {
        string path = FileNameKey.Of(id);
        yield return path;
        for (int slash = path.IndexOf('/'); slash >= 0 && slash < path.Length - 1; slash = path.IndexOf('/', slash + 1))
        {
            yield return path[(slash + 1)..];
        }
    }

    private static string FileName(string id) => id.Trim()[(id.Trim().LastIndexOfAny(['/', '\\']) + 1)..];

    private static string Stem(string id)
    {
        string name = FileNameKey.Of(FileName(id));
        int dot = name.LastIndexOf('.');
        return dot > 0 && name.Length - dot is > 1 and <= 6 ? name[..dot] : name;
    }

    private static string? Number(string id)
    {
        string name = FileName(id).Trim();
        if (name.EndsWith(".0", StringComparison.Ordinal))
        {
            name = name[..^2];   // a column of numbers with a gap, as pandas writes it
        }

        string digits = name.All(char.IsAsciiDigit) ? name : Stem(name);
        return digits.Length is > 0 and <= 30 && digits.All(char.IsAsciiDigit)
            && UInt128.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out UInt128 number)
            ? number.ToString(CultureInfo.InvariantCulture)
            : null;
    }
}
