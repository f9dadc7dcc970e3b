using System.Text.Json;

namespace SkyScribe.Training.Features;

/// <summary>What features depend on beside the image; a cache made under another key is refused.</summary>
/// <param name="EncoderName">The encoder's name, and what runs it where that is not libtorch: the two round differently.</param>
/// <param name="WeightsHash">A content hash of the encoder's weights.</param>
/// <param name="PreprocessingKey">Everything that turns a picture into the encoder's input, as a text.</param>
/// <param name="Channels">C, values a region.</param>
/// <param name="Regions">R, regions of an image.</param>
public sealed record FeatureCacheKey(string EncoderName, string WeightsHash, string PreprocessingKey, int Channels, int Regions)
{
    /// <summary>Most values an image may have: 128 MiB as fp16.</summary>
    internal const int MaxValues = 1 << 26;

    /// <summary>C x R.</summary>
    internal int Values => checked(Channels * Regions);

    /// <summary>The text that a cache file holds.</summary>
    internal byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this);

    /// <exception cref="JsonException">It is no key.</exception>
    internal static FeatureCacheKey FromJson(ReadOnlySpan<byte> json)
    {
        FeatureCacheKey key = JsonSerializer.Deserialize<FeatureCacheKey>(json) ?? throw new JsonException("null");
        return key.IsSane() ? key : throw new JsonException("a value is missing or out of range");
    }

    /// <exception cref="ArgumentException">A text is missing or a size is out of range.</exception>
    internal void Validate()
    {
        if (!IsSane())
        {
            throw new ArgumentException($"expected a name, two hashes, and at least one and at most {MaxValues} values an image, found {this}");
        }
    }

    /// <summary>Lists what differs, for a message.</summary>
    internal IEnumerable<(string Field, string Found, string Expected)> Differences(FeatureCacheKey wanted)
    {
        (string, string, string)[] fields =
        [
            ("encoder", EncoderName, wanted.EncoderName),
            ("weights", WeightsHash, wanted.WeightsHash),
            ("preprocessing", PreprocessingKey, wanted.PreprocessingKey),
            ("channels", $"{Channels}", $"{wanted.Channels}"),
            ("regions", $"{Regions}", $"{wanted.Regions}"),
        ];
        return fields.Where(field => field.Item2 != field.Item3);
    }

    private bool IsSane() =>
        !string.IsNullOrEmpty(EncoderName) && !string.IsNullOrEmpty(WeightsHash) && PreprocessingKey is not null
        && Channels > 0 && Regions > 0 && (long)Channels * Regions <= MaxValues;
}
