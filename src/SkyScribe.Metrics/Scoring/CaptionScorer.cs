using SkyScribe.Metrics.Meteor;

namespace SkyScribe.Metrics.Scoring;

/// <summary>Scores captions as written: tokenizes them as the reference tools do, then computes the metrics asked for, on all processors.</summary>
/// <remarks>
/// Images are scored in blocks, and a block's n-grams are forgotten with it: beside the tokens, only the document frequencies and the
/// scores of all images stay in memory.
/// </remarks>
public sealed class CaptionScorer
{
    private const int MostBlockImages = 1024, BlocksPerProcessor = 4;

    private readonly ScoringOptions _options;
    private readonly Dictionary<string, Task<MeteorScorer>> _meteor = [];

    /// <summary>Prepares the metrics; tables are opened in the background while captions are read.</summary>
    public CaptionScorer(ScoringOptions? options = null)
    {
        _options = options ?? new ScoringOptions();
        bool hasFull = _options.Paraphrases is not null || ParaphraseTable.HasFull;
        MainMeteor = hasFull ? MetricNames.Meteor : MetricNames.MeteorCaptions;
        if (Needs(MetricNames.Meteor) || Needs(MetricNames.Sm))
        {
            _meteor[MainMeteor] = Task.Run(() => new MeteorScorer(hasFull ? _options.Paraphrases ?? ParaphraseTable.FindFull() : ParaphraseTable.Captions));
        }

        if (Needs(MetricNames.MeteorCaptions))
        {
            _meteor[MetricNames.MeteorCaptions] = Task.Run(() => new MeteorScorer(ParaphraseTable.Captions));
        }

        if (Needs(MetricNames.MeteorNoParaphrase))
        {
            _meteor[MetricNames.MeteorNoParaphrase] = Task.FromResult(new MeteorScorer(null));
        }
    }

    /// <summary>The name of the METEOR that stands in Sm and under which the default METEOR is reported: it says which table was found.</summary>
    public string MainMeteor { get; }

    /// <summary>Scores one caption an image.</summary>
    /// <param name="candidates">For each image its caption; may be empty.</param>
    /// <param name="references">For each image its references, at least one.</param>
    /// <param name="progress">Told of finished images.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>The scores by name, in the order of <see cref="MetricNames.All"/>.</returns>
    /// <exception cref="ArgumentException">The numbers of images differ, an image has no reference, or a sentence is too long.</exception>
    public CaptionScores Score(
        IReadOnlyList<string> candidates,
        IReadOnlyList<IReadOnlyList<string>> references,
        IProgress<int>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        ArgumentNullException.ThrowIfNull(references);
        if (candidates.Count != references.Count || candidates.Count == 0)
        {
            throw new ArgumentException($"found {candidates.Count} candidates for {references.Count} images; give one an image, empty where there is none", nameof(candidates));
        }

        var tokens = new TokenizedCaptions(candidates, references, cancellation);
        if (_meteor.Count > 0)
        {
            tokens.RequireAtMost(MeteorScorer.MaxWords);
        }

        var parts = new ImageScores(candidates.Count);
        DocumentFrequencies? own = Needs(MetricNames.Cider) || Needs(MetricNames.CiderPlain) || Needs(MetricNames.Sm) || (Needs(MetricNames.CiderD) && _options.DocumentFrequencies is null)
            ? DocumentFrequencies.Of(tokens.References.Select(TokenizedCaptions.Words))
            : null;
        int done = 0, blockImages = Math.Clamp(candidates.Count / (BlocksPerProcessor * Environment.ProcessorCount), 1, MostBlockImages);
        Parallel.For(0, (candidates.Count + blockImages - 1) / blockImages, new ParallelOptions { CancellationToken = cancellation }, block =>
        {
            int start = block * blockImages, length = Math.Min(blockImages, candidates.Count - start);
            ScoreBlock(tokens.Block(start, length), own, parts, start);
            progress?.Report(Interlocked.Add(ref done, length));
        });
        return Collect(parts);
    }

    private bool Needs(string metric) => _options.Metrics.Contains(metric);

    private void ScoreBlock(TokenizedBlock block, DocumentFrequencies? own, ImageScores parts, int start)
    {
        var prepared = new PreparedReferences(block.WordReferences, own);
        CountedSentence[] read = prepared.Read(block.WordCandidates);
        parts.Set(ImageScores.Bleu, start, Bleu.Count(read, prepared));
        var rougeReferences = block.HasJoinedTokens ? new PreparedReferences(block.References) : prepared;
        parts.Set(MetricNames.RougeL, start, RougeL.Score(block.HasJoinedTokens ? rougeReferences.Read(block.Candidates) : read, rougeReferences));
        if (own is not null)
        {
            parts.Set(MetricNames.Cider, start, new CiderScorer(prepared, new CiderOptions(), own).Score(read));
            parts.Set(MetricNames.CiderPlain, start, new CiderScorer(prepared, CiderOptions.Plain, own).Score(read));
        }

        if (Needs(MetricNames.CiderD))
        {
            DocumentFrequencies given = _options.DocumentFrequencies ?? own!;
            var numbered = ReferenceEquals(given, own) ? prepared : new PreparedReferences(block.WordReferences, given);
            parts.Set(MetricNames.CiderD, start, new CiderScorer(numbered, new CiderOptions(), given).Score(numbered.Read(block.WordCandidates)));
        }

        if (Needs(MetricNames.SceneGraphF))
        {
            parts.Set(MetricNames.SceneGraphF, start, SceneGraph.SceneGraphF.Score(block.Candidates, block.References));
        }

        foreach ((string name, Task<MeteorScorer> scorer) in _meteor)
        {
            parts.Set(name, start, scorer.GetAwaiter().GetResult().Count(block.Candidates, block.References));
        }
    }

    private CaptionScores Collect(ImageScores parts)
    {
        var scores = new OrderedDictionary<string, MetricScore>();
        MetricScore[] bleu = Bleu.Score(parts.Counts(ImageScores.Bleu));
        foreach (string metric in MetricNames.All)
        {
            bool isMain = metric == MainMeteor && Needs(MetricNames.Meteor);
            if (!Needs(metric) && !isMain)
            {
                continue;
            }

            MetricScore? score = metric switch
            {
                "Bleu_1" or "Bleu_2" or "Bleu_3" or "Bleu_4" => bleu[metric[^1] - '1'],
                MetricNames.Sm => Metrics.Sm.Score(bleu[3], MeteorScorer.Score(parts.Counts(MainMeteor)), parts.Mean(MetricNames.RougeL), parts.Mean(MetricNames.Cider)),
                _ when _meteor.ContainsKey(metric) => MeteorScorer.Score(parts.Counts(metric)),
                MetricNames.Meteor => null,
                _ => parts.Mean(metric),
            };
            if (score is { } known)
            {
                scores[metric] = known;
            }
        }

        return new CaptionScores(scores);
    }
}
