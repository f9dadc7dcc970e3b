using SkyScribe.Training.Model;

namespace SkyScribe.Training.Training;

/// <summary>Running means of the losses of an epoch; what a checkpoint keeps of them.</summary>
internal sealed record LossMean(double Caption, double Classification, double Contrast, long Words, long Steps, long Rows)
{
    public static LossMean Empty { get; } = new(0, 0, 0, 0, 0, 0);

    /// <summary>Words weigh the caption loss, steps the others.</summary>
    public LossParts Parts => new(
        Words == 0 ? 0 : Caption / Words,
        Steps == 0 ? 0 : Classification / Steps,
        Steps == 0 ? 0 : Contrast / Steps,
        Words);

    public LossMean Add(LossParts parts, int rows) => new(
        Caption + parts.Caption * parts.Words,
        Classification + parts.Classification,
        Contrast + parts.Contrast,
        Words + parts.Words,
        Steps + 1,
        Rows + rows);
}
