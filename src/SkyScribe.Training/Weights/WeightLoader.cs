using static TorchSharp.torch;

namespace SkyScribe.Training.Weights;

/// <summary>Puts named tensors into a module; all or nothing.</summary>
internal static class WeightLoader
{
    private const int Shown = 5;
    private static readonly HashSet<string> Heads = [
        "fc", "classifier", "head", "heads", "logits", "last_linear", "aux1", "aux2", "AuxLogits", "linear_head"];
    private const string StepCounter = "num_batches_tracked";   // of batch normalization; nothing here uses it

    /// <summary>Copies weights into the module's parameters and buffers, in the module's precision.</summary>
    /// <param name="weights">the tensors</param>
    /// <param name="source">the file they come from, for errors</param>
    /// <param name="mayBeUnexpected">keys that the module lacks on purpose</param>
    /// <param name="allowsHead">whether a classifier's names may be there too</param>
    /// <exception cref="WeightFileException">Names or shapes differ; the first five of each are named. The module is unchanged then.</exception>
    public static void Load(nn.Module module, IReadOnlyDictionary<string, Tensor> weights, string source, Func<string, bool>? mayBeUnexpected = null,
        bool allowsHead = false)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        var own = module.state_dict();
        string[] missing = own.Keys.Where(key => !weights.ContainsKey(key) && !IsStepCounter(key)).ToArray();
        string[] unexpected = weights.Keys.Where(key => !own.ContainsKey(key) && !IsStepCounter(key) && mayBeUnexpected?.Invoke(key) != true
            && !(allowsHead && IsHead(key, own.Keys))).ToArray();
        if (missing.Length + unexpected.Length > 0)
        {
            throw new WeightFileException(
                source, $"holds weights of another network: {Listing(missing, "missing")}; {Listing(unexpected, "unexpected")}");
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

    /// <summary>Finds the beginning that all of a module's names have in a file ("module." where it was trained on several GPUs, "encoder." where the
    /// module was a part of another), and takes it away.</summary>
    /// <param name="module">the module</param>
    /// <param name="weights">the file's tensors; returned as they are where no name needs a change</param>
    /// <param name="source">the file, for errors</param>
    /// <param name="remarks">is told what was taken away, and what was left aside because it does not begin so</param>
    /// <exception cref="WeightFileException">Two beginnings give all of the module's names.</exception>
    public static IReadOnlyDictionary<string, Tensor> WithoutPrefix(
        nn.Module module, IReadOnlyDictionary<string, Tensor> weights, string source, List<string> remarks)
    {
        string[] own = [.. module.state_dict().Keys.Where(key => !IsStepCounter(key))];
        if (own.Length == 0 || own.All(weights.ContainsKey))
        {
            return weights;
        }

        string rarest = own.MaxBy(key => key.Length)!;
        string[] prefixes = [.. weights.Keys.Where(key => key.EndsWith("." + rarest, StringComparison.Ordinal)).Select(key => key[..^rarest.Length])
            .Where(prefix => own.All(key => weights.ContainsKey(prefix + key)))];
        if (prefixes.Length == 0)
        {
            return weights;   // the loader names what differs
        }

        if (prefixes.Length > 1)
        {
            string[] choices = [.. prefixes.Select(prefix => prefix.TrimEnd('.'))];
            throw new WeightFileException(
                source, $"holds the network {prefixes.Length} times, under {string.Join(" and ", choices)}; name one, as in --weights FILE#{choices[0]}");
        }

        string found = prefixes[0];
        Dictionary<string, Tensor> renamed = weights.Where(pair => pair.Key.StartsWith(found, StringComparison.Ordinal))
            .ToDictionary(pair => pair.Key[found.Length..], pair => pair.Value, StringComparer.Ordinal);
        remarks.Add($"prefix {found} removed from {renamed.Count} names");
        string[] others = [.. weights.Keys.Where(key => !key.StartsWith(found, StringComparison.Ordinal))];
        if (others.Length > 0)
        {
            remarks.Add(
                $"{others.Length} names that do not begin so were left aside ({string.Join(", ", others.Take(3))}{(others.Length > 3 ? ", ..." : "")})");
        }

        return renamed;
    }

    /// <summary>Whether a surplus name belongs to a classifier that follows a network: its first part is a usual one and the network has none of that
    /// name.</summary>
    public static bool IsHead(string key, IEnumerable<string> own)
    {
        string first = key.Split('.', 2)[0];
        return Heads.Contains(first) && !own.Any(name => name.StartsWith(first + ".", StringComparison.Ordinal));
    }

    private static bool IsStepCounter(string key) => key.EndsWith(StepCounter, StringComparison.Ordinal);

    private static string Listing(string[] keys, string what) =>
        keys.Length == 0 ? $"none {what}" : $"{keys.Length} {what} ({string.Join(", ", keys.Take(Shown))}{(keys.Length > Shown ? ", ..." : "")})";
}
