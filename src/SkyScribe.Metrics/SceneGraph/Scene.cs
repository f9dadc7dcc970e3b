namespace SkyScribe.Metrics.SceneGraph;

/// <summary>What the captions of one image say together: their tuples, with synonyms merged, each once.</summary>
internal sealed class Scene
{
    private readonly List<Concept> _objects = [];
    private readonly List<(Concept Object, Concept Attribute)> _attributes = [];
    private readonly List<(Concept Object, Concept Relation, Concept Target)> _relations = [];

    private Scene()
    {
    }

    /// <summary>Number of tuples.</summary>
    public int Count => Counts.Sum;

    /// <summary>Numbers of objects, attributes and relations.</summary>
    public SceneCounts Counts => new(_objects.Count, _attributes.Count, _relations.Count);

    /// <summary>Merges captions, as SPICE merges the graphs of an image's references.</summary>
    /// <param name="captions">Each caption's tuples.</param>
    /// <param name="setsOf">The synonym sets of a word, ascending.</param>
    public static Scene Of(IReadOnlyList<IReadOnlyList<SceneTuple>> captions, Func<string, int[]> setsOf)
    {
        var nouns = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (IReadOnlyList<SceneTuple> caption in captions)
        {
            foreach (SceneTuple tuple in caption)
            {
                if (tuple is { Attribute: null, Relation: null })
                {
                    nouns[tuple.Object] = nouns.GetValueOrDefault(tuple.Object) + 1;
                }
            }
        }

        var scene = new Scene();
        Dictionary<string, Concept> objects = Concept.Merge(nouns, setsOf, scene._objects);
        var attributes = new Dictionary<Concept, Dictionary<string, int>>();
        var relations = new Dictionary<(Concept From, Concept To), Dictionary<string, int>>();
        foreach (IReadOnlyList<SceneTuple> caption in captions)
        {
            foreach (SceneTuple tuple in caption)
            {
                if (tuple.Attribute is { } attribute)
                {
                    Add(attributes, objects[tuple.Object], attribute);
                }
                else if (tuple.Relation is { } relation)
                {
                    Add(relations, (objects[tuple.Object], objects[tuple.Target!]), relation);
                }
            }
        }

        var concepts = new List<Concept>();
        foreach ((Concept owner, Dictionary<string, int> words) in attributes)
        {
            concepts.Clear();
            Concept.Merge(words, setsOf, concepts);
            concepts.ForEach(attribute => scene._attributes.Add((owner, attribute)));
        }

        foreach (((Concept from, Concept to), Dictionary<string, int> words) in relations)
        {
            concepts.Clear();
            Concept.Merge(words, setsOf, concepts);
            concepts.ForEach(relation => scene._relations.Add((from, relation, to)));
        }

        return scene;
    }

    /// <summary>How many of this scene's tuples the other one has.</summary>
    public int CountIn(Scene other) => CountsIn(other).Sum;

    /// <summary>How many of this scene's objects, attributes and relations the other one has.</summary>
    public SceneCounts CountsIn(Scene other) => new(
        _objects.Count(tuple => other._objects.Exists(tuple.Matches)),
        _attributes.Count(tuple =>
            other._attributes.Exists(known => tuple.Object.Matches(known.Object) && tuple.Attribute.Matches(known.Attribute))),
        _relations.Count(tuple => other._relations.Exists(known =>
            tuple.Object.Matches(known.Object) && tuple.Target.Matches(known.Target) && tuple.Relation.Matches(known.Relation))));

    /// <summary>This scene's objects that the other one lacks, by their commonest word.</summary>
    public IEnumerable<string> ObjectsNotIn(Scene other) =>
        _objects.Where(tuple => !other._objects.Exists(tuple.Matches)).Select(tuple => tuple.Word);

    private static void Add<TOwner>(Dictionary<TOwner, Dictionary<string, int>> counts, TOwner owner, string word)
        where TOwner : notnull
    {
        if (!counts.TryGetValue(owner, out Dictionary<string, int>? words))
        {
            counts[owner] = words = new Dictionary<string, int>(StringComparer.Ordinal);
        }

        words[word] = words.GetValueOrDefault(word) + 1;
    }
}
