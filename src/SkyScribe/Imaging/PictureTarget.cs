namespace SkyScribe.Imaging;

/// <summary>Where a decoder's rows go: chooses bands and the mapping to 8 bits, and collects what the picture's user should know.</summary>
/// <param name="rows">makes a picture of rows</param>
/// <param name="rendering">bands and rule; null for the default</param>
internal sealed class PictureTarget(PictureRows rows, Rendering? rendering = null)
{
    private readonly List<string> _remarks = [];
    private readonly Rendering _rendering = rendering ?? Rendering.Default;
    private Stretch? _stretch;

    /// <summary>The bands that were asked for, counted from 0; empty for the file's own colours.</summary>
    public IReadOnlyList<int> Bands { get; } = (rendering ?? Rendering.Default).BandIndices;

    /// <summary>Checks that there are the bands that were asked for.</summary>
    /// <param name="count">how many there are</param>
    /// <param name="name">what error messages call the file</param>
    public void CheckBands(int count, string name)
    {
        if (Bands.Any(band => band >= count))
        {
            throw new ImageException(name, $"it has {count} {(count == 1 ? "band" : "bands")}, and bands {_rendering.Bands} were asked for",
                "name bands that it has (--bands), or none");
        }
    }

    /// <summary>Notes what the picture's user should know.</summary>
    public void Remark(string remark) => _remarks.Add(remark);

    /// <summary>Takes a picture of 8 bits, in RGB.</summary>
    /// <param name="decode">hands over all rows; called twice where the values are looked at first</param>
    /// <param name="hasBands">whether the decoder has chosen the bands already</param>
    public RgbImage TakeBytes(Action<PictureRows> decode, bool hasBands = false)
    {
        IReadOnlyList<int> bands = hasBands ? [] : Bands;
        if (_rendering.Stretch is StretchRule.Auto or StretchRule.None)
        {
            decode(bands.Count == 0 ? rows : new StretchedRows.OfBytes(rows, null, bands));
        }
        else
        {
            ValueSample sample = new(SampleType.Byte);
            decode(new SampledRows.OfBytes(sample));
            _stretch = Stretch.Of(sample, _rendering.Stretch);
            decode(new StretchedRows.OfBytes(rows, _stretch, bands));
        }

        return Finish();
    }

    /// <summary>Takes a picture of more than 8 bits.</summary>
    /// <param name="type">the samples' type</param>
    /// <param name="noData">the value that marks missing pixels, where the file names one</param>
    /// <param name="decode">hands over all rows of the chosen bands; called twice</param>
    public RgbImage TakeSamples(SampleType type, double? noData, Action<SampleRows> decode)
    {
        ValueSample sample = new(type, noData);
        decode(new SampledRows(sample));
        _stretch = Stretch.Of(sample, _rendering.Stretch);
        decode(new StretchedRows(rows, _stretch));
        return Finish();
    }

    private RgbImage Finish()
    {
        var picture = rows.Finish();
        if (_stretch is { IsApplied: true })
        {
            Remark(_stretch.Sentence);
        }
        else if (_stretch is { IsDark: true })
        {
            Remark($"{_stretch.Sentence}, so that the picture is nearly black");
        }

        (picture.Stretch, picture.Remarks) = (_stretch, _remarks);
        return picture;
    }
}
