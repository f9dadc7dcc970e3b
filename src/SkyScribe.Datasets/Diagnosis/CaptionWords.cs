using SkyScribe.Text;

namespace SkyScribe.Datasets.Diagnosis;

/// <summary>The words of all captions, split once.</summary>
internal sealed class CaptionWords
{
    private readonly Dictionary<CaptionedImage, string[][]> _words;

    public CaptionWords(CaptionDataset dataset)
    {
        Dataset = dataset;
        _words = dataset.Images.ToDictionary(
            image => image, image => image.Sentences.Select(sentence => CaptionTokenizer.Tokenize(sentence.Raw)).ToArray());
    }

    public CaptionDataset Dataset { get; }

    /// <summary>The splits that are there, training first.</summary>
    public IEnumerable<string> Splits =>
        Dataset.SplitCounts.Keys.OrderBy(split => split switch { SplitNames.Train => 0, SplitNames.Validation => 1, _ => 2 });

    public string[][] Of(CaptionedImage image) => _words[image];

    /// <summary>All sentences of a split.</summary>
    public IEnumerable<string[]> Of(string split) => Dataset.Split(split).SelectMany(image => _words[image]);
}
