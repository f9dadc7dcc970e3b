using SkyScribe.IO;

namespace SkyScribe.Datasets.Layouts;

/// <summary>The splits of a data set's images and where they come from.</summary>
/// <param name="Origin">where from</param>
/// <param name="Reason">the same in words</param>
/// <param name="SplitOf">the split of an image file</param>
internal sealed record SplitChoice(SplitOrigin Origin, string Reason, Func<string, string> SplitOf);

/// <summary>Decides which split each image is in: what the file says, what a splits.json says, or what is drawn because somebody asked for it; never
/// anything in silence.</summary>
/// <param name="options">what was asked for</param>
/// <param name="file">the caption file, for messages</param>
/// <param name="hash">its SHA-256</param>
internal sealed class SplitChooser(DatasetReaderOptions options, string file, string hash)
{
    private const double MostShare = 0.5;

    /// <summary>Chooses.</summary>
    /// <param name="images">each image file with the split that stands in the data set; null for all or for none</param>
    /// <param name="byFile">whether the splits are files of their own</param>
    /// <param name="warnings">gets what people should know</param>
    public SplitChoice Choose(IReadOnlyList<(string Path, string? Split)> images, bool byFile, List<string> warnings)
    {
        if (!(options.ValidationShare is >= 0 and <= MostShare))
        {
            throw new OptionException(FormattableString.Invariant(
                $"the share of train that becomes val is {options.ValidationShare}, expected more than 0 and at most {MostShare}"));
        }

        bool hasSplits = images[0].Split is not null;
        SplitFile? written = options.SplitFile is { } path && File.Exists(path) ? SplitFile.Read(path, options.MaximumBytes) : null;
        if (written is not null && (!hasSplits || written.Captions == hash) && Written(written, images, warnings) is { } choice)
        {
            return choice;
        }

        if (!hasSplits)
        {
            return options.ValidationShare > 0 ? Shared([.. images.Select(image => (image.Path, SplitNames.Train))], "")
                : options.SplitSeed is { } seed ? Drawn(images, seed, warnings)
                : new SplitChoice(SplitOrigin.None, "the caption file has no splits", _ => SplitNames.All);
        }

        var own = images.ToDictionary(image => image.Path, image => image.Split!, StringComparer.Ordinal);
        string reason = byFile ? "a caption file for each split" : "the caption file's own splits";
        return options.ValidationShare > 0
            ? Shared([.. own.Select(image => (image.Key, image.Value))], reason + ", but for val: ")
            : new SplitChoice(SplitOrigin.Official, reason, image => own[image]);
    }

    /// <summary>The splits of a file; null where they were drawn for another data set.</summary>
    private SplitChoice? Written(SplitFile written, IReadOnlyList<(string Path, string? Split)> images, List<string> warnings)
    {
        string path = options.SplitFile!;
        string[] unknown = [.. images.Select(image => image.Path).Where(image => !written.Splits.ContainsKey(image))];
        if (unknown.Length == images.Count && written.Captions is not null && written.Captions != hash)
        {
            warnings.Add($"{path}: has the splits of another data set, none of whose images is in {file}; it is not used");
            return null;
        }

        if (unknown.Length > 0)
        {
            string found = $"no split for {unknown.Length} of {images.Count} images of {file}, the first is {SkyScribeException.Quote(unknown[0])}";
            throw new DatasetException(
                path, "", found, "all of them (--split all takes every image whatever its split; delete the file to split anew)");
        }

        if (written.Splits.Count > images.Count)
        {
            warnings.Add($"{path}: names {written.Splits.Count - images.Count} images that {file} lacks");
        }

        if (written.Captions is not null && written.Captions != hash)
        {
            warnings.Add($"{path}: was written for captions with SHA-256 {written.Captions}, {file} has {hash}; its images are the same");
        }

        return new SplitChoice(SplitOrigin.SplitFile, $"{path}{(written.Rule is { } rule ? $" ({rule})" : "")}", image => written.Splits[image]);
    }

    private SplitChoice Drawn(IReadOnlyList<(string Path, string? Split)> images, ulong seed, List<string> warnings)
    {
        string rule = $"drawn 80/10/10 with seed {seed}";
        Dictionary<string, string> splits = SplitFile.Seeded([.. images.Select(image => image.Path)], seed);
        string note = $"{file}: has no splits; images were split 80/10/10 with seed {seed}";
        if (options.SplitFile is { } target)
        {
            new SplitFile(splits) { Captions = hash, Rule = rule }.Write(target);
            note += $" and the split written to {target}";
        }

        warnings.Add(note);
        return new SplitChoice(SplitOrigin.Seeded, rule, image => splits[image]);
    }

    private SplitChoice Shared(IReadOnlyList<(string Path, string Split)> images, string reason)
    {
        if (images.Any(image => image.Split == SplitNames.Validation))
        {
            throw new DatasetException(
                file, "split", "a val split", "none, because a share of train was to become val; leave that out (--val-share)");
        }

        string[] train = [.. images.Where(image => image.Split == SplitNames.Train).Select(image => image.Path)];
        if (train.Length < 2)
        {
            throw new DatasetException(file, "split", $"{train.Length} training images", "at least 2, one of which becomes val");
        }

        ulong seed = options.SplitSeed ?? 1;
        HashSet<string> validation = SplitFile.ValidationOf(train, options.ValidationShare, seed);
        var splits = images.ToDictionary(
            image => image.Path, image => validation.Contains(image.Path) ? SplitNames.Validation : image.Split, StringComparer.Ordinal);
        string rule = FormattableString.Invariant($"{reason}{options.ValidationShare:0.####} of train drawn with seed {seed}");
        if (options.SplitFile is { } target)
        {
            new SplitFile(splits) { Captions = hash, Rule = rule }.Write(target);
        }

        return new SplitChoice(SplitOrigin.Seeded, rule, image => splits[image]);
    }
}
