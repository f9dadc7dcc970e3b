namespace SkyScribe.Metrics.SceneGraph;

/// <summary>The tuples of a caption as they are found, each once, and its objects in the groups in which they are named.</summary>
internal sealed class SceneWriter
{
    /// <summary>More nouns joined by "and" begin a new group, so that relations between groups stay few whatever the caption.</summary>
    private const int MostJoined = 8;

    private readonly HashSet<SceneTuple> _known = [];
    private readonly List<SceneTuple> _tuples = [];
    private readonly List<ObjectGroup> _groups = [];

    /// <summary>In the order in which the caption says them.</summary>
    public IReadOnlyList<SceneTuple> Tuples => _tuples;

    /// <summary>A new object, with its attributes.</summary>
    public ObjectGroup Name(Phrase noun, ObjectGroup? governor, string label = "", string firstWord = "", bool isDoer = false)
    {
        var group = new ObjectGroup { IsPlural = noun.IsPlural, Governor = governor, Label = label, FirstWord = firstWord, IsDoer = isDoer };
        _groups.Add(group);
        State(noun);
        group.Objects.Add(noun.Lemma);
        return group;
    }

    /// <summary>One more object of a group, in the same relation to what the group hangs on.</summary>
    /// <returns>The group that now has the object.</returns>
    public ObjectGroup Join(ObjectGroup group, Phrase noun)
    {
        if (group.Objects.Count >= MostJoined)
        {
            return Name(noun, group.Governor, group.Label, group.FirstWord, group.IsDoer);
        }

        State(noun);
        group.Objects.Add(noun.Lemma);
        group.IsPlural = true;
        foreach (string other in group.Label.Length > 0 ? group.Governor?.Objects ?? [] : [])
        {
            Add(group.IsDoer ? SceneTuple.OfRelation(noun.Lemma, group.Label, other) : SceneTuple.OfRelation(other, group.Label, noun.Lemma));
        }

        return group;
    }

    /// <summary>All objects of a group have an attribute.</summary>
    public void Describe(ObjectGroup group, string attribute) => group.Objects.ForEach(noun => Add(SceneTuple.OfAttribute(noun, attribute)));

    /// <summary>All objects of a group relate to all of another.</summary>
    public void Relate(ObjectGroup source, string label, ObjectGroup target) =>
        source.Objects.ForEach(from => target.Objects.ForEach(to => Add(SceneTuple.OfRelation(from, label, to))));

    /// <summary>What a pronoun means where it is said of a source: what the source describes, or an earlier object, if the number fits.</summary>
    public ObjectGroup? Antecedent(Phrase pronoun, ObjectGroup source, ObjectGroup? otherwise) =>
        source.Governor is { } governor && governor.IsPlural == pronoun.IsPlural ? governor
        : _groups.FindLast(group => group != source && group.IsPlural == pronoun.IsPlural)
            ?? source.Governor ?? (otherwise != source ? otherwise : null);

    private void State(Phrase noun)
    {
        Add(SceneTuple.Of(noun.Lemma));
        foreach (string attribute in noun.Attributes)
        {
            Add(SceneTuple.OfAttribute(noun.Lemma, attribute));
        }
    }

    private void Add(SceneTuple tuple)
    {
        if (_known.Add(tuple))
        {
            _tuples.Add(tuple);
        }
    }
}
