using System.Text;
using SkyScribe.IO;

namespace SkyScribe.Datasets.Labels;

/// <summary>What a person has said of a picture so far.</summary>
internal enum LabelState
{
    /// <summary>Nothing yet.</summary>
    Open,

    /// <summary>The draft is right as it is.</summary>
    Accepted,

    /// <summary>The person's own captions.</summary>
    Edited,

    /// <summary>The picture is not to be in the data set.</summary>
    Rejected,
}

/// <summary>One picture of a data set in the making.</summary>
/// <param name="Image">its path below the data set's folder, with '/'</param>
/// <param name="State">what a person has said of it</param>
/// <param name="Captions">the captions that count; of an open picture none</param>
/// <param name="Draft">the model's caption; empty for none</param>
/// <param name="Confidence">the model's own estimate that its draft is right, 0 to 1; null where the model has none</param>
internal sealed record LabelRow(string Image, LabelState State, IReadOnlyList<string> Captions, string Draft, double? Confidence)
{
    /// <summary>Most captions of a picture.</summary>
    public const int MostCaptions = 5;

    /// <summary>What other columns of the file have for it.</summary>
    public IReadOnlyList<string> Others { get; init; } = [];

    /// <summary>Whether its captions belong to the data set.</summary>
    public bool IsCaptioned => State is LabelState.Accepted or LabelState.Edited;

    /// <summary>Stands for what a person has said: who changes it names the tag of what they saw, so that nobody overwrites what they never
    /// read.</summary>
    public string Tag => Sha256.Of(Encoding.UTF8.GetBytes($"{State}\n{string.Join('\n', Captions)}"))[..16];

    /// <summary>The row with what a person says now; whether that is the draft decides between accepted and edited.</summary>
    /// <param name="state">open and rejected need no captions</param>
    /// <param name="captions">each as <see cref="LabelText.Tidy"/> gives it</param>
    public LabelRow With(LabelState state, IReadOnlyList<string> captions) => state switch
    {
        LabelState.Open => this with { State = state, Captions = [] },
        LabelState.Rejected => this with { State = state, Captions = captions },
        _ => this with { State = captions is [var only] && only == Draft ? LabelState.Accepted : LabelState.Edited, Captions = captions },
    };
}

/// <summary>How many pictures are in which state.</summary>
internal sealed record LabelCounts(int Pictures, int Open, int Accepted, int Edited, int Rejected, int Captions)
{
    /// <summary>Counts.</summary>
    public static LabelCounts Of(IReadOnlyList<LabelRow> rows)
    {
        int Count(LabelState state) => rows.Count(row => row.State == state);
        return new LabelCounts(
            rows.Count, Count(LabelState.Open), Count(LabelState.Accepted), Count(LabelState.Edited), Count(LabelState.Rejected),
            rows.Where(row => row.IsCaptioned).Sum(row => row.Captions.Count));
    }
}
