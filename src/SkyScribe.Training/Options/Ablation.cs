using System.Text.Json.Serialization;
using SkyScribe.IO;
using SkyScribe.Training.Model;

namespace SkyScribe.Training.Options;

/// <summary>How the classifier's probabilities become the attributes that the decoder sees.</summary>
[JsonConverter(typeof(NamedEnumConverter<SamplingOperator>))]
public enum SamplingOperator
{
    /// <summary>No attributes at all: the baseline.</summary>
    None,

    /// <summary>0 or 1 by a threshold, no gradient: the classifier is trained first and then frozen ("s").</summary>
    Hard,

    /// <summary>The logistic operator with its true gradient, Eq. 5-10 ("ls").</summary>
    Logistic,

    /// <summary>The margin-based sampling operator, Eq. 11-14 ("MSO").</summary>
    Margin,
}

/// <summary>What the two LSTMs get as their recurrent hidden states.</summary>
[JsonConverter(typeof(NamedEnumConverter<LstmWiring>))]
public enum LstmWiring
{
    /// <summary>As Eq. 25 and 29 are printed: both continue h2(t-1), each with its own cell.</summary>
    AsPrinted,

    /// <summary>The usual Up-Down wiring: LSTM 1 continues h1 and sees h2(t-1) among its inputs, LSTM 2 continues h2.</summary>
    UpDown,

    /// <summary>One LSTM that attends with its own hidden state: <see cref="SoftAttentionDecoder"/>.</summary>
    Single,
}

/// <summary>What the attention of a <see cref="LstmWiring.Single"/> model sees of the attributes.</summary>
[JsonConverter(typeof(NamedEnumConverter<AttributeAttention>))]
public enum AttributeAttention
{
    /// <summary>Nothing: SAT.</summary>
    None,

    /// <summary>The classifier's output before the sigmoid: FC-ATT.</summary>
    Logits,

    /// <summary>The classifier's output after the sigmoid: SM-ATT.</summary>
    Probabilities,
}

/// <summary>The switches that make the six models of section IV-F (Fig. 6, Table V), and three baselines of Tables II-IV, out of one.</summary>
/// <param name="Name">The paper's name of the row.</param>
/// <param name="Sampling">How attributes are sampled.</param>
/// <param name="ContrastLoss">Whether L_d (Eq. 31) is part of the loss.</param>
/// <param name="Wiring">The LSTMs' wiring.</param>
/// <param name="Attention">What a baseline's attention sees of the attributes.</param>
public sealed record Ablation(
    string Name, SamplingOperator Sampling, bool ContrastLoss, LstmWiring Wiring, AttributeAttention Attention = AttributeAttention.None)
{
    /// <summary>"b.": Up-Down, no attributes.</summary>
    public static Ablation Baseline { get; } = new("b.", SamplingOperator.None, false, LstmWiring.UpDown);

    /// <summary>"b.+sg/s": semantic gates, the classifier trained first and frozen.</summary>
    public static Ablation SeparateGates { get; } = new("b.+sg/s", SamplingOperator.Hard, false, LstmWiring.AsPrinted);

    /// <summary>"b.+sg+ls": joint training with logistic sampling.</summary>
    public static Ablation Logistic { get; } = new("b.+sg+ls", SamplingOperator.Logistic, false, LstmWiring.AsPrinted);

    /// <summary>"b.+sg+MSO": joint training with the margin-based sampling operator.</summary>
    public static Ablation Margin { get; } = new("b.+sg+MSO", SamplingOperator.Margin, false, LstmWiring.AsPrinted);

    /// <summary>"b.+sg+ls+Ld": logistic sampling and the dynamic contrast loss.</summary>
    public static Ablation LogisticContrast { get; } = new("b.+sg+ls+Ld", SamplingOperator.Logistic, true, LstmWiring.AsPrinted);

    /// <summary>"b.+sg+MSO+Ld": the paper's method, JTTS.</summary>
    public static Ablation Jtts { get; } = new("b.+sg+MSO+Ld", SamplingOperator.Margin, true, LstmWiring.AsPrinted);

    /// <summary>"SAT": soft attention, one LSTM, no attributes.</summary>
    public static Ablation SoftAttention { get; } = new("SAT", SamplingOperator.None, false, LstmWiring.Single);

    /// <summary>"FC-ATT": soft attention that sees the attributes' logits.</summary>
    public static Ablation LogitAttention { get; } = new("FC-ATT", SamplingOperator.None, false, LstmWiring.Single, AttributeAttention.Logits);

    /// <summary>"SM-ATT": soft attention that sees the attributes' probabilities.</summary>
    public static Ablation ProbabilityAttention { get; } = new(
        "SM-ATT", SamplingOperator.None, false, LstmWiring.Single, AttributeAttention.Probabilities);

    /// <summary>The rows of Table V in its order, then the baselines.</summary>
    public static IReadOnlyList<Ablation> All { get; } =
        [Baseline, SeparateGates, Logistic, Margin, LogisticContrast, Jtts, SoftAttention, LogitAttention, ProbabilityAttention];

    /// <summary>Whether the model has attribute embeddings and semantic gates.</summary>
    [JsonIgnore]
    public bool HasGates => Sampling != SamplingOperator.None;

    /// <summary>Whether the model has a classifier.</summary>
    [JsonIgnore]
    public bool HasAttributes => HasGates || Attention != AttributeAttention.None;

    /// <summary>Whether caption errors reach the classifier.</summary>
    [JsonIgnore]
    public bool TrainsJointly => HasAttributes && Sampling != SamplingOperator.Hard;

    /// <summary>Finds a row of Table V or a baseline by its name; "jtts" is another name of the last.</summary>
    /// <exception cref="OptionException">No row has that name; the message lists them.</exception>
    public static Ablation Named(string name) =>
        string.Equals(name, "jtts", StringComparison.OrdinalIgnoreCase)
            ? Jtts
            : All.FirstOrDefault(row => string.Equals(row.Name, name, StringComparison.OrdinalIgnoreCase))
              ?? throw new OptionException($"no ablation is named '{name}'; there are {string.Join(", ", All.Select(row => row.Name))} and jtts");
}
