using SkyScribe.Metrics.Captions;
using SkyScribe.Metrics.Content;
using SkyScribe.Metrics.Meteor;
using SkyScribe.Metrics.SceneGraph;
using SkyScribe.Metrics.Scores;
using SkyScribe.Metrics.Spice;
using SkyScribe.Metrics.WordOverlap;

namespace SkyScribe.Metrics;

/// <summary>Scores captions as written: tokenizes them as the reference tools do, then computes the metrics asked for, on all processors.</summary>
/// <remarks>
/// Images are scored in blocks, and a block's n-grams are forgotten with it: beside the tokens, only the document frequencies and the
/// scores of all images stay in memory.
/// </remarks>
public sealed class CaptionScorer : ICaptionMetric
{
    private const int MostBlockImages = 1024, BlocksPerProcessor = 4;
    private const string BleuCounts = "Bleu";

    private static readonly CiderOptions Ordinary = new();

    /// <summary>Metrics that look at all images together.</summary>
    private static readonly ICaptionMetric[] Whole = [new ContentAgreement(), new SelfRetrieval()];

    private readonly ScoringOptions _options;
    private readonly SpiceJar? _spice;
    private readonly Dictionary<string, MeteorScorer> _meteor = [];

    /// <summary>Prepares the metrics; METEOR's table is opened in the background while captions are read.</summary>
    /// <exception cref="ArgumentException">SPICE is asked for without its jar.</exception>
    public CaptionScorer(ScoringOptions? options = null)
    {
        _options = options ?? new ScoringOptions();
        _spice = _options.SpiceJar is { } jar ? new SpiceJar(jar) { TimeLimit = _options.SpiceTimeLimit, Progress = _options.SpiceProgress } : null;
        if (_spice is null && Needs(MetricNames.Spice))
        {
            throw new ArgumentException(
                $"{MetricNames.Spice} is asked for without spice-1.0.jar; give it (--spice-jar), or leave {MetricNames.Spice} out", nameof(options));
        }

        MeteorName = MeteorScorer.NameOf(_options.Paraphrases);
        if (Needs(MetricNames.Meteor) || Needs(MetricNames.Sm))
        {
            _meteor[MeteorName] = new MeteorScorer(_options.Paraphrases);
        }

        if (Needs(MetricNames.MeteorCaptions))
        {
            _meteor.TryAdd(MetricNames.MeteorCaptions, new MeteorScorer(ParaphraseTable.Captions));
        }

        if (Needs(MetricNames.MeteorNoParaphrase))
        {
            _meteor[MetricNames.MeteorNoParaphrase] = new MeteorScorer(null);
        }

        foreach (MeteorScorer scorer in _meteor.Values)
        {
            _ = Task.Run(scorer.Open).ContinueWith(task => task.Exception, TaskScheduler.Default);   // whoever scores first gets the error
        }
    }

