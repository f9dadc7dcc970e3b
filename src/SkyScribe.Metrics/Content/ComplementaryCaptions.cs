using SkyScribe.Metrics.SceneGraph;
using SkyScribe.Metrics.WordNet;

namespace SkyScribe.Metrics.Content;

/// <summary>Pairs of captions of one image of which each names something that the other does not.</summary>
/// <remarks>What a caption names are its objects, as <see cref="CaptionParser"/> reads them. Two words are one object where WordNet has them in one
/// set of synonyms ("plane", "airplane") or where <see cref="ObjectWords.Aerial"/> has them as one kind ("farmland", "cropland").</remarks>
public static class ComplementaryCaptions
{
    /// <summary>The pairs, those first that say most together: objects, attributes and relations, synonyms counted once.</summary>
    /// <param name="captions">tokens of an image's captions, lower case</param>
    /// <returns>places of two captions; the one that says more of them comes first</returns>
    public static IReadOnlyList<(int First, int Second)> Pairs(IReadOnlyList<IReadOnlyList<string>> captions)
    {
        ArgumentNullException.ThrowIfNull(captions);
        Saying[] sayings = [.. captions.Select(tokens => new Saying(tokens))];
        var pairs = from one in Enumerable.Range(0, sayings.Length)
                    from other in Enumerable.Range(one + 1, sayings.Length - one - 1)
                    where sayings[one].NamesMoreThan(sayings[other]) && sayings[other].NamesMoreThan(sayings[one])
                    orderby Saying.Together(sayings[one], sayings[other]) descending
                    select sayings[one].Scene.Count >= sayings[other].Scene.Count ? (one, other) : (other, one);
        return [.. pairs];
    }

    private sealed class Saying
    {
        private readonly IReadOnlyList<SceneTuple> _tuples;
        private readonly IReadOnlySet<string> _kinds;

        public Saying(IReadOnlyList<string> tokens)
        {
            _tuples = CaptionParser.Parse(tokens);
            _kinds = ObjectWords.Aerial.KindsIn(tokens);
            Scene = Scene.Of([_tuples], SynonymSets.English.Of);
        }

        public Scene Scene { get; }

        public static int Together(Saying one, Saying other) => Scene.Of([one._tuples, other._tuples], SynonymSets.English.Of).Count;

        public bool NamesMoreThan(Saying other) =>
            !_kinds.IsSubsetOf(other._kinds) || Scene.ObjectsNotIn(other.Scene).Any(word => ObjectWords.Aerial.KindsIn([word]).Count == 0);
    }
}
