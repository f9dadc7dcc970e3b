using System.Text.Json.Serialization;
using SkyScribe.IO;

namespace SkyScribe.Training.Options;

/// <summary>Every hyper-parameter of the model. "paper" marks values of section IV-C; the others are not stated in the paper
/// (docs/decisions/0002-settings-not-in-the-paper.md).</summary>
public sealed record JttsOptions
{
    /// <summary>Row of the ablation table: b., b.+sg/s, b.+sg+ls, b.+sg+MSO, b.+sg+ls+Ld, or b.+sg+MSO+Ld (JTTS); or a baseline: SAT, FC-ATT,
    /// SM-ATT.</summary>
    public string Ablation { get; init; } = Options.Ablation.Jtts.Name;

    /// <summary>D, size of the hidden states and of the projected features. Paper: 1000.</summary>
    public int HiddenSize { get; init; } = 1000;

    /// <summary>E, size of word and attribute embeddings. Predecessor code: 100.</summary>
    public int EmbeddingSize { get; init; } = 100;

    /// <summary>Width of the classifier's two hidden layers; about 700 explains Table VIII's last step.</summary>
    public int ClassifierSize { get; init; } = 700;

    /// <summary>Beta, steepness of the sampling operators (Eq. 5, 11). Paper: 100.</summary>
    public double Steepness { get; init; } = 100;

    /// <summary>The margin between mean positive and hardest negative (Eq. 5, 11, 31). Paper: 0.2.</summary>
    public double Margin { get; init; } = 0.2;

    /// <summary>Lambda, the sampling coefficient (Eq. 5, 11). Paper: 0.5.</summary>
    public double SamplingCoefficient { get; init; } = 0.5;

    /// <summary>Dropout on word embeddings, projected features, classifier layers and the decoder's output. Predecessor code: 0.5.</summary>
    public double Dropout { get; init; } = 0.5;

    /// <summary>Overrides the wiring of the ablation's LSTMs; null keeps it.</summary>
    public LstmWiring? Wiring { get; init; }

    /// <summary>The switches that <see cref="Ablation"/> and <see cref="Wiring"/> stand for.</summary>
    [JsonIgnore]
    public Ablation Switches => Options.Ablation.Named(Ablation) is var row && Wiring is { } wiring ? row with { Wiring = wiring } : row;

    /// <summary>Checks every value's range.</summary>
    /// <exception cref="OptionException">A value is out of range; the message names it, its value and the range.</exception>
    public void Validate()
    {
        if (Wiring is { } wiring && (wiring == LstmWiring.Single || Options.Ablation.Named(Ablation).Wiring == LstmWiring.Single))
        {
            throw new OptionException(
                $"wiring is {wiring} with ablation '{Ablation}'; the single LSTM is for SAT, FC-ATT and SM-ATT, which have no other");
        }

        _ = Switches;
        // 12 D^2 values of an LSTM's weight must stay below 2 GiB, TorchSharp's limit of a span
        OptionRange.Check(HiddenSize, 1, 6000, nameof(HiddenSize));
        OptionRange.Check(EmbeddingSize, 1, 8192, nameof(EmbeddingSize));
        OptionRange.Check(ClassifierSize, 1, 8192, nameof(ClassifierSize));
        OptionRange.Check(Steepness, 1e-3, 1e6, nameof(Steepness));
        OptionRange.Check(Margin, 0, 1, nameof(Margin));
        OptionRange.Check(SamplingCoefficient, 0, 100, nameof(SamplingCoefficient));
        OptionRange.Check(Dropout, 0, 0.95, nameof(Dropout));
    }
}

/// <summary>The sizes that data and encoder dictate.</summary>
/// <param name="Channels">C, channels of the encoder's features.</param>
/// <param name="Words">V, the caption vocabulary with its special words.</param>
/// <param name="Attributes">K, the attribute labels.</param>
public sealed record ModelSizes(int Channels, int Words, int Attributes);
