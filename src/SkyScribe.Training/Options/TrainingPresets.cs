using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using SkyScribe.IO;

namespace SkyScribe.Training.Options;

/// <summary>The settings in <c>configs/</c>, and changes to them by name.</summary>
public static class TrainingPresets
{
    private const string Folder = "presets/";
    private const BindingFlags AnyCase = BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase;

    /// <summary>Names of the presets, in ordinal order.</summary>
    public static IReadOnlyList<string> Names { get; } = typeof(TrainingPresets).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
        .Select(name => Path.GetFileNameWithoutExtension(name[Folder.Length..]))
        .Order(StringComparer.Ordinal)
        .ToArray();

    /// <summary>Reads a preset and applies changes to it.</summary>
    /// <param name="name">one of <see cref="Names"/></param>
    /// <param name="changes">"key=value", the key as the options are printed ("model.hiddenSize") or its last part where only one fits
    /// ("hiddenSize")</param>
    /// <exception cref="OptionException">There is no such preset or key, or a value has the wrong type or is out of range.</exception>
    public static TrainingOptions Read(string name, params IEnumerable<string> changes)
    {
        ArgumentNullException.ThrowIfNull(changes);
        using var stream = typeof(TrainingPresets).Assembly.GetManifestResourceStream($"{Folder}{name}.json")
            ?? throw new OptionException($"no preset is named '{name}'; there are {string.Join(", ", Names)}");
        var preset = JsonSerializer.Deserialize<TrainingOptions>(stream, StrictJson.Options)!;
        var tree = JsonSerializer.SerializeToNode(preset, StrictJson.Options)!.AsObject();
        foreach (string change in changes)
        {
            Apply(tree, change);
        }

        try
        {
            var options = tree.Deserialize<TrainingOptions>(StrictJson.Options)!;
            options.Validate();
            return options;
        }
        catch (JsonException problem)
        {
            string key = problem.Path?.TrimStart('$', '.') ?? "";
            var found = key.Split('.').Aggregate((JsonNode?)tree, (node, name) => node is JsonObject members ? members[name] : node);
            throw new OptionException($"option {key} is {found?.ToJsonString() ?? "null"}; expected {Expected(key)}", problem);
        }
    }

    private static void Apply(JsonObject tree, string change)
    {
        int equals = change.IndexOf('=');
        if (equals <= 0)
        {
            throw new OptionException($"found '{change}', expected key=value, such as model.hiddenSize=512");
        }

        string wanted = change[..equals].Trim();
        var value = ParseValue(change[(equals + 1)..].Trim());
        if (RenamedSettings.Translate(wanted, value) is { } assignments)
        {
            foreach (var (key, translated) in assignments)
            {
                Assign(tree, key, translated);
            }

            return;
        }

        string[] keys = Keys(tree, "").ToArray();
        string[] exact = keys.Where(key => key.Equals(wanted, StringComparison.OrdinalIgnoreCase)).ToArray();
        string[] fitting = exact.Length > 0 ? exact : keys.Where(key => Fits(key, wanted)).ToArray();
        if (fitting.Length != 1)
        {
            string near = string.Join(", ", (fitting.Length > 1 ? fitting : keys.OrderBy(key => Distance(key, wanted)).Take(3)));
            throw new OptionException(
                fitting.Length > 1 ? $"option '{wanted}' may be any of {near}" : $"there is no option '{wanted}'; near are {near}");
        }

        Assign(tree, fitting[0], value);
    }

    private static void Assign(JsonObject tree, string key, JsonNode? value)
    {
        string[] path = key.Split('.');
        var parent = path.Length > 1 ? tree[path[0]]!.AsObject() : tree;
        parent[path[^1]] = value?.DeepClone();
    }

    // What may stand for a key, by its property's type.
    private static string Expected(string key)
    {
        var type = key.Split('.').Aggregate((Type?)typeof(TrainingOptions), (type, name) => type?.GetProperty(name, AnyCase)?.PropertyType)
            ?? typeof(string);
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type.IsEnum ? string.Join(" or ", Enum.GetNames(type).Select(JsonNamingPolicy.CamelCase.ConvertName))
            : type == typeof(string) ? "a text"
            : type == typeof(bool) ? "true or false"
            : type == typeof(double) ? "a number" : "a whole number in its range";
    }

    private static IEnumerable<string> Keys(JsonObject tree, string prefix) => tree.SelectMany(member =>
        member.Value is JsonObject inner ? Keys(inner, prefix + member.Key + ".") : [prefix + member.Key]);

    private static bool Fits(string key, string wanted) => !wanted.Contains('.') && key.EndsWith("." + wanted, StringComparison.OrdinalIgnoreCase);

    private static JsonNode? ParseValue(string value)
    {
        try
        {
            return JsonNode.Parse(value);
        }
        catch (JsonException)
        {
            return JsonValue.Create(value);   // a bare word is a string
        }
    }

    // Levenshtein's distance to the key, or to its last part where that is nearer.
    private static int Distance(string key, string wanted) => Math.Min(Edits(key, wanted), Edits(key[(key.LastIndexOf('.') + 1)..], wanted));

    private static int Edits(string a, string b)
    {
        int[] row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int replaced = diagonal + (char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
