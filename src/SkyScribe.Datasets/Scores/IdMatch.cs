namespace SkyScribe.Datasets.Scores;

/// <summary>Which caption belongs to which image, by one rule and one of the names that the references have for their images.</summary>
/// <param name="Rule">the rule</param>
/// <param name="Name">the place of the name among <see cref="ReferencedImage.Ids"/></param>
/// <param name="CandidateOf">for each image of the references the id of its caption; null for none</param>
/// <param name="Count">images with a caption</param>
internal sealed record IdMatch(IdRule Rule, int Name, string?[] CandidateOf, int Count)
{
    /// <summary>Finds the rule by which captions and references belong together: what is called the same decides where anything is; else the rule
    /// that joins most, the earlier of two.</summary>
    /// <param name="candidates">what the captions are called</param>
    /// <param name="images">the images of the references</param>
    public static IdMatch Find(IReadOnlyCollection<string> candidates, IReadOnlyList<ReferencedImage> images)
    {
        IdMatch asWritten = Best(IdRule.AsWritten, candidates, images)!;
        return asWritten.Count > 0 ? asWritten : IdRule.Others.Select(rule => Best(rule, candidates, images)).Where(match => match is not null)
            .MaxBy(match => match!.Count) ?? asWritten;
    }

    /// <summary>The name by which a rule joins most; null where two of either side are the same by it.</summary>
    public static IdMatch? Best(IdRule rule, IReadOnlyCollection<string> candidates, IReadOnlyList<ReferencedImage> images) =>
        Enumerable.Range(0, images.Max(image => image.Ids.Count)).Select(name => Of(rule, name, candidates, images)).Where(match => match is not null)
        .MaxBy(match => match!.Count);

    private static IdMatch? Of(IdRule rule, int name, IReadOnlyCollection<string> candidates, IReadOnlyList<ReferencedImage> images)
    {
        bool isWritten = rule == IdRule.AsWritten;
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int image = 0; image < images.Count; image++)
        {
            string id = images[image].Ids[Math.Min(name, images[image].Ids.Count - 1)];
            if (rule.KeyOf(id) is { } key && !places.TryAdd(key, image) && !isWritten)
            {
                return null;
            }
        }

        var found = new string?[images.Count];
        int count = 0;
        foreach (string candidate in candidates)
        {
            string? key = (rule.CandidateKeysOf?.Invoke(candidate) ?? [rule.KeyOf(candidate) ?? ""]).FirstOrDefault(places.ContainsKey);
            if (key is null)
            {
                continue;
            }

            if (found[places[key]] is not null)
            {
                return null;
            }

            found[places[key]] = candidate;
            count++;
        }

        return new IdMatch(rule, name, found, count);
    }
}
