using System.Text.Json;
using SkyScribe.TestSupport;
using SkyScribe.Training.Model;
using SkyScribe.Training.Options;
using TorchSharp;
using static TorchSharp.torch;

namespace SkyScribe.Training.Tests.Model;

/// <summary>
/// The whole model in double precision against shared/golden/jtts.json, which was written independently from the equations (no dropout, small
/// sizes): every intermediate value, loss and gradient to 1e-9, for both sampling operators.
/// </summary>
[Trait("Kind", "golden")]
public sealed class JttsGoldenTests
{
    private const double Tolerance = 1e-9;

    [Theory]
    [InlineData("mso", "b.+sg+MSO+Ld")]
    [InlineData("logistic", "b.+sg+ls+Ld")]
    public void Forward_GoldenWeights_EqualsEveryValueLossAndGradient(string section, string ablation)
    {
        using var scope = NewDisposeScope();
        using var golden = JsonDocument.Parse(File.ReadAllText(SharedFiles.Fixture("golden/jtts.json")));
        var root = golden.RootElement;
        var sizes = root.GetProperty("sizes");
        int Size(string name) => sizes.GetProperty(name).GetInt32();
        var options = new JttsOptions
        {
            Ablation = ablation,
            HiddenSize = Size("D"),
            EmbeddingSize = Size("E"),
            ClassifierSize = Size("mlp_hidden"),
            Steepness = sizes.GetProperty("beta").GetDouble(),
            Margin = sizes.GetProperty("margin").GetDouble(),
            SamplingCoefficient = sizes.GetProperty("lam").GetDouble(),
            Dropout = 0,
        };
        using var model = new JttsModel(options, new ModelSizes(Size("C"), Size("V"), Size("K")));
        model.to(float64);
        var weights = root.GetProperty("weights");
        var parameters = model.named_parameters().ToDictionary(pair => pair.name, pair => pair.parameter);
        using (no_grad())
        {
            foreach (var (key, read) in GoldenNames)
            {
                parameters[key].copy_(read(weights));
            }
        }

        Assert.Equal(parameters.Keys.Order(StringComparer.Ordinal), GoldenNames.Keys.Order(StringComparer.Ordinal));

        var expected = root.GetProperty(section);
        var x = Read(root.GetProperty("x"));
        var words = Read(root.GetProperty("tokens")).to(int64);
        var labels = Read(root.GetProperty("labels"));
        var output = model.Forward(x, arange(x.shape[0]), words);
        Near(expected.GetProperty("y_a"), output.Attributes.Probabilities!, "y_a");
        Near(expected.GetProperty("y_s"), output.Attributes.Sampled!, "y_s");
        Near(expected.GetProperty("f_s"), output.Attributes.Semantics!, "f_s");
        Near(expected.GetProperty("mean_V"), output.Attributes.Mean, "mean_V");

        var stage = output.Attributes;
        var context = model.Decoder.Prepare(stage);
        var state = DecoderState.Zero(x.shape[0], options.HiddenSize, float64);
        int t = 0;
        foreach (var step in expected.GetProperty("steps").EnumerateArray())
        {
            (var logits, state, var attention) = model.Decoder.Step(words.select(1, t), context, state);
            Near(step.GetProperty("h1"), state.Hidden1, $"h1({t})");
            Near(step.GetProperty("c1"), state.Cell1, $"c1({t})");
            Near(step.GetProperty("h2"), state.Hidden2, $"h2({t})");
            Near(step.GetProperty("c2"), state.Cell2, $"c2({t})");
            Near(step.GetProperty("alpha"), attention, $"alpha({t})");
            Near(step.GetProperty("logits"), logits, $"logits({t})");
            t++;
        }

        var loss = JointLoss.Of(output, labels, options);
        Assert.Equal(expected.GetProperty("L_cap").GetDouble(), loss.Caption.ToDouble(), Tolerance);
        Assert.Equal(expected.GetProperty("L_bce").GetDouble(), loss.Classification!.ToDouble(), Tolerance);
        Assert.Equal(expected.GetProperty("L_d").GetDouble(), loss.Contrast!.ToDouble(), Tolerance);
        var total = loss.Total();
        Assert.Equal(expected.GetProperty("L_total").GetDouble(), total.ToDouble(), Tolerance);

        total.backward();
        foreach (var (key, read) in GoldenNames)
        {
            Near(read(expected.GetProperty("gradients")), parameters[key].grad!, "gradient of " + key);
        }
    }

