using Microsoft.ML.OnnxRuntime;
using SkyScribe.Packages;
using SkyScribe.Training.Model;
using SkyScribe.Training.Model.Engine.Recurrence;
using SkyScribe.Training.Encoders;
using SkyScribe.Text;
using SkyScribe.IO;
using static TorchSharp.torch;

namespace SkyScribe.Training.Export;

/// <summary>The largest differences between an exported model and libtorch's.</summary>
/// <param name="Features">of the encoder's features, relative to their largest value</param>
/// <param name="LogProbabilities">of the next word's log-probabilities, over several steps</param>
public sealed record ExportDifference(double Features, double LogProbabilities)
{
    /// <summary>What is accepted.</summary>
    public const double Most = 1e-4;

    /// <summary>Whether both are at most <see cref="Most"/>.</summary>
    public bool IsSmall => Features <= Most && LogProbabilities <= Most;

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant(
        $"features differ by up to {Features:g2} of their largest value, log-probabilities by up to {LogProbabilities:g2}");
}

/// <summary>Runs both forms of a model on the same pictures and words.</summary>
internal static class ExportCheck
{
    private const int Images = 2, Steps = 4;

    /// <summary>Compares on smooth random pictures, with rows that are reordered and doubled from step to step.</summary>
    public static ExportDifference Compare(JttsModel model, ImageEncoder encoder, byte[] encoderBytes, byte[] decoderBytes)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        int size = encoder.Preprocessing.Size;
        var images = nn.functional.interpolate(
            randn(Images, 3, 8, 8, generator: new Generator(5)), [size, size], mode: InterpolationMode.Bilinear, align_corners: false).contiguous();
        var x = encoder.Encode(images).flatten(2);

        using var run = new RunOptions();
        var tensors = PackageGraphs.TensorsOf(model, encoder);
        using var encoderSession = OnnxSessions.Open(encoderBytes);
        tensors.CheckEncoder(ModelPackage.EncoderFile, encoderSession);
        using var input = OrtValue.CreateTensorValueFromMemory(images.ToArray(), [Images, 3, size, size]);
        string[] outputs = [.. tensors.EncoderOutputs.Select(tensor => tensor.Name)];
        using var encoded = encoderSession.Run(run, [tensors.Picture.Name], [input], outputs);
        float[] features = encoded[Array.IndexOf(outputs, PackageTensors.Features)].GetTensorDataAsSpan<float>().ToArray(), expected = x.ToArray();
        double featureDifference = Largest(features, expected) / Math.Max(expected.Max(Math.Abs), 1e-12);

        using var steps = new TensorSteps(model.Decoder, model.PredictAttributes(x));
        using var decoderSession = OnnxSessions.Open(decoderBytes);
        tensors.CheckDecoder(ModelPackage.DecoderFile, decoderSession);
        var values = new Dictionary<string, OrtValue>(StringComparer.Ordinal);
        for (int i = 0; i < outputs.Length; i++)
        {
            values[outputs[i]] = encoded[i];
        }

        var owned = new List<IDisposable>();
        foreach (var state in tensors.States)
        {
            owned.Add(values[state.Name] = OrtValue.CreateTensorValueFromMemory(new float[state.Count(Images)], state.Shape(Images)));
        }

        string[] inputs = [.. tensors.DecoderInputs.Select(tensor => tensor.Name)],
            results = [PackageTensors.LogProbabilities, .. tensors.NextStates.Select(state => state.Name)];

        double stepDifference = 0;
        int[] imageOfRow = [.. Enumerable.Range(0, Images)], parents = [1, 0, 1], words = [Vocabulary.Begin, Vocabulary.Begin, Vocabulary.Begin];
        var random = new DeterministicRandom(7);
        for (int step = 0; step < Steps; step++)
        {
            float[] wanted = new float[parents.Length * model.Sizes.Words];
            steps.Step(parents, words, wanted);
            imageOfRow = [.. parents.Select(parent => imageOfRow[parent])];
            owned.Add(values[PackageTensors.Words] = Indices(words));
            owned.Add(values[PackageTensors.Parents] = Indices(parents));
            owned.Add(values[PackageTensors.ImageOfRow] = Indices(imageOfRow));
            var found = decoderSession.Run(run, inputs, [.. inputs.Select(name => values[name])], results);
            owned.Add(found);
            stepDifference = Math.Max(stepDifference, Largest(found[0].GetTensorDataAsSpan<float>(), wanted));
            for (int state = 0; state < tensors.States.Count; state++)
            {
                values[tensors.States[state].Name] = found[state + 1];
            }

            int rows = parents.Length;
            parents = [.. Enumerable.Range(0, rows + 1).Select(_ => random.Below(rows))];
            words = [.. parents.Select(_ => random.Below(model.Sizes.Words))];
        }

        owned.ForEach(value => value.Dispose());
        return new ExportDifference(featureDifference, stepDifference);
    }

    private static OrtValue Indices(int[] values) =>
        OrtValue.CreateTensorValueFromMemory(values.Select(value => (long)value).ToArray(), [values.Length]);

    private static double Largest(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double largest = a.Length == b.Length ? 0 : double.PositiveInfinity;
        for (int i = 0; i < Math.Min(a.Length, b.Length); i++)
        {
            double difference = Math.Abs(a[i] - b[i]);
            largest = difference <= largest ? largest : difference;   // NaN counts as larger
        }

        return largest;
    }
}
