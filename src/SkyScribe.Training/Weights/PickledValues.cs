namespace SkyScribe.Training.Weights;

/// <summary>A storage that a pickled tensor looks into.</summary>
/// <param name="Type">its class, as PyTorch names it: "torch.FloatStorage"</param>
/// <param name="Key">its name in the file</param>
/// <param name="Count">values in it; bytes where it is "torch.UntypedStorage"</param>
/// <param name="Start">where the part that is meant begins, in files before version 1.6</param>
internal sealed record PickledStorage(string Type, string Key, long Count, long Start = 0);

/// <summary>A tensor as a state dict pickles it: a view of a storage.</summary>
/// <param name="Storage">the storage</param>
/// <param name="Offset">values before its first</param>
/// <param name="Shape">its sizes</param>
/// <param name="Stride">values between neighbours, for each size</param>
/// <param name="Type">its element type, "torch.float32", where the storage has none</param>
internal sealed record PickledTensor(PickledStorage Storage, long Offset, long[] Shape, long[] Stride, string? Type = null);

/// <summary>What a pickle holds beside plain values and tensors: an object of a class that is not read. Nothing of it is made or called; it stands
/// for its place only.</summary>
/// <param name="Name">the class or function, "argparse.Namespace"</param>
/// <param name="At">the byte of the pickle that names it</param>
internal sealed record OpaqueValue(string Name, int At)
{
    /// <summary>What was put into it, where it is a kind of dictionary.</summary>
    public Dictionary<object, object?> Items { get; } = [];
}