    /// <summary>The name of METEOR with the table of the options, which also stands in Sm.</summary>
    public string MeteorName { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Names => [.. MetricNames.Results.Where(IsReported)];

    /// <summary>Scores one caption an image.</summary>
    /// <param name="candidates">For each image its caption; may be empty.</param>
    /// <param name="references">For each image its references, at least one.</param>
    /// <param name="progress">Told of finished images.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>The scores by name, in the order of reports.</returns>
    /// <exception cref="ArgumentException">The numbers of images differ, an image has no reference, or a sentence is too long.</exception>
    /// <exception cref="IOException">SPICE's program or Java is missing, or it failed.</exception>
    public CaptionScores Score(
        IReadOnlyList<string> candidates,
        IReadOnlyList<IReadOnlyList<string>> references,
        IProgress<int>? progress = null,
        CancellationToken cancellation = default) =>
        Score(CaptionSet.Of(candidates, references, _options.AsOneText, cancellation), progress, cancellation);

    /// <inheritdoc/>
    public CaptionScores Score(CaptionSet captions, CancellationToken cancellation = default) => Score(captions, null, cancellation);

    private CaptionScores Score(CaptionSet captions, IProgress<int>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(captions);
        if (_meteor.Count > 0)
        {
            RequireFewWords(captions);
        }

        var parts = new ImageScores(captions.Count);
        DocumentFrequencies? own = Needs(MetricNames.Cider) || Needs(MetricNames.CiderPlain) || Needs(MetricNames.Sm)
            || (Needs(MetricNames.CiderD) && _options.DocumentFrequencies is null)
            ? DocumentFrequencies.OfTokens(captions.References.Tokens)
            : null;
        int done = 0, blockImages = Math.Clamp(captions.Count / (BlocksPerProcessor * Environment.ProcessorCount), 1, MostBlockImages);
        Parallel.For(0, (captions.Count + blockImages - 1) / blockImages, new ParallelOptions { CancellationToken = cancellation }, block =>
        {
            int start = block * blockImages, length = Math.Min(blockImages, captions.Count - start);
            ScoreBlock(captions.Slice(start, length, own), own, parts, start, cancellation);
            progress?.Report(Interlocked.Add(ref done, length));
        });
        CaptionScores scores = Collect(parts, captions.References.Tokenizer);
        foreach (ICaptionMetric whole in Whole)
        {
            scores = whole.Names.Any(Needs) ? CaptionScores.Join(scores, Asked(whole.Score(captions, cancellation))) : scores;
        }

        return _spice is null ? scores : CaptionScores.Join(scores, _spice.Score(captions, cancellation));
    }

    private CaptionScores Asked(CaptionScores scores) =>
        new(new OrderedDictionary<string, MetricScore>(scores.ByName.Where(score => Needs(score.Key))));

    private bool Needs(string metric) => _options.Metrics.Contains(metric);

    private bool IsReported(string result) => result switch
    {
        MetricNames.Spice => _spice is not null,
        MetricNames.Meteor => MeteorName == result && Needs(result),
        _ => Needs(result) || (result == MeteorName && Needs(MetricNames.Meteor)),
    };

    private void ScoreBlock(CaptionSet block, DocumentFrequencies? own, ImageScores parts, int start, CancellationToken cancellation)
    {
        parts.Set(BleuCounts, start, Bleu.Count(block));
        parts.Set(MetricNames.RougeL, start, RougeL.Each(block));
        if (own is not null)
        {
            parts.Set(MetricNames.Cider, start, Cider.Each(block, Ordinary, own));
            parts.Set(MetricNames.CiderPlain, start, Cider.Each(block, CiderOptions.Plain, own));
        }

        if (Needs(MetricNames.CiderD))
        {
            parts.Set(MetricNames.CiderD, start, Cider.Each(block, Ordinary, _options.DocumentFrequencies ?? own));
        }

        if (Needs(MetricNames.SceneGraphF))
        {
            parts.Set(MetricNames.SceneGraphF, start, SceneGraphF.Each(block, cancellation));
        }

        foreach ((string name, MeteorScorer scorer) in _meteor)
        {
            parts.Set(name, start, scorer.Count(block, cancellation));
        }
    }

    private CaptionScores Collect(ImageScores parts, string tokenizer)
    {
        CaptionScores bleu = Bleu.Score(parts.Counts(BleuCounts), tokenizer);
        MetricScore Mean(string metric, string signature) => MetricScore.MeanOf(parts.Scores(metric), signature);
        MetricScore Meteor(string name) => _meteor[name].Score(parts.Counts(name), tokenizer);
        MetricScore RougeL() => Mean(MetricNames.RougeL, WordOverlap.RougeL.Signature(tokenizer));
        MetricScore Cider() => Mean(MetricNames.Cider, WordOverlap.Cider.Signature(Ordinary, null, tokenizer));
        MetricScore Of(string metric) => metric switch
        {
            _ when _meteor.ContainsKey(metric) => Meteor(metric),
            MetricNames.RougeL => RougeL(),
            MetricNames.Cider => Cider(),
            MetricNames.CiderD => Mean(metric, WordOverlap.Cider.Signature(Ordinary, _options.DocumentFrequencies?.Images, tokenizer)),
            MetricNames.CiderPlain => Mean(metric, WordOverlap.Cider.Signature(CiderOptions.Plain, null, tokenizer)),
            MetricNames.SceneGraphF => Mean(metric, SceneGraph.SceneGraphF.Signature(tokenizer)),
            MetricNames.Sm => Sm.Of(bleu[MetricNames.Bleu[3]], (MeteorName, Meteor(MeteorName)), RougeL(), Cider()),
            _ => bleu[metric],
        };
        return new CaptionScores(new OrderedDictionary<string, MetricScore>(
            Names.Where(name => name != MetricNames.Spice && !MetricNames.Content.Contains(name))
                .Select(name => KeyValuePair.Create(name, Of(name)))));
    }

    // METEOR's normalizer splits at signs inside of tokens, so each counts as a word.
    private static void RequireFewWords(CaptionSet captions)
    {
        for (int image = 0; image < captions.Count; image++)
        {
            int longest = captions.References.Tokens[image].Append(captions.Tokens[image])
                .Max(sentence => sentence.Length + sentence.Sum(token => token.Count(unit => !char.IsLetterOrDigit(unit))));
            if (longest > MeteorScorer.MaxWords)
            {
                throw new ArgumentException(
                    $"image {image} (counted from 0) has a sentence of {longest} words and signs, expected at most {MeteorScorer.MaxWords} for METEOR; leave METEOR out with --metrics, or shorten it");
            }
        }
    }
}
