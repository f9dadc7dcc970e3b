using SkyScribe.Datasets.Layouts;
using SkyScribe.IO;

namespace SkyScribe.Datasets.Labels;

/// <summary>Somebody else has changed a picture's label in the meantime.</summary>
/// <param name="now">the label as it is now</param>
internal sealed class LabelConflictException(LabelRow now) : SkyScribeException(
    now.Image, $"somebody else has changed this picture's label in the meantime; it is now {LabelTable.NameOf(now.State)}{(now.Captions.Count > 0 ? $": {now.Captions[0]}" : "")}. Look at it and decide again")
{
    /// <summary>The label as it is now.</summary>
    public LabelRow Now { get; } = now;
}

/// <summary>A data set in the making: a folder with labels.csv, captions.csv made of it, and the pictures below <c>images</c>. Any number of threads
/// may use it; of processes, one.</summary>
/// <remarks>Each change is on the disk when the call returns. labels.csv may be edited by hand meanwhile: it is read anew whenever it has
/// changed.</remarks>
internal sealed class LabelStore
{
    /// <summary>Names of the files and of the folder of pictures.</summary>
    public const string TableName = CaptionFolder.Labels, CaptionsName = "captions.csv", WordsName = "words.txt", ImagesName = "images";

    private const string KeptName = "labels.old.csv";
    private const int MostWords = 100_000, MostWordBytes = 8 << 20, LongestWord = 60;
    private readonly Lock _lock = new();
    private LabelTable _table = new([], []);
    private Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private (long Length, DateTime Time)? _stamp;

    private LabelStore(string folder) => Folder = folder;

    /// <summary>The data set.</summary>
    public string Folder { get; }

    /// <summary>What the person at the page should know: that an edit by hand has taken captions away, and where they are; empty for
    /// nothing.</summary>
    public string Notice { get; private set; } = "";

    private string TablePath => Path.Combine(Folder, TableName);

    /// <summary>Whether a folder is such a data set.</summary>
    public static bool IsIn(string folder) => File.Exists(Path.Combine(folder, TableName));

    /// <summary>Opens a data set, and makes captions.csv anew.</summary>
    /// <exception cref="DatasetException">labels.csv is missing or wrong.</exception>
    public static LabelStore Open(string folder)
    {
        var store = new LabelStore(folder);
        store.Refresh();
        return store;
    }

    /// <summary>Makes one without a picture, or opens the one that is there.</summary>
    public static LabelStore OpenOrMake(string folder)
    {
        Directory.CreateDirectory(folder);
        return IsIn(folder) ? Open(folder) : new LabelStore(folder);
    }

    /// <summary>The pictures, in the order of the work.</summary>
    /// <exception cref="DatasetException">labels.csv was edited and cannot be read any more.</exception>
    public IReadOnlyList<LabelRow> Rows()
    {
        lock (_lock)
        {
            Refresh();
            return _table.Rows;
        }
    }

    /// <summary>A picture; null for none of that name.</summary>
    /// <inheritdoc cref="Rows"/>
    public LabelRow? Find(string image)
    {
        lock (_lock)
        {
            Refresh();
            return _numbers.TryGetValue(image, out int number) ? _table.Rows[number] : null;
        }
    }

    /// <summary>Where a picture lies.</summary>
    public string PathOf(LabelRow row) => Path.Combine(Folder, row.Image);

    /// <summary>The pictures that are not there any more.</summary>
    public IReadOnlyList<LabelRow> Missing() => [.. Rows().Where(row => !File.Exists(PathOf(row)))];

    /// <summary>Keeps what a person says of a picture.</summary>
    /// <param name="image">the picture</param>
    /// <param name="tag">of the row that the person saw</param>
    /// <param name="state">what they say</param>
    /// <param name="captions">their captions, as typed; those without a letter do not count</param>
    /// <returns>the row as it is now; null for no such picture</returns>
    /// <exception cref="LabelConflictException">It was changed since.</exception>
    /// <exception cref="OptionException">A caption is none, or there are too few or too many.</exception>
    public LabelRow? Change(string image, string tag, LabelState state, IReadOnlyList<string> captions)
    {
        string[] texts = [.. captions.Select(LabelText.Tidy).Where(text => text.Length > 0).Distinct()];
        bool isCaptioned = state is LabelState.Accepted or LabelState.Edited;
        if (texts.Length > LabelRow.MostCaptions || (isCaptioned && texts.Length == 0))
        {
            throw new OptionException($"found {texts.Length} captions, expected 1 to {LabelRow.MostCaptions}");
        }

        foreach (string text in texts)
        {
            if (LabelText.Problem(text) is { } problem)
            {
                throw new OptionException($"found {problem.Found}, expected {problem.Expected}");
            }
        }

        lock (_lock)
        {
            Refresh();
            if (!_numbers.TryGetValue(image, out int number))
            {
                return null;
            }

            var row = _table.Rows[number];
            if (row.Tag != tag)
            {
                throw new LabelConflictException(row);
            }

            LabelRow[] rows = [.. _table.Rows];
            rows[number] = row.With(state, texts);
            Write(_table with { Rows = rows });
            return rows[number];
        }
    }