    // Our parameter names and the golden symbols that each holds. Gates: i above g. Embeddings: one row a word, the golden file has columns.
    private static readonly Dictionary<string, Func<JsonElement, Tensor>> GoldenNames = new()
    {
        ["features.project.weight"] = w => Read(w.GetProperty("W_f")),
        ["features.project.bias"] = w => Read(w.GetProperty("b_f")),
        ["classifier.fc1.weight"] = w => Read(w.GetProperty("mlp.0.weight")),
        ["classifier.fc1.bias"] = w => Read(w.GetProperty("mlp.0.bias")),
        ["classifier.fc2.weight"] = w => Read(w.GetProperty("mlp.1.weight")),
        ["classifier.fc2.bias"] = w => Read(w.GetProperty("mlp.1.bias")),
        ["classifier.fc3.weight"] = w => Read(w.GetProperty("mlp.2.weight")),
        ["classifier.fc3.bias"] = w => Read(w.GetProperty("mlp.2.bias")),
        ["attributes.weight"] = w => Read(w.GetProperty("W_e_labels")).t(),
        ["decoder.word_embedding"] = w => Read(w.GetProperty("W_e_words")).t(),
        ["decoder.gates.0.hidden_weight"] = w => Stack(w, "W_i^1", "W_g^1"),
        ["decoder.gates.0.semantic_weight"] = w => Stack(w, "W_i^s1", "W_g^s1"),
        ["decoder.gates.0.bias"] = w => Stack(w, "b_i^1", "b_g^1"),
        ["decoder.gates.1.hidden_weight"] = w => Stack(w, "W_i^2", "W_g^2"),
        ["decoder.gates.1.semantic_weight"] = w => Stack(w, "W_i^s2", "W_g^s2"),
        ["decoder.gates.1.bias"] = w => Stack(w, "b_i^2", "b_g^2"),
        ["decoder.gates.2.hidden_weight"] = w => Stack(w, "W_i^o", "W_g^o"),
        ["decoder.gates.2.semantic_weight"] = w => Stack(w, "W_i^so", "W_g^so"),
        ["decoder.gates.2.bias"] = w => Stack(w, "b_i^o", "b_g^o"),
        ["decoder.lstm1.input_weight"] = w => Read(w.GetProperty("lstm1.W_ih")),
        ["decoder.lstm1.hidden_weight"] = w => Read(w.GetProperty("lstm1.W_hh")),
        ["decoder.lstm1.bias"] = w => Read(w.GetProperty("lstm1.b")),
        ["decoder.lstm2.input_weight"] = w => Read(w.GetProperty("lstm2.W_ih")),
        ["decoder.lstm2.hidden_weight"] = w => Read(w.GetProperty("lstm2.W_hh")),
        ["decoder.lstm2.bias"] = w => Read(w.GetProperty("lstm2.b")),
        ["decoder.attention.region_weight"] = w => Read(w.GetProperty("W_va")),
        ["decoder.attention.hidden_weight"] = w => Read(w.GetProperty("W_ha")),
        ["decoder.attention.score_weight"] = w => Read(w.GetProperty("w_a")).unsqueeze(1),
        ["decoder.output.weight"] = w => Read(w.GetProperty("W_o")),
        ["decoder.output.bias"] = w => Read(w.GetProperty("b_o")),
    };

    private static Tensor Stack(JsonElement weights, string information, string gate) =>
        cat([Read(weights.GetProperty(information)), Read(weights.GetProperty(gate))], 0);

    private static Tensor Read(JsonElement array)
    {
        var shape = new List<long>();
        for (var level = array; level.ValueKind == JsonValueKind.Array; level = level[0])
        {
            shape.Add(level.GetArrayLength());
        }

        var values = new List<double>();
        Flatten(array, values);
        return tensor(values.ToArray(), float64).view([.. shape]);
    }

    private static void Flatten(JsonElement element, List<double> into)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
            {
                Flatten(item, into);
            }
        }
        else
        {
            into.Add(element.GetDouble());
        }
    }

    private static void Near(JsonElement expected, Tensor actual, string name) => Near(Read(expected), actual, name);

    private static void Near(Tensor expected, Tensor actual, string name)
    {
        Assert.Equal(expected.shape, actual.shape);
        double difference = (expected - actual.detach()).abs().max().ToDouble();
        Assert.True(difference <= Tolerance, $"{name} differs by {difference:g3}");
    }
}
