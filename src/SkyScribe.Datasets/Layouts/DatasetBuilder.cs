using SkyScribe.IO;

namespace SkyScribe.Datasets.Layouts;

/// <summary>Collects what a layout reads and checks what all layouts have in common: names, sentences, splits.</summary>
internal sealed class DatasetBuilder(DatasetReaderOptions options)
{
    private readonly List<Draft> _drafts = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private int _emptySentences;

    /// <summary>The split that the file under way was named as; null where it says its splits itself.</summary>
    public string? SplitOfFile { get; set; }

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
        if (SplitOfFile is { } named && known is not null && known != named)
        {
            throw new DatasetException(file, splitField, SkyScribeException.Quote(split!), $"'{named}', as this file is given for; leave out '{named}=' to take the splits that stand in it");
        }

        _drafts.Add(new Draft(file, field, splitField, path, SplitOfFile ?? known, []));
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
        if (_drafts.Exists(draft => draft.Split is not null) && _drafts.Find(draft => draft.Split is null) is { } without)
        {
            throw new DatasetException(without.File, without.SplitField, "no split", "one, as other images here have one: " + SplitNames.Expected);
        }

        SplitChoice choice = new SplitChooser(options, file, hash).Choose([.. kept.Select(draft => (draft.Path, draft.Split))], SplitOfFile is not null, warnings);
        CaptionedImage[] images = [.. kept.Select(draft => new CaptionedImage(draft.Path, choice.SplitOf(draft.Path), draft.Sentences))];
        return new CaptionDataset(file, images)
        {
            Name = name,
            Hash = hash,
            SplitOrigin = choice.Origin,
            SplitReason = choice.Reason,
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

    private sealed record Draft(string File, string Field, string SplitField, string Path, string? Split, List<CaptionSentence> Sentences);
}
