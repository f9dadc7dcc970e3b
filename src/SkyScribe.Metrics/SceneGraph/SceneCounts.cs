namespace SkyScribe.Metrics.SceneGraph;

/// <summary>Numbers of a scene's parts.</summary>
internal readonly record struct SceneCounts(int Objects, int Attributes, int Relations)
{
    /// <summary>All of them.</summary>
    public int Sum => Objects + Attributes + Relations;

    /// <summary>One of them: 0 objects, 1 attributes, 2 relations.</summary>
    public int this[int kind] => kind switch { 0 => Objects, 1 => Attributes, _ => Relations };
}
