using SkyScribe.IO;

namespace SkyScribe.Datasets.Layouts;

/// <summary>Collects what a layout reads and checks what all layouts have in common: names, sentences, splits.</summary>
internal sealed class DatasetBuilder(DatasetReaderOptions options)
{
    private readonly List<Draft> _drafts = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<string> _warnings = [];
    private int _emptySentences;

    /// <summary>The split that the file under way was named as; null where it says its splits itself.</summary>
    public string? SplitOfFile { get; set; }

    /// <summary>The folder, below that of the images, from which the file under way names its images; empty for the image folder itself.</summary>
    public string FolderOfFile { get; set; } = "";

    /// <summary>Adds an image and gives its number.</summary>
    /// <param name="file">The caption file.</param>
    /// <param name="field">Where its name stands.</param>
    /// <param name="name">Its path below the image folder, as written there.</param>
    /// <param name="split">Its split as written there, or null.</param>
    /// <param name="splitField">Where the split stands, or should.</param>
    public int AddImage(string file, string field, string name, string? split, string splitField)
    {
        string path = (ImagePath.Normalize(name) is null ? null : ImagePath.Normalize(InFolder(name)))
            ?? throw new DatasetException(file, field, SkyScribeException.Quote(name), ImagePath.Expected);
        if (!_names.Add(FileNameKey.Decomposed(path)))
        {
            throw new DatasetException(file, field, $"{SkyScribeException.Quote(name)} a second time", "each image file once");
        }

        string? known = split is null ? null : SplitNames.Find(split)
            ?? throw new DatasetException(file, splitField, SkyScribeException.Quote(split), SplitNames.Expected);
        if (SplitOfFile is { } named && known is not null && known != named)
        {
            throw new DatasetException(file, splitField, SkyScribeException.Quote(split!),
                $"'{named}', as this file is given for; leave out '{named}=' to take the splits that stand in it");
        }

        _drafts.Add(new Draft(file, field, splitField, path, SplitOfFile ?? known, []));
        _numbers.TryAdd(FileNameKey.Decomposed(path), _drafts.Count - 1);
        return _drafts.Count - 1;
    }

    /// <summary>Gives the number of an image that may have been added before, for layouts that name an image with each of its captions.</summary>
    /// <inheritdoc cref="AddImage"/>
    public int FindOrAddImage(string file, string field, string name, string? split, string splitField)
    {
        string path = ImagePath.Normalize(InFolder(name)) is { } normal ? FileNameKey.Decomposed(normal) : "";
        if (!_numbers.TryGetValue(path, out int number) || _drafts[number].File != file)
        {
            return AddImage(file, field, name, split, splitField);
        }

        string? known = SplitOfFile ?? (split is null ? null : SplitNames.Find(split) ?? throw new DatasetException(
            file, splitField, SkyScribeException.Quote(split), SplitNames.Expected));
        return known == _drafts[number].Split
            ? number
            : throw new DatasetException(file, splitField, SkyScribeException.Quote(split ?? ""),
            $"{SkyScribeException.Quote(_drafts[number].Split ?? "")}, as an earlier caption of {SkyScribeException.Quote(name)} has it");
    }

    /// <summary>What the data set calls an image.</summary>
    public void SetId(int image, ImageId? id) => _drafts[image].Id ??= id;

    /// <summary>The scene that an image is listed among.</summary>
    public void SetScene(int image, string scene) => _drafts[image].Scene = scene;

    /// <summary>Tells people something about the data.</summary>
    public void Warn(string warning) => _warnings.Add(warning);

    /// <summary>Adds a sentence to an image; one that is missing or has no words is counted and left out, and a list that a program printed gives
    /// each of its sentences.</summary>
    /// <param name="image">The image's number.</param>
    /// <param name="field">Where the sentence stands.</param>
    /// <param name="raw">The sentence as written; null for a missing one.</param>
    /// <param name="tokens">Its tokens; empty or null where the layout has none.</param>
    public void AddSentence(int image, string field, string? raw, IReadOnlyList<string>? tokens = null)
    {
        Draft draft = _drafts[image];
        IReadOnlyList<string> sentences = tokens is { Count: > 0 } ? [raw ?? ""] : CaptionCell.Read(raw, out string? problem) is var read
            && problem is not null
            ? throw new DatasetException(draft.File, field, $"a list that cannot be read ({problem}): {SkyScribeException.Quote(raw!)}",
            "one caption, or a list of captions in quotes, as ['a road', 'a long road']")
            : read;
        if (sentences.Count == 0)
        {
            _emptySentences++;
        }

        foreach (string text in sentences)
        {
            var sentence = new CaptionSentence(text, tokens ?? []);
            if (CaptionCell.IsMissing(text) || CaptionDataset.WordsOf(sentence, options.SentenceSource).Length == 0)
            {
                _emptySentences++;
            }
            else
            {
                draft.Sentences.Add(sentence);
            }
        }
    }

    /// <summary>Checks the whole and makes the data set.</summary>
    /// <param name="file">What errors of the whole name.</param>
    /// <param name="name">The data set's name.</param>
    /// <param name="hash">SHA-256 of the file or files.</param>
    public CaptionDataset Build(string file, string name, string hash)
    {
        List<string> warnings = [.. _warnings];
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

        SplitChoice choice = new SplitChooser(options, file, hash).Choose(
            [.. kept.Select(draft => (draft.Path, draft.Split))], SplitOfFile is not null, warnings);
        CaptionedImage[] images = [.. kept.Select(draft => new CaptionedImage(
            draft.Path, choice.SplitOf(draft.Path), draft.Sentences) { Id = draft.Id, Scene = draft.Scene })];
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

    // Where the files of the splits lie in folders of their own, an image's path begins with its folder.
    private string InFolder(string name) => FolderOfFile.Length == 0 ? name : $"{FolderOfFile}/{name}";

    private sealed record Draft(string File, string Field, string SplitField, string Path, string? Split, List<CaptionSentence> Sentences)
    {
        public ImageId? Id { get; set; }

        public string? Scene { get; set; }
    }
}
