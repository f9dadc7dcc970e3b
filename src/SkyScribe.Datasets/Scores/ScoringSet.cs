namespace SkyScribe.Datasets.Scores;

/// <summary>Candidates joined with their references.</summary>
/// <param name="Ids">The images' ids, as the references call them by the name that fits the candidates', in the references' order.</param>
/// <param name="Candidates">For each image its caption.</param>
/// <param name="References">For each image its references.</param>
/// <param name="Missing">Images of the references without a candidate, which are left out.</param>
/// <param name="Extra">Candidates without references, which are left out.</param>
public sealed record ScoringSet(
    IReadOnlyList<string> Ids,
    IReadOnlyList<string> Candidates,
    IReadOnlyList<IReadOnlyList<string>> References,
    IReadOnlyList<string> Missing,
    IReadOnlyList<string> Extra)
{
    private const int Listed = 10, Shown = 3;

    /// <summary>What the candidates call each image of <see cref="Ids"/>.</summary>
    public IReadOnlyList<string> CandidateIds { get; private init; } = Ids;

    /// <summary>Images of the references that the captioning program could not read, which are left out.</summary>
    public IReadOnlyList<string> Failed { get; private init; } = [];

    /// <summary>What was compared where candidates and references call images differently, with an example; null where they call them the
    /// same.</summary>
    public string? MatchedBy { get; private init; }

    /// <summary>Joins candidates with references by what both call the same; or else by path, file name, file name without ending, or
    /// number.</summary>
    /// <param name="candidates">The captions.</param>
    /// <param name="references">The references.</param>
    /// <param name="allowPartial">Whether images may be left out.</param>
    /// <exception cref="CaptionFileException">Ids are missing or extra, and that is not allowed; or nothing can be joined.</exception>
    public static ScoringSet Join(CandidateFile candidates, ReferenceFile references, bool allowPartial = false)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        ArgumentNullException.ThrowIfNull(references);
        string[] all = [.. candidates.Captions.Keys, .. candidates.Failed];
        IdMatch match = IdMatch.Find(all, references.Images);
        (string Id, string? Candidate, ReferencedImage Image)[] named =
            [.. references.Images.Select((image, i) => (image.Ids[Math.Min(match.Name, image.Ids.Count - 1)], match.CandidateOf[i], image))];
        if (named.GroupBy(image => image.Id).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new CaptionFileException(references.Path, $"image {twice.Key}", $"{twice.Count()} images of this id", "one");
        }

        if (match.Count == 0)
        {
            throw NoneMatches(candidates, references, all);
        }

        var found = named.Where(image => image.Candidate is { } id && candidates.Captions.ContainsKey(id)).ToArray();
        string[] missing = [.. named.Where(image => image.Candidate is null).Select(image => image.Id)];
        HashSet<string?> joined = [.. match.CandidateOf];
        string[] extra = [.. candidates.Captions.Keys.Where(id => !joined.Contains(id))];
        if (found.Length == 0 || ((missing.Length > 0 || extra.Length > 0) && !allowPartial))
        {
            string split = references.Split is null ? "; if only one split was captioned, say --split" : "";
            throw new CaptionFileException(
                $"{candidates.Path}: {found.Length} of {named.Length} images of {references.Path} have a caption{split}\n"
                + List("without a caption", missing) + List("without references", extra)
                + (found.Length == 0 ? "" : "use --partial to score the others alone"));
        }

        return new ScoringSet(
            [.. found.Select(image => image.Id)],
            [.. found.Select(image => candidates.Captions[image.Candidate!])],
            [.. found.Select(image => image.Image.Sentences)],
            missing,
            extra)
        {
            CandidateIds = [.. found.Select(image => image.Candidate!)],
            Failed = [.. named.Where(image => image.Candidate is { } id && !candidates.Captions.ContainsKey(id)).Select(image => image.Id)],
            MatchedBy = match.Rule == IdRule.AsWritten ? null : $"{match.Rule.Name}, as {found[0].Candidate} for {found[0].Id}",
        };
    }

    // Leaving out what does not match would leave nothing: what is asked for is a look at both sides.
    private static CaptionFileException NoneMatches(CandidateFile candidates, ReferenceFile references, string[] ids)
    {
        int names = references.Images.Max(image => image.Ids.Count);
        string known = string.Join("; or ", Enumerable.Range(0, names).Select(
            name => Examples(references.Images.Where(image => name < image.Ids.Count).Select(image => image.Ids[name]))));
        string nearest = new[] { IdRule.LastNumber }.Select(rule => IdMatch.Best(rule, ids, references.Images))
            .FirstOrDefault(match => match is { Count: > 0 }) is { } near
            ? $"nearest rule: {near.Rule.Name} would join {near.Count} of {references.Images.Count}; call the captions as the references are called"
            : "no rule joins any of them: are these the references of other images, or of another split?";
        return new CaptionFileException(
            $"{candidates.Path}: none of its {ids.Length} captions is of an image of {references.Path}\n"
            + $"  captions are called {Examples(ids)}\n  images are called {known}\n{nearest}"
            + (references.Split is null ? "" : $" (only the split {references.Split} was looked at)"));
    }

    private static string Examples(IEnumerable<string> ids) => string.Join(", ", ids.Take(Shown).Select(IO.SkyScribeException.Quote));

    private static string List(string what, string[] ids) => ids.Length == 0 ? "" :
        $"  {ids.Length} {what}: {string.Join(", ", ids.Take(Listed))}{(ids.Length > Listed ? ", ..." : "")}\n";
}
