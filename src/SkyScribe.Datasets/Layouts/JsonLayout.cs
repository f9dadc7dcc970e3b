namespace SkyScribe.Datasets.Layouts;

/// <summary>What captions in JSON look like; told apart by content, for training and for scoring alike.</summary>
internal enum JsonLayout
{
    /// <summary>Images with their sentences: <see cref="KarpathyLayout"/>.</summary>
    Karpathy,

    /// <summary>Images and annotations: <see cref="CocoLayout"/>.</summary>
    Coco,

    /// <summary>Images with a candidate and references, as the golden score files have them.</summary>
    Golden,

    /// <summary>One object from ids to captions.</summary>
    CaptionsById,
}

/// <summary>Tells the layouts apart.</summary>
internal static class JsonLayouts
{
    /// <summary>The layout of a file: COCO's has annotations, Karpathy's images have sentences.</summary>
    public static JsonLayout Of(JsonPlace root)
    {
        if (root.Find("annotations") is not null)
        {
            return JsonLayout.Coco;
        }

        return root.Find("images") is not { } images ? JsonLayout.CaptionsById
            : images.Items().FirstOrDefault() is { Source: not null, IsObject: true } first && first.Find("sentences") is null && first.Find("references") is not null ? JsonLayout.Golden
            : JsonLayout.Karpathy;
    }
}
