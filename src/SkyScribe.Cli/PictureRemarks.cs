namespace SkyScribe.Cli;

/// <summary>Says what was done to read pictures: in full for the first few, then how many more.</summary>
internal sealed class PictureRemarks
{
    private const int MostLines = 5;

    private int _said, _silent;

    /// <summary>The last line, where pictures were not named.</summary>
    public string? Rest => _silent > 0 ? $"{_silent} more pictures were stretched or had several pages" : null;

    /// <summary>The lines to say of one file.</summary>
    public IEnumerable<string> Add(CaptionedFile file)
    {
        if (file.Remarks.Count == 0)
        {
            return [];
        }

        if (_said == MostLines)
        {
            _silent++;
            return [];
        }

        _said++;
        return file.Remarks.Select(remark => $"{file.Path}: {remark}");
    }
}
