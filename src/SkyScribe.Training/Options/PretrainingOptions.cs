using System.Text.Json.Serialization;
using SkyScribe.Datasets.Augmentation;
using SkyScribe.IO;

namespace SkyScribe.Training.Options;

/// <summary>Every setting of an encoder's training on scene labels. The paper (section IV-L, Table IX) states none of them.</summary>
public sealed record PretrainingOptions
{
    /// <summary>One of <c>ImageEncoder.Names</c>.</summary>
    public string Encoder { get; init; } = "efficientnet-lite2";

    /// <summary>Parameters to train: "all", or beginnings of names, separated by commas. What lies before the first of them is computed once for all
    /// epochs.</summary>
    public string Trainable { get; init; } = "all";

    /// <summary>Passes over the training images.</summary>
    public int Epochs { get; init; } = 6;

    /// <summary>Images a step.</summary>
    public int BatchImages { get; init; } = 32;

    /// <summary>RAdam's step size for the encoder in the first epoch; it falls along a half cosine.</summary>
    public double LearningRate { get; init; } = 2e-4;

    /// <summary>The classifier's step size as a multiple of the encoder's, because it starts at random.</summary>
    public double ClassifierFactor { get; init; } = 10;

    /// <summary>Share of a target scene's probability that is spread over the scenes that it competes with.</summary>
    public double LabelSmoothing { get; init; } = 0.1;

    /// <summary>Dropout on the mean feature.</summary>
    public double Dropout { get; init; } = 0.2;

    /// <summary>Mirror images that are shown too; each epoch draws one way.</summary>
    public Flips Flips { get; init; }

    /// <summary>Whether images are shown rotated by 90, 180 and 270 degrees too; with flips, in all eight ways of a square.</summary>
    public bool Rotations { get; init; }

    /// <summary>The EXIF orientations that <see cref="Flips"/> and <see cref="Rotations"/> stand for.</summary>
    [JsonIgnore]
    public IReadOnlyList<int> Orientations => ImageOrientations.Of(Flips, Rotations);

    /// <summary>Whether a scene competes with the scenes of every source, not only its own source's: the features then also tell the sources apart,
    /// which a captioner needs where each source has its own way of writing. Two sources' "beach" must then be told from each other by the picture
    /// alone.</summary>
    public bool AcrossSources { get; init; }

    /// <summary>Seed of the order, the classifier and the dropout, and of splits that a source lacks.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Checks every value's range.</summary>
    /// <exception cref="OptionException">A value is out of range; the message names it, its value and the range.</exception>
    public void Validate()
    {
        OptionRange.Check(Epochs, 1, 10_000, nameof(Epochs));
        OptionRange.Check(BatchImages, 1, 4096, nameof(BatchImages));
        OptionRange.Check(LearningRate, 1e-12, 10, nameof(LearningRate));
        OptionRange.Check(ClassifierFactor, 1e-6, 1e6, nameof(ClassifierFactor));
        OptionRange.Check(LabelSmoothing, 0, 0.9, nameof(LabelSmoothing));
        OptionRange.Check(Dropout, 0, 0.95, nameof(Dropout));

        if (string.IsNullOrWhiteSpace(Trainable))
        {
            throw new OptionException(
                $"{nameof(Trainable)} is empty; expected all, or beginnings of parameter names: there is nothing to learn otherwise");
        }
    }
}
