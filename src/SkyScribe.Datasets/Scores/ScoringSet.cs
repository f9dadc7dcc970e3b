namespace SkyScribe.Datasets.Scores;

/// <summary>Candidates joined with their references.</summary>
/// <param name="Ids">The images' ids, as the candidates call them, in the references' order.</param>
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
    private const int Listed = 10;

    /// <summary>Joins candidates with references by the name that most candidates have.</summary>
    /// <param name="candidates">The captions.</param>
    /// <param name="references">The references.</param>
    /// <param name="allowPartial">Whether images may be left out.</param>
    /// <exception cref="CaptionFileException">Ids are missing or extra, and that is not allowed; or nothing can be joined.</exception>
    public static ScoringSet Join(CandidateFile candidates, ReferenceFile references, bool allowPartial = false)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        ArgumentNullException.ThrowIfNull(references);
        int names = references.Images.Max(image => image.Ids.Count);
        int best = Enumerable.Range(0, names).MaxBy(name => references.Images.Count(image => name < image.Ids.Count && candidates.Captions.ContainsKey(image.Ids[name])));
        (string Id, ReferencedImage Image)[] named = [.. references.Images.Select(image => (image.Ids[Math.Min(best, image.Ids.Count - 1)], image))];
        if (named.GroupBy(image => image.Id).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new CaptionFileException(references.Path, $"image {twice.Key}", $"{twice.Count()} images of this id", "one");
        }

        var found = named.Where(image => candidates.Captions.ContainsKey(image.Id)).ToArray();
        string[] missing = [.. named.Select(image => image.Id).Where(id => !candidates.Captions.ContainsKey(id))];
        HashSet<string> known = [.. named.Select(image => image.Id)];
        string[] extra = [.. candidates.Captions.Keys.Where(id => !known.Contains(id))];
        if (found.Length == 0 || ((missing.Length > 0 || extra.Length > 0) && !allowPartial))
        {
            string split = references.Split is null ? "; if only one split was captioned, say --split" : "";
            throw new CaptionFileException(
                $"{candidates.Path}: {found.Length} of {named.Length} images of {references.Path} have a caption{split}\n"
                + List("without a caption", missing) + List("without references", extra) + "use --partial to score the others alone");
        }

        return new ScoringSet(
            [.. found.Select(image => image.Id)],
            [.. found.Select(image => candidates.Captions[image.Id])],
            [.. found.Select(image => image.Image.Sentences)],
            missing,
            extra);
    }

    private static string List(string what, string[] ids) => ids.Length == 0 ? "" :
        $"  {ids.Length} {what}: {string.Join(", ", ids.Take(Listed))}{(ids.Length > Listed ? ", ..." : "")}\n";
}
