namespace SkyScribe.Metrics.SceneGraph;

/// <summary>Objects that are named together ("trees and buildings") and what they hang on.</summary>
internal sealed class ObjectGroup
{
    /// <summary>The objects' nouns.</summary>
    public List<string> Objects { get; } = [];

    /// <summary>Whether "them" can mean the group; "it" otherwise.</summary>
    public bool IsPlural { get; set; }

    /// <summary>The group that this one describes: of "a road with cars" the road for the cars; null for a subject.</summary>
    public ObjectGroup? Governor { get; init; }

    /// <summary>The preposition or verb towards the governor.</summary>
    public string Label { get; init; } = "";

    /// <summary>The first word of the preposition as written.</summary>
    public string FirstWord { get; init; } = "";

    /// <summary>Whether the relation goes from this group to the governor: the trees in "surrounded by trees".</summary>
    public bool IsDoer { get; init; }

    /// <summary>The last of joined objects alone.</summary>
    public ObjectGroup LastOnly()
    {
        var last = new ObjectGroup { IsPlural = IsPlural, Governor = Governor, Label = Label, FirstWord = FirstWord, IsDoer = IsDoer };
        last.Objects.Add(Objects[^1]);
        return last;
    }

    /// <summary>What a further preposition describes: of "rows of trees" the rows.</summary>
    public ObjectGroup Top => Label == "of" && Governor is { } governor ? governor.Top : this;
}
