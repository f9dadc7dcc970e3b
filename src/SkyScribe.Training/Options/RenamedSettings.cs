using System.Text.Json;
using System.Text.Json.Nodes;
using SkyScribe.Datasets.Augmentation;
using SkyScribe.IO;

namespace SkyScribe.Training.Options;

/// <summary>A setting that was found under the name of the version before.</summary>
/// <param name="Source">The file that has it, or "--set".</param>
/// <param name="Old">The old name, with its value where only a value was renamed.</param>
/// <param name="New">What replaces it, in the same notation.</param>
public sealed record RenamedSetting(string Source, string Old, string New)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Source}: setting {Old} is now {New}; the old name is read by this version only";
}

/// <summary>Reads settings that have the names of the version before: in run folders, model folders, plans and on the command line.</summary>
public static class RenamedSettings
{
    private static readonly Rename[] Training =
    [
        Key("averaging", "ema"),
        Key("maximumCaptionWords", "maxWords"),
        Key("loss.ownWords", "loss.scheduledSampling"),
        Key("data.maximumWords", "data.maxWords"),
        new("data.orientations", (old, value) => FlipsAndRotations(old, "data.", value)),
        new("selfCritical.baseline", (old, value) => IsText(value, "others") ? [(old, JsonValue.Create(nameof(RewardBaseline.LeaveOneOut)))] : null),
    ];

    private static readonly Rename[] Pretraining = [new("orientations", (old, value) => FlipsAndRotations(old, "", value))];

    /// <summary>Raised for each old name that is read, on the reader's thread; one that lies in a result of the lab is none of the reader's and is
    /// not reported.</summary>
    public static event Action<RenamedSetting>? Found;

    /// <summary>The settings that a pre-training's number of orientations stands for.</summary>
    /// <exception cref="OptionException">It is not 1, 2, 4 or 8.</exception>
    public static PretrainingOptions WithOrientations(PretrainingOptions options, string name, int count)
    {
        ArgumentNullException.ThrowIfNull(options);
        var settings = new JsonObject();
        Assign(settings, FlipsAndRotations(name, "", JsonValue.Create(count)));
        var read = settings.Deserialize<PretrainingOptions>(StrictJson.Options)!;
        Found?.Invoke(new RenamedSetting(
            "pretrain", $"{name} {count}", $"--flips {read.Flips.ToString().ToLowerInvariant()}{(read.Rotations ? " --rotations" : "")}"));
        return options with { Flips = read.Flips, Rotations = read.Rotations };
    }

    /// <summary>What a change on the command line or in a plan means today.</summary>
    /// <param name="key">a setting's name today, or its old one, whole or its last part</param>
    /// <param name="value">its value</param>
    /// <returns>the settings to assign; null where nothing about it was renamed</returns>
    internal static (string Key, JsonNode? Value)[]? Translate(string key, JsonNode? value)
    {
        var rename = Training.FirstOrDefault(rename => rename.Is(key));
        if (rename?.Translate(rename.Old, value) is not { } assignments)
        {
            return null;
        }

        Report("--set", rename, value, assignments);
        return assignments;
    }

    /// <summary>Reads a file that holds the settings of a training run.</summary>
    /// <param name="path">the file</param>
    /// <param name="member">the member that holds the settings; empty where the file is nothing else</param>
    /// <param name="isRecord">whether the file records what was done, so that nobody is asked to change it</param>
    /// <exception cref="SkyScribeException">As for <see cref="StrictJson.Read{T}(string)"/>, or a setting is there under both names.</exception>
    internal static T Read<T>(string path, string member = "", bool isRecord = false) => Read<T>(path, member, Training, isRecord);

    /// <summary>Reads a file whose member <c>options</c> holds the settings of a pre-training.</summary>
    /// <exception cref="SkyScribeException">As for <see cref="StrictJson.Read{T}(string)"/>, or a setting is there under both names.</exception>
    internal static T ReadPretraining<T>(string path) => Read<T>(path, "options", Pretraining, isRecord: false);