    /// <summary>Makes sure that more pictures have room.</summary>
    /// <exception cref="OptionException">They have not.</exception>
    public void RequireRoom(int more)
    {
        int count = Rows().Count + more;
        if (count > LabelTable.MostRows)
        {
            throw new OptionException($"found {count} pictures, expected at most {LabelTable.MostRows}; make several data sets of them");
        }
    }

    /// <summary>Adds pictures at the end; those that are there already stay as they are.</summary>
    /// <returns>how many were new</returns>
    public int Add(IEnumerable<LabelRow> rows)
    {
        lock (_lock)
        {
            Refresh();
            string[] blanks = [.. _table.OtherColumns.Select(_ => "")];
            LabelRow[] fresh = [.. rows.Where(row => !_numbers.ContainsKey(row.Image)).Select(row => row with { Others = blanks })];
            RequireRoom(fresh.Length);
            Write(_table with { Rows = [.. _table.Rows, .. fresh] });
            return fresh.Length;
        }
    }

    /// <summary>Words for suggestions, the most useful first: those of the captions so far, then the model's.</summary>
    public IReadOnlyList<string> Words()
    {
        var own = Rows().Where(row => row.IsCaptioned).SelectMany(row => row.Captions).SelectMany(WordsOf).GroupBy(word => word)
            .OrderByDescending(group => group.Count()).Select(group => group.Key);
        string path = Path.Combine(Folder, WordsName);
        string[] known = !File.Exists(path) ? []
            : BoundedFile.Decode(path, BoundedFile.Read(path, MostWordBytes, "a word a line", DatasetException.Of), DatasetException.Of).Split('\n');
        return [.. own.Concat(known.SelectMany(WordsOf)).Distinct().Take(MostWords)];
    }

    /// <summary>Keeps the words that a model knows, beside those of an earlier one.</summary>
    public void AddWords(IEnumerable<string> words)
    {
        string path = Path.Combine(Folder, WordsName);
        IEnumerable<string> before = File.Exists(path) ? File.ReadLines(path) : [];
        AtomicFile.WriteText(path, string.Concat(words.Concat(before).SelectMany(WordsOf).Distinct().Take(MostWords).Select(word => word + "\n")));
    }

    private static IEnumerable<string> WordsOf(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
        .Select(word => word.Trim('.', ',', ';', ':', '!', '?', '"', '(', ')').ToLowerInvariant())
        .Where(word => word.Length is > 1 and <= LongestWord && !word.Any(char.IsControl));

    // Reads labels.csv where somebody else has written it.
    private void Refresh()
    {
        var stamp = Stamp();
        if (stamp is not null && stamp == _stamp)
        {
            return;
        }

        if (stamp is null && _stamp is null && _table.Rows.Count == 0 && !File.Exists(Path.Combine(Folder, CaptionsName)))
        {
            return;   // a new data set
        }

        var table = LabelTable.Read(TablePath);
        int lost = _stamp is null ? 0 : Lost(_table, table);
        if (lost > 0)
        {
            string kept = Path.Combine(Folder, KeptName);
            AtomicFile.Write(kept, stream => stream.Write(_table.ToBytes()));
            Notice = $"{TableName} was changed by another program, and {lost} pictures have lost captions that were written here; {KeptName} has them";
        }

        Use(table, stamp);
        WriteCaptions();
    }

    private static int Lost(LabelTable before, LabelTable now)
    {
        var rows = now.Rows.ToDictionary(row => row.Image);
        return before.Rows.Count(row => row.IsCaptioned && !(rows.TryGetValue(row.Image, out var same) && row.Captions.All(same.Captions.Contains)));
    }

    private void Write(LabelTable table)
    {
        byte[] bytes = table.ToBytes();
        AtomicFile.Write(TablePath, stream => stream.Write(bytes));
        Use(table, Stamp());
        WriteCaptions();
    }

    private void WriteCaptions()
    {
        byte[] captions = LabelTable.ToCaptions(_table.Rows.Where(row => row.IsCaptioned && File.Exists(PathOf(row))));
        AtomicFile.Write(Path.Combine(Folder, CaptionsName), stream => stream.Write(captions));
    }

    private void Use(LabelTable table, (long, DateTime)? stamp)
    {
        (_table, _stamp) = (table, stamp);
        _numbers = table.Rows.Select((row, number) => (row.Image, number))
            .ToDictionary(pair => pair.Image, pair => pair.number, StringComparer.Ordinal);
    }

    private (long, DateTime)? Stamp() => new FileInfo(TablePath) is { Exists: true } file ? (file.Length, file.LastWriteTimeUtc) : null;
}
