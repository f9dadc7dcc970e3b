namespace SkyScribe.Batch.Results;

/// <summary>The results of one shard of images: a line of JSON an image, in the shard's order, as <c>caption --format json</c> writes them.</summary>
internal static class ImagePart
{
    /// <summary>The ending of its name.</summary>
    public const string Ending = ".jsonl";
}