    private static T Read<T>(string path, string member, Rename[] renames, bool isRecord)
    {
        var file = StrictJson.Read<JsonObject>(path);
        bool changed = false;
        try
        {
            if ((member.Length == 0 ? file : file[member]) is JsonObject settings)
            {
                foreach (var rename in renames)
                {
                    changed |= Upgrade(path, settings, rename, isRecord);
                }
            }

            return changed ? file.Deserialize<T>(StrictJson.Options)! : StrictJson.Read<T>(path);
        }
        // an ArgumentException: a name that is there twice
        catch (Exception problem) when (problem is JsonException or ArgumentException or OptionException)
        {
            throw new SkyScribeException(path, problem.Message, problem);
        }
    }

    private static bool Upgrade(string path, JsonObject settings, Rename rename, bool isRecord)
    {
        if (Parent(settings, rename.Old) is not { } parent || !parent.TryGetPropertyValue(LastPart(rename.Old), out var value)
            || rename.Translate(rename.Old, value) is not { } assignments)
        {
            return false;
        }

        parent.Remove(LastPart(rename.Old));
        foreach (var (key, _) in assignments)
        {
            if (Parent(settings, key)!.ContainsKey(LastPart(key)))
            {
                throw new SkyScribeException(path, rename.Old, $"{rename.Old} and its new name {key}", $"{key} alone");
            }
        }

        Assign(settings, assignments);
        if (!isRecord)
        {
            Report(path, rename, value, assignments);
        }

        return true;
    }

    private static void Report(string source, Rename rename, JsonNode? value, (string Key, JsonNode? Value)[] assignments)
    {
        bool isValueOnly = assignments[0].Key == rename.Old;
        bool isNameOnly = assignments.Length == 1 && !isValueOnly;
        Found?.Invoke(new RenamedSetting(
            source,
            isNameOnly ? rename.Old : $"{rename.Old}={value}",
            string.Join(", ", assignments.Select(one => isNameOnly ? one.Key : $"{one.Key}={one.Value}"))));
    }

    private static void Assign(JsonObject settings, (string Key, JsonNode? Value)[] assignments)
    {
        foreach (var (key, value) in assignments)
        {
            Parent(settings, key)![LastPart(key)] = value?.DeepClone();
        }
    }

    private static JsonObject? Parent(JsonObject settings, string key) =>
        key.Contains('.') ? settings[key[..key.IndexOf('.')]] as JsonObject : settings;

    private static string LastPart(string key) => key[(key.IndexOf('.') + 1)..];

    private static Rename Key(string old, string current) => new(old, (_, value) => [(current, value)]);

    private static (string Key, JsonNode? Value)[] FlipsAndRotations(string old, string prefix, JsonNode? value)
    {
        (string flips, bool rotations) = value is JsonValue number && number.TryGetValue(out int count)
            ? count switch
            {
                1 => (nameof(Flips.None), false),
                2 => (nameof(Flips.Horizontal), false),
                4 => (nameof(Flips.Both), false),
                8 => (nameof(Flips.Both), true),
                _ => throw Unknown(),
            }
            : throw Unknown();
        return [(prefix + "flips", JsonValue.Create(flips)), (prefix + "rotations", JsonValue.Create(rotations))];

        OptionException Unknown() => new(
            $"{old} is {value?.ToJsonString() ?? "null"}; expected {prefix}flips (none, horizontal or both) and {prefix}rotations (true or false), or their old form 1, 2, 4 or 8");
    }

    private static bool IsText(JsonNode? value, string text) =>
        value is JsonValue written && written.TryGetValue(out string? found) && string.Equals(found, text, StringComparison.OrdinalIgnoreCase);

    /// <param name="Old">the old name, or today's where only a value was renamed</param>
    /// <param name="Translate">from the old name and a value to today's settings; null where the value is one of today's</param>
    private sealed record Rename(string Old, Func<string, JsonNode?, (string Key, JsonNode? Value)[]?> Translate)
    {
        public bool Is(string key) => key.Equals(Old, StringComparison.OrdinalIgnoreCase)
            || (!key.Contains('.') && Old.EndsWith("." + key, StringComparison.OrdinalIgnoreCase));
    }
}
