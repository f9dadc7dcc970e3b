namespace SkyScribe.Metrics.SceneGraph;

/// <summary>Reads what a caption says into tuples: which objects there are, what they are like, how they relate.</summary>
/// <remarks>
/// Three steps: part-of-speech tags, phrases, and a reading from left to right that knows how remote-sensing captions are built. The grammar
/// and how it differs from SPICE's parser are in docs/reference/scene-graph-f.md.
/// </remarks>
public static class CaptionParser
{
    // Longer than any caption of the corpora; the rest of a longer one is not read, which bounds time and memory for any input.
    private const int MostWords = 256;

    /// <summary>The caption's tuples, each once, in the order in which it says them.</summary>
    /// <param name="tokens">Lower-case tokens without punctuation, as <see cref="Tokenization.PtbTokenizer"/> gives; at most the first 256 are
    /// read.</param>
    public static IReadOnlyList<SceneTuple> Parse(IReadOnlyList<string> tokens)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        string[] words = [.. tokens.Where(token => !string.IsNullOrEmpty(token)).Take(MostWords)];
        return SceneReader.Read(PhraseChunker.Chunk(words));
    }
}
