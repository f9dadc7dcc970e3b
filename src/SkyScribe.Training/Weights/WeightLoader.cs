using static TorchSharp.torch;

namespace SkyScribe.Training.Weights;

/// <summary>Puts named tensors into a module; all or nothing.</summary>
internal static class WeightLoader
{
    private const int Shown = 5;
    private const string StepCounter = "num_batches_tracked";   // of batch normalization; nothing here uses it

    /// <summary>Copies weights into the module's parameters and buffers, in the module's precision.</summary>
    /// <param name="weights">the tensors</param>
    /// <param name="source">the file they come from, for errors</param>
    /// <param name="mayBeUnexpected">keys that the module lacks on purpose</param>
    /// <exception cref="WeightFileException">Names or shapes differ; the first five of each are named. The module is unchanged then.</exception>
    public static void Load(nn.Module module, IReadOnlyDictionary<string, Tensor> weights, string source, Func<string, bool>? mayBeUnexpected = null)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        var own = module.state_dict();
        string[] missing = own.Keys.Where(key => !weights.ContainsKey(key) && !IsStepCounter(key)).ToArray();
        string[] unexpected = weights.Keys.Where(key => !own.ContainsKey(key) && !IsStepCounter(key) && mayBeUnexpected?.Invoke(key) != true).ToArray();
        if (missing.Length + unexpected.Length > 0)
        {
            throw new WeightFileException(source, $"holds weights of another network: {Listing(missing, "missing")}; {Listing(unexpected, "unexpected")}");
        }

        string[] different = own.Where(pair => weights.TryGetValue(pair.Key, out var found) && !found.shape.SequenceEqual(pair.Value.shape))
            .Select(pair => $"{pair.Key} [{string.Join(", ", weights[pair.Key].shape)}] instead of [{string.Join(", ", pair.Value.shape)}]")
            .ToArray();
        if (different.Length > 0)
        {
            throw new WeightFileException(source, $"holds weights of another size: {Listing(different, "different")}");
        }

        foreach (var (name, tensor) in own)
        {
            if (weights.TryGetValue(name, out var found))
            {
                tensor.copy_(found);
            }
        }
    }

    private static bool IsStepCounter(string key) => key.EndsWith(StepCounter, StringComparison.Ordinal);

    private static string Listing(string[] keys, string what) =>
        keys.Length == 0 ? $"none {what}" : $"{keys.Length} {what} ({string.Join(", ", keys.Take(Shown))}{(keys.Length > Shown ? ", ..." : "")})";
}
