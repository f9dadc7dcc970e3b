using SkyScribe.Datasets.Augmentation;
using SkyScribe.IO;

namespace SkyScribe.Training.Options;

/// <summary>Every setting of an encoder's training on scene labels. The paper (section IV-L, Table IX) states none of them.</summary>
public sealed record PretrainingOptions
{
    /// <summary>One of <c>ImageEncoder.Names</c>.</summary>
    public string Encoder { get; init; } = "efficientnet-lite2";

    /// <summary>Parameters to train: "all", or beginnings of names, separated by commas. What lies before the first of them is computed once for all epochs.</summary>
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

    /// <summary>Ways in which an image is shown: 1 as it is, 2 mirrored too, 4 upside down too, 8 all turns and mirrors of a square. Each epoch draws one.</summary>
    public int Orientations { get; init; } = 1;

    /// <summary>Whether a scene competes with the scenes of every source, not only its own source's: the features then also tell the sources apart, which a
    /// captioner needs where each source has its own way of writing. Two sources' "beach" must then be told from each other by the picture alone.</summary>
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
        ImageOrientations.Validate(Orientations, nameof(Orientations));

        if (string.IsNullOrWhiteSpace(Trainable))
        {
            throw new OptionException($"{nameof(Trainable)} is empty; expected all, or beginnings of parameter names: there is nothing to learn otherwise");
        }
    }
}
