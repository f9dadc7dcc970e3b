using System.Collections.Concurrent;
using SkyScribe.Metrics.Tokenization;

namespace SkyScribe.Metrics.Scoring;

/// <summary>The tokens of all captions. Equal tokens are one string, which is most of the memory that captions take.</summary>
internal sealed class TokenizedCaptions
{
    // A token may hold a no-break space ("3 1/2"): the Python tools split there when they count n-grams, but not for ROUGE-L.
    private const char Joint = '\u00A0';

    private readonly string[][] _candidates;
    private readonly ConcurrentDictionary<string, string> _tokens = new(StringComparer.Ordinal);

    public TokenizedCaptions(IReadOnlyList<string> candidates, IReadOnlyList<IReadOnlyList<string>> references, CancellationToken cancellation)
    {
        (_candidates, References) = (new string[candidates.Count][], new IReadOnlyList<string[]>[candidates.Count]);
        try
        {
            Parallel.For(0, candidates.Count, new ParallelOptions { CancellationToken = cancellation }, image =>
            {
                _candidates[image] = Tokenize(candidates[image]);
                References[image] = [.. references[image].Select(Tokenize)];
            });
        }
        catch (AggregateException problem) when (problem.InnerExceptions.OfType<ArgumentException>().FirstOrDefault() is { } cause)
        {
            throw new ArgumentException(cause.Message, problem);
        }
    }

    /// <summary>For each image its references' tokens.</summary>
    public IReadOnlyList<string[]>[] References { get; }

    /// <summary>Tokens as the n-gram metrics see them.</summary>
    public static IReadOnlyList<string[]> Words(IReadOnlyList<string[]> sentences) => HasJoint(sentences) ? [.. sentences.Select(Split)] : sentences;

    /// <summary>Refuses sentences that METEOR could not take; its normalizer splits at signs inside of tokens, so each counts as a word.</summary>
    /// <exception cref="ArgumentException">A sentence is longer; the message has its image's index.</exception>
    public void RequireAtMost(int words)
    {
        for (int image = 0; image < _candidates.Length; image++)
        {
            int longest = References[image].Append(_candidates[image]).Max(sentence => sentence.Length + sentence.Sum(token => token.Count(unit => !char.IsLetterOrDigit(unit))));
            if (longest > words)
            {
                throw new ArgumentException($"image {image} (counted from 0) has a sentence of {longest} words and signs, expected at most {words} for METEOR; leave METEOR out with --metrics, or shorten it");
            }
        }
    }

    public TokenizedBlock Block(int start, int length)
    {
        ArraySegment<string[]> candidates = new(_candidates, start, length);
        ArraySegment<IReadOnlyList<string[]>> references = new(References, start, length);
        return HasJoint(candidates) || references.Any(HasJoint)
            ? new TokenizedBlock(candidates, references, [.. candidates.Select(Split)], [.. references.Select(Words)], HasJoinedTokens: true)
            : new TokenizedBlock(candidates, references, candidates, references, HasJoinedTokens: false);
    }

    private static bool HasJoint(IReadOnlyList<string[]> sentences) => sentences.Any(sentence => Array.Exists(sentence, token => token.Contains(Joint, StringComparison.Ordinal)));

    private static string[] Split(string[] sentence) => [.. sentence.SelectMany(token => token.Split(Joint, StringSplitOptions.RemoveEmptyEntries))];

    private string[] Tokenize(string caption)
    {
        string[] tokens = PtbTokenizer.Tokenize(caption);
        for (int i = 0; i < tokens.Length; i++)
        {
            tokens[i] = _tokens.GetOrAdd(tokens[i], tokens[i]);
        }

        return tokens;
    }
}

/// <summary>Some of the images: the tokens, and the words that n-grams are made of.</summary>
internal sealed record TokenizedBlock(
    IReadOnlyList<string[]> Candidates,
    IReadOnlyList<IReadOnlyList<string[]>> References,
    IReadOnlyList<string[]> WordCandidates,
    IReadOnlyList<IReadOnlyList<string[]>> WordReferences,
    bool HasJoinedTokens);
