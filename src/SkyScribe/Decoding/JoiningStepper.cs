namespace SkyScribe.Decoding;

/// <summary>A model that goes on where its caption would end, once, where it knows how to: detailed captions are two, joined by a word.
/// </summary>
/// <remarks>
/// <para>Of two captions the longer one is less likely, however good its second half is, so a search would rather end. Where a caption could end
/// and the joining word is at least <see cref="LeastOdds"/> times as likely as the end, the end's probability goes to that word. Afterwards the
/// caption ends as any other.</para>
/// <para>In the second half, a word that names something costs <see cref="Repetition"/> nats for each time that the first half has it, and never
/// follows the word that it followed there, so that something else is said.</para>
/// <para>Both numbers were chosen on UCM's val (docs/results/findings.md has the trials).</para>
/// </remarks>
/// <param name="inner">the model, before its first step</param>
/// <param name="end">the word that ends captions</param>
/// <param name="joint">the word that joins two</param>
/// <param name="names">whether a word names something, by its id</param>
internal sealed class JoiningStepper(ICaptionStepper inner, int end, int joint, bool[] names) : ICaptionStepper
{
    /// <summary>How likely the joining word must be where the caption could end, as a multiple of the end's probability.</summary>
    public const double LeastOdds = 0.05;

    /// <summary>What it costs to name again, in nats a word.</summary>
    public const float Repetition = 1;

    // A caption "could end" where its end has at least this probability; elsewhere the joining word joins words.
    private const double LeastEnd = 0.02;
    private static readonly double LogOdds = Math.Log(LeastOdds), LogEnd = Math.Log(LeastEnd);
    private Row[] _rows = [];

    /// <inheritdoc/>
    public int VocabularySize => inner.VocabularySize;

    /// <inheritdoc/>
    public int ImageCount => inner.ImageCount;

    /// <inheritdoc/>
    public void Step(ReadOnlySpan<int> parents, ReadOnlySpan<int> words, Span<float> logProbabilities)
    {
        inner.Step(parents, words, logProbabilities);
        var next = new Row[parents.Length];
        for (int row = 0; row < next.Length; row++)
        {
            next[row] = Advance(_rows.Length == 0 ? Row.First : _rows[parents[row]], words[row],
                logProbabilities.Slice(row * VocabularySize, VocabularySize));
        }

        _rows = next;
    }

    private Row Advance(Row before, int word, Span<float> logProbabilities)
    {
        if (before.IsJoined || (before.OffersJoint && word == joint))
        {
            foreach (var (named, after) in before.Named)
            {
                logProbabilities[named] -= after == word ? float.PositiveInfinity : Repetition;
            }

            return before with { IsJoined = true };
        }

        ref float ofEnd = ref logProbabilities[end], ofJoint = ref logProbabilities[joint];
        bool offers = ofEnd >= LogEnd && ofJoint >= ofEnd + LogOdds;
        if (offers)
        {
            ofJoint = (float)Math.Log(Math.Exp(ofJoint) + Math.Exp(ofEnd));
            ofEnd = float.NegativeInfinity;
        }

        return new Row(IsJoined: false, offers, names[word] ? [.. before.Named, (word, before.Last)] : before.Named, word);
    }

    /// <param name="IsJoined">whether it is in its second half</param>
    /// <param name="OffersJoint">whether the end gave its probability to the joining word</param>
    /// <param name="Named">the words with which its first half named something, each with the word before it</param>
    /// <param name="Last">the last word of its first half</param>
    private readonly record struct Row(bool IsJoined, bool OffersJoint, (int Word, int After)[] Named, int Last)
    {
        public static Row First { get; } = new(false, false, [], -1);
    }
}
