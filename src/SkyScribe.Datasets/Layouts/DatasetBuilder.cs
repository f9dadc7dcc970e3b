using SkyScribe.IO;

namespace SkyScribe.Datasets.Layouts;

/// <summary>Collects what a layout reads and checks what all layouts have in common: names, sentences, splits.</summary>
internal sealed class DatasetBuilder(DatasetReaderOptions options)
{
    private readonly List<Draft> _drafts = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private int _emptySentences;

    /// <summary>Adds an image and gives its number.</summary>
    /// <param name="file">The caption file.</param>
    /// <param name="field">Where its name stands.</param>
    /// <param name="name">Its path below the image folder, as written there.</param>
    /// <param name="split">Its split as written there, or null.</param>
    /// <param name="splitField">Where the split stands, or should.</param>
    public int AddImage(string file, string field, string name, string? split, string splitField)
    {
        string path = ImagePath.Normalize(name)
            ?? throw new DatasetException(file, field, SkyScribeException.Quote(name), ImagePath.Expected);
        if (!_names.Add(path))
        {
            throw new DatasetException(file, field, $"{SkyScribeException.Quote(name)} a second time", "each image file once");
        }

        string? known = split is null ? null : SplitNames.Find(split)
            ?? throw new DatasetException(file, splitField, SkyScribeException.Quote(split), SplitNames.Expected);
        _drafts.Add(new Draft(file, field, splitField, path, known, []));
        return _drafts.Count - 1;
    }

    /// <summary>Adds a sentence to an image; one without words is counted and left out.</summary>
    public void AddSentence(int image, string raw, IReadOnlyList<string> tokens)
    {
        var sentence = new CaptionSentence(raw, tokens);
        if (CaptionDataset.WordsOf(sentence, options.SentenceSource).Length == 0)
        {
            _emptySentences++;
            return;
        }

        _drafts[image].Sentences.Add(sentence);
    }

    /// <summary>Checks the whole and makes the data set.</summary>
    /// <param name="file">What errors of the whole name.</param>
    /// <param name="name">The data set's name.</param>
    /// <param name="hash">SHA-256 of the file or files.</param>
    public CaptionDataset Build(string file, string name, string hash)
    {
        var warnings = new List<string>();
        if (_emptySentences > 0)
        {
            warnings.Add($"{file}: left out {_emptySentences} sentences without words");
        }

        Draft[] kept = [.. _drafts.Where(draft => draft.Sentences.Count > 0)];
        DropOrFail(kept, warnings, file);
        SplitOrigin origin = SplitOrigin.Official;
        Func<Draft, string> splitOf = draft => draft.Split!;
        if (_drafts.All(draft => draft.Split is null))
        {
            (origin, Dictionary<string, string> splits) = SplitsOf(file, [.. kept.Select(draft => draft.Path)], warnings);
            splitOf = draft => splits[draft.Path];
        }
        else if (_drafts.Find(draft => draft.Split is null) is { } without)
        {
            throw new DatasetException(without.File, without.SplitField, "no split", "one, as other images here have one: " + SplitNames.Expected);
        }

        CaptionedImage[] images = [.. kept.Select(draft => new CaptionedImage(draft.Path, splitOf(draft), draft.Sentences))];
        return new CaptionDataset(file, images)
        {
            Name = name,
            Hash = hash,
            SplitOrigin = origin,
            SentenceSource = options.SentenceSource,
            Warnings = warnings,
        };
    }

    private void DropOrFail(Draft[] kept, List<string> warnings, string file)
    {
        if (_drafts.Find(draft => draft.Sentences.Count == 0) is not { } empty)
        {
            if (kept.Length == 0)
            {
                throw new DatasetException(file, "", "no image", "at least one image with a sentence");
            }

            return;
        }

        int dropped = _drafts.Count - kept.Length;
        if (options.ImagesWithoutSentences == ImagesWithoutSentences.Fail)
        {
            string found = $"{dropped} images without a sentence, the first here";
            throw new DatasetException(empty.File, empty.Field, found, "a sentence with words for each image");
        }

        string? lost = _drafts.Select(draft => draft.Split).Except(kept.Select(draft => draft.Split)).FirstOrDefault();
        if (kept.Length == 0 || lost is not null)
        {
            string what = lost is null ? "no image" : $"no image of the split '{lost}'";
            throw new DatasetException(file, "", $"{what} with a sentence", "captions with words in each split");
        }

        warnings.Add($"{file}: left out {dropped} images without a sentence, the first is {SkyScribeException.Quote(empty.Path)}");
    }

    private (SplitOrigin Origin, Dictionary<string, string> Splits) SplitsOf(string file, string[] paths, List<string> warnings)
    {
        if (options.SplitFile is { } splitFile && File.Exists(splitFile))
        {
            Dictionary<string, string> written = SplitFile.Read(splitFile, options.MaximumBytes);
            string[] unknown = [.. paths.Where(path => !written.ContainsKey(path))];
            if (unknown.Length > 0)
            {
                string found = $"no split for {unknown.Length} images of {file}, the first is {SkyScribeException.Quote(unknown[0])}";
                throw new DatasetException(splitFile, "", found, "all of them (delete the file to split anew)");
            }

            if (written.Count > paths.Length)
            {
                warnings.Add($"{splitFile}: names {written.Count - paths.Length} images that {file} lacks");
            }

            return (SplitOrigin.SplitFile, written);
        }

        Dictionary<string, string> splits = SplitFile.Seeded(paths, options.SplitSeed);
        string note = $"{file}: has no splits; images were split 80/10/10 with seed {options.SplitSeed}";
        if (options.SplitFile is { } target)
        {
            SplitFile.Write(target, splits);
            note += $" and the split written to {target}";
        }

        warnings.Add(note);
        return (SplitOrigin.Seeded, splits);
    }

    private sealed record Draft(string File, string Field, string SplitField, string Path, string? Split, List<CaptionSentence> Sentences);
}
