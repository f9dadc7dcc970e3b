using System.Text.Json.Serialization;

namespace SkyScribe.IO;

/// <summary>A setting's choices by name, in any case. A number is refused: it could stand for no choice at all.</summary>
internal sealed class NamedEnumConverter<T>() : JsonStringEnumConverter<T>(namingPolicy: null, allowIntegerValues: false)
    where T : struct, Enum;
