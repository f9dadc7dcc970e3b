using System.Collections.Concurrent;
using SkyScribe.Metrics.Tokenization;

namespace SkyScribe.Metrics.Captions;

/// <summary>Tokenizes sentences on all processors. Equal tokens are one string, which is most of the memory that captions take.</summary>
internal sealed class TokenPool
{
    private readonly ConcurrentDictionary<string, string> _tokens = new(StringComparer.Ordinal);

    /// <summary>The tokens of each sentence of each image.</summary>
    /// <exception cref="ArgumentException">A sentence is too long for the tokenizer.</exception>
    public IReadOnlyList<string[]>[] Tokenize(IReadOnlyList<IReadOnlyList<string>> images, CancellationToken cancellation)
    {
        var tokens = new IReadOnlyList<string[]>[images.Count];
        Run(images.Count, image => tokens[image] = [.. images[image].Select(Tokenize)], cancellation);
        return tokens;
    }

    /// <summary>The tokens of each sentence.</summary>
    /// <exception cref="ArgumentException">A sentence is too long for the tokenizer.</exception>
    public string[][] Tokenize(IReadOnlyList<string> sentences, CancellationToken cancellation)
    {
        string[][] tokens = new string[sentences.Count][];
        Run(sentences.Count, image => tokens[image] = Tokenize(sentences[image]), cancellation);
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

    private string[] Tokenize(string sentence)
    {
        string[] tokens = PtbTokenizer.Tokenize(sentence);
        for (int i = 0; i < tokens.Length; i++)
        {
            tokens[i] = _tokens.GetOrAdd(tokens[i], tokens[i]);
        }

        return tokens;
    }
}
