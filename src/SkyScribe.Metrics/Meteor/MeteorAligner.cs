namespace SkyScribe.Metrics.Meteor;

/// <summary>Chooses among all matches those of the best alignment, by METEOR's beam search from left to right over the reference.</summary>
internal static class MeteorAligner
{
    private const int BeamSize = 40;

    /// <summary>For each word of the reference the chosen match that starts there.</summary>
    public static MeteorMatch?[] Align(MeteorWord[] candidate, MeteorWord[] reference, ParaphraseContent? table)
    {
        var matches = new MeteorMatches(candidate, reference, table);
        var start = new MeteorPath(candidate.Length, reference.Length);
        foreach (List<MeteorMatch> at in matches.At)
        {
            if (at.Count == 1 && matches.IsCertain(at[0]))
            {
                start.Fix(at[0]);
            }
        }

        List<MeteorPath> paths = [start];
        for (int word = 0; word < reference.Length; word++)
        {
            List<MeteorPath> next = [];
            foreach (MeteorPath path in Best(paths))
            {
                Advance(path, word, matches.At[word], next);
            }

            // METEOR's way out where no path can go on: the best one stays.
            paths = next.Count > 0 ? next : [Best(paths)[0]];
        }

        MeteorPath[] finished = Best(paths);
        Array.ForEach(finished, path => path.EndChunk());
        return finished.Order(Comparer<MeteorPath>.Create(MeteorPath.Compare)).First().Chosen;
    }

    private static void Advance(MeteorPath path, int word, List<MeteorMatch> matches, List<MeteorPath> next)
    {
        if (path.UsedReference[word])
        {
            if (word < path.Position || path.PassFixed())
            {
                next.Add(path);
            }

            return;
        }

        foreach (MeteorMatch match in matches)
        {
            if (path.CanTake(match))
            {
                next.Add(path.Taking(match));
            }
        }

        path.Skip();
        next.Add(path);
    }

    /// <summary>The best paths, the earlier made first among equals, as a stable sort has it.</summary>
    private static MeteorPath[] Best(List<MeteorPath> paths) =>
        paths.Count == 1 ? [paths[0]] : [.. paths.Order(Comparer<MeteorPath>.Create(MeteorPath.Compare)).Take(BeamSize)];
}
