namespace SkyScribe.Metrics.SceneGraph;

/// <summary>One statement of a caption: that there is an object, that it has an attribute, or how it relates to another object.</summary>
public sealed record SceneTuple
{
    private SceneTuple(string @object) => Object = @object;

    /// <summary>The object, a noun in the singular; of a relation, its source.</summary>
    public string Object { get; }

    /// <summary>What the object is like: an adjective, a number, a noun before it ("parking" of a lot) or a verb in its base form; else
    /// null.</summary>
    public string? Attribute { get; private init; }

    /// <summary>The relation to <see cref="Target"/>: a verb in its base form or a preposition of one or more words; else null.</summary>
    public string? Relation { get; private init; }

    /// <summary>The object at the relation's other end; else null.</summary>
    public string? Target { get; private init; }

    /// <summary>There is such an object.</summary>
    public static SceneTuple Of(string @object) => new(@object);

    /// <summary>The object has the attribute.</summary>
    public static SceneTuple OfAttribute(string @object, string attribute) => new(@object) { Attribute = attribute };

    /// <summary>The object relates to the target.</summary>
    public static SceneTuple OfRelation(string @object, string relation, string target) => new(@object) { Relation = relation, Target = target };

    /// <summary>As SPICE writes tuples: "(car)", "(car, red)", "(car, on, road)".</summary>
    public override string ToString() => this switch
    {
        { Attribute: { } attribute } => $"({Object}, {attribute})",
        { Relation: { } relation } => $"({Object}, {relation}, {Target})",
        _ => $"({Object})",
    };
}
