using System.Collections.Concurrent;
using SkyScribe.Metrics.Tokenization;

namespace SkyScribe.Metrics.Captions;

/// <summary>Tokenizes sentences on all processors. Equal tokens are one string, which is most of the memory that captions take.</summary>
/// <param name="asOneText">whether each sentence is read with the beginning of the next
/// (<see cref="PtbTokenizer.Tokenize(string, string?)"/>)</param>
internal sealed class TokenPool(bool asOneText = false)
{
    /// <summary>What reports call the tokens.</summary>
    public string Name => asOneText ? PtbTokenizer.OneTextName : PtbTokenizer.Name;

    private readonly ConcurrentDictionary<string, string> _tokens = new(StringComparer.Ordinal);

    /// <summary>The tokens of each sentence of each image.</summary>
    /// <exception cref="ArgumentException">A sentence is too long for the tokenizer.</exception>
    public IReadOnlyList<string[]>[] Tokenize(IReadOnlyList<IReadOnlyList<string>> images, CancellationToken cancellation)
    {
        var tokens = new IReadOnlyList<string[]>[images.Count];
        Run(
            images.Count,
            image => tokens[image] =
            [
                .. images[image].Select((sentence, i) => Tokenize(
                sentence, i + 1 < images[image].Count ? images[image][i + 1] : image + 1 < images.Count ? images[image + 1][0] : null)),
            ],
            cancellation);
        return tokens;
    }

    /// <summary>The tokens of each sentence.</summary>
    /// <exception cref="ArgumentException">A sentence is too long for the tokenizer.</exception>
    public string[][] Tokenize(IReadOnlyList<string> sentences, CancellationToken cancellation)
    {
        string[][] tokens = new string[sentences.Count][];
        Run(sentences.Count, image => tokens[image] =
            Tokenize(sentences[image], image + 1 < sentences.Count ? sentences[image + 1] : null), cancellation);
        return tokens;
    }

    private static void Run(int count, Action<int> tokenize, CancellationToken cancellation)
    {
        try
        {
            Parallel.For(0, count, new ParallelOptions { CancellationToken = cancellation }, tokenize);
        }
        catch (AggregateException problem) when (problem.InnerExceptions.OfType<ArgumentException>().FirstOrDefault() is { } cause)
        {
            throw new ArgumentException(cause.Message, problem);
        }
    }

    private string[] Tokenize(string sentence, string? next)
    {
        string[] tokens = PtbTokenizer.Tokenize(sentence, asOneText ? next : null);
        for (int i = 0; i < tokens.Length; i++)
        {
            tokens[i] = _tokens.GetOrAdd(tokens[i], tokens[i]);
        }

        return tokens;
    }
}
