using System.Text.Json.Serialization;
using SkyScribe.IO;

namespace SkyScribe.Training.Options;

/// <summary>What computes a training step. Both have the same losses, but for rounding.</summary>
[JsonConverter(typeof(NamedEnumConverter<EngineKind>))]
public enum EngineKind
{
    /// <summary>The hand-written engine: own products and backward pass, on the CPU.</summary>
    Fast,

    /// <summary>The paper's modules as they are read, under libtorch's autograd: slower, on any device that libtorch has.</summary>
    Plain,
}
