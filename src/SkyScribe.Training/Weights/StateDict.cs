namespace SkyScribe.Training.Weights;

/// <summary>Finds the dictionary of tensors in what a checkpoint holds.</summary>
internal static class StateDict
{
    private const int Shown = 8;

    /// <summary>Finds it.</summary>
    /// <param name="path">the file, for errors</param>
    /// <param name="root">what its pickle gave</param>
    /// <param name="key">the member to take, or the beginning of the tensors' names; null to search one dictionary deep</param>
    /// <param name="remarks">is told which member was taken</param>
    /// <exception cref="WeightFileException">There is none, or several and none was named.</exception>
    public static Dictionary<object, object?> Find(string path, object? root, string? key, List<string> remarks)
    {
        if (Dictionary(root) is not { } dictionary || (root is OpaqueValue && Tensors(dictionary) == 0))
        {
            throw root is OpaqueValue opaque
                ? new WeightFileException(
                    path, $"refuses global '{opaque.Name}' at byte {opaque.At} of its pickle; only tensors of a state dict are read, nothing is executed: save torch.save(model.state_dict(), ...) instead of the whole model")
                : new WeightFileException(path, "its pickle is no dictionary; expected a state dict (torch.save(model.state_dict(), ...))");
        }

        if (key is not null)
        {
            return Named(path, dictionary, key, remarks);
        }

        var candidates = dictionary.Where(pair => Dictionary(pair.Value) is { } inner && Tensors(inner) > 0)
            .Select(pair => (Name: $"{pair.Key}", Inner: Dictionary(pair.Value)!)).ToArray();
        if (candidates.Length > 1)
        {
            throw new WeightFileException(
                path, $"holds {candidates.Length} dictionaries of tensors: {string.Join(", ", candidates.Select(one => $"{one.Name} ({Tensors(one.Inner)})"))}; name one, as in --weights FILE#{candidates[0].Name}");
        }

        if (candidates.Length == 0 || Tensors(candidates[0].Inner) < Tensors(dictionary))
        {
            return dictionary;
        }

        remarks.Add($"read from its member {candidates[0].Name}");
        return candidates[0].Inner;
    }

    private static Dictionary<object, object?> Named(string path, Dictionary<object, object?> dictionary, string key, List<string> remarks)
    {
        var found = dictionary;
        foreach (string part in dictionary.ContainsKey(key) ? [key] : key.Split('/'))
        {
            object? inner = found.TryGetValue(part, out object? named) ? named : long.TryParse(part, out long number)
                && found.TryGetValue(number, out object? numbered) ? numbered : null;
            if (Dictionary(inner) is not { } next)
            {
                return ByBeginning(dictionary, key, remarks)
                    ?? throw new WeightFileException(
                    path, $"has no dictionary '{key}', and no tensor whose name begins with '{key}.'; it has {Listing(found)}");
            }

            found = next;
        }

        if (Tensors(found) == 0)
        {
            throw new WeightFileException(path, $"its '{key}' holds no tensor; it has {Listing(found)}");
        }

        remarks.Add($"read from its member {key}");
        return found;
    }

    private static Dictionary<object, object?>? ByBeginning(Dictionary<object, object?> dictionary, string key, List<string> remarks)
    {
        string beginning = key.TrimEnd('.') + ".";
        var inner = dictionary.Where(
            pair => pair.Key is string name && name.StartsWith(beginning, StringComparison.Ordinal) && pair.Value is PickledTensor)
            .ToDictionary(pair => (object)((string)pair.Key)[beginning.Length..], pair => pair.Value);
        if (inner.Count == 0)
        {
            return null;
        }

        remarks.Add($"the {inner.Count} names that begin with {beginning} were read, without it");
        return inner;
    }

    private static Dictionary<object, object?>? Dictionary(object? value) => value as Dictionary<object, object?> ?? (value as OpaqueValue)?.Items;

    private static int Tensors(Dictionary<object, object?> dictionary) => dictionary.Count(pair => pair is { Key: string, Value: PickledTensor });

    private static string Listing(Dictionary<object, object?> dictionary) => dictionary.Count == 0
        ? "nothing"
        : string.Join(", ", dictionary.Keys.Take(Shown).Select(name => $"'{name}'"))
        + (dictionary.Count > Shown ? $" and {dictionary.Count - Shown} more" : "");
}
