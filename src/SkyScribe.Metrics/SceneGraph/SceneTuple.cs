namespace SkyScribe.Metrics.SceneGraph;

/// <summary>
/// A statement of a caption: an object ("plane"), an object's attribute ("plane", "white") or a relation of two objects ("plane", "near", "road").
/// </summary>
/// <param name="Object">What it is about, in the singular.</param>
/// <param name="Word">The attribute, or the relation; null for an object alone.</param>
/// <param name="Other">The relation's second object; null otherwise.</param>
public sealed record SceneTuple(string Object, string? Word = null, string? Other = null)
{
    /// <summary>The words in brackets.</summary>
    public override string ToString() => Word is null ? $"({Object})" : Other is null ? $"({Object}, {Word})" : $"({Object}, {Word}, {Other})";
}
