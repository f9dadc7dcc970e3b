namespace SkyScribe.Metrics.SceneGraph;

/// <summary>What the captions of one image say together: their tuples, with synonyms merged, each once.</summary>
internal sealed class Scene
{
    /// <summary>One concept: an object. Two: an object and its attribute. Three: an object, a relation and an object.</summary>
    private readonly List<Concept[]> _tuples = [];

    private Scene()
    {
    }

    public int Count => _tuples.Count;

    /// <summary>Merges captions, as SPICE merges the graphs of an image's references.</summary>
    /// <param name="captions">Each caption's tuples.</param>
    /// <param name="setsOf">The synonym sets of a word, ascending.</param>
    public static Scene Of(IEnumerable<IReadOnlyList<SceneTuple>> captions, Func<string, int[]> setsOf)
    {
        SceneTuple[] tuples = [.. captions.SelectMany(caption => caption)];
        var scene = new Scene();
        Dictionary<string, Concept> objects = Concept.Merge(Counted(tuples.Where(tuple => tuple is { Attribute: null, Relation: null }).Select(tuple => tuple.Object)), setsOf);
        foreach (Concept concept in objects.Values.Distinct())
        {
            scene._tuples.Add([concept]);
        }

        foreach (var own in tuples.Where(tuple => tuple.Attribute is not null).GroupBy(tuple => objects[tuple.Object]))
        {
            foreach (Concept attribute in Concept.Merge(Counted(own.Select(tuple => tuple.Attribute!)), setsOf).Values.Distinct())
            {
                scene._tuples.Add([own.Key, attribute]);
            }
        }

        foreach (var own in tuples.Where(tuple => tuple.Relation is not null).GroupBy(tuple => (From: objects[tuple.Object], To: objects[tuple.Target!])))
        {
            foreach (Concept relation in Concept.Merge(Counted(own.Select(tuple => tuple.Relation!)), setsOf).Values.Distinct())
            {
                scene._tuples.Add([own.Key.From, relation, own.Key.To]);
            }
        }

        return scene;
    }

    /// <summary>How many of this scene's tuples the other one has.</summary>
    public int CountIn(Scene other) => _tuples.Count(tuple => other._tuples.Exists(known => Matches(tuple, known)));

    private static bool Matches(Concept[] first, Concept[] second)
    {
        if (first.Length != second.Length)
        {
            return false;
        }

        for (int i = 0; i < first.Length; i++)
        {
            if (!first[i].Matches(second[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static Dictionary<string, int> Counted(IEnumerable<string> words)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (string word in words)
        {
            counts[word] = counts.GetValueOrDefault(word) + 1;
        }

        return counts;
    }
}
