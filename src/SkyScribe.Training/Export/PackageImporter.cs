using SkyScribe.Packages;
using SkyScribe.Training.Encoders;
using SkyScribe.Training.Model;
using SkyScribe.Training.Onnx;
using SkyScribe.Training.Options;
using SkyScribe.Training.Weights;
using static TorchSharp.torch;

namespace SkyScribe.Training.Export;

/// <summary>Turns a model package back into modules that can be trained: the inverse of <see cref="EncoderModel"/> and <see cref="DecoderGraph"/>.
/// From float32 it is exact but for rounding; from 8 bits, the weights are what their bytes and scales say, and activations are no longer
/// rounded.</summary>
internal static class PackageImporter
{
    // Eq. 26's keys are kept as one product with the features; how far the bytes of both may be from fitting together.
    private const double MostMisfit = 0.2;

    /// <summary>The sizes and switches of a package's model; what a package does not say (dropout, the margin alone) has its default.</summary>
    /// <exception cref="SkyScribe.IO.SkyScribeException">A graph is damaged or not one that SkyScribe wrote.</exception>
    public static JttsOptions OptionsOf(ModelPackage package)
    {
        GraphWeights ofEncoder = GraphWeights.Read(package.EncoderPath), ofDecoder = GraphWeights.Read(package.DecoderPath);
        var manifest = package.Manifest;
        long size = manifest.HiddenSize;
        var options = new JttsOptions
        {
            Ablation = manifest.Ablation,
            HiddenSize = manifest.HiddenSize,
            EmbeddingSize = (int)ofDecoder.Get("word_embedding").Shape[^1],
        };
        long inputs = (ofDecoder.Get("lstm1.weight").Shape[0] / size) - 1 - (manifest.HasGates ? 1 : 0);   // of D each, beside the gate's
        var wiring = inputs == 0 ? LstmWiring.AsPrinted : LstmWiring.UpDown;
        options = options with { Wiring = Ablation.Named(manifest.Ablation).Wiring == wiring ? null : wiring };
        if (manifest.Attributes.Count > 0)
        {
            options = options with { ClassifierSize = (int)ofEncoder.Get("classifier.fc1.weight").Shape[^1] };
        }

        if (manifest.HasGates)
        {
            options = options with { SamplingCoefficient = Short(ofEncoder.Get("sampled.threshold").Values[0] / options.Margin) };
            options = ofEncoder.Has("sampled.steepness") ? options with { Steepness = Short(ofEncoder.Get("sampled.steepness").Values[0]) } : options;
        }

        options.Validate();
        return options;

        // The number that was rounded to float32.
        static double Short(double value) => Math.Round(value, 6);
    }

    /// <summary>Reads a package's weights.</summary>
    /// <param name="options">the model's, sizes as <see cref="OptionsOf(ModelPackage)"/> gives them</param>
    /// <returns>modules with float32 weights; the caller disposes of them</returns>
    /// <exception cref="SkyScribe.IO.SkyScribeException">A graph is damaged or not one that SkyScribe wrote.</exception>
    public static (JttsModel Model, ImageEncoder Encoder) Read(ModelPackage package, JttsOptions options)
    {
        GraphWeights ofEncoder = GraphWeights.Read(package.EncoderPath), ofDecoder = GraphWeights.Read(package.DecoderPath);
        var manifest = package.Manifest;
        var encoder = ImageEncoder.Create(manifest.Encoder.Name);
        JttsModel? model = null;
        try
        {
            encoder.Render(manifest.Preprocessing.Rendering);
            if (encoder.Preprocessing.Key != manifest.Preprocessing.Key || encoder.Channels != manifest.Encoder.Channels)
            {
                throw new PackageException(package.Folder, $"its pictures are prepared otherwise ({manifest.Preprocessing.Key}) than this build's {encoder.Name} wants ({encoder.Preprocessing.Key}); use the SkyScribe that wrote it");
            }

            model = new JttsModel(options, new ModelSizes(encoder.Channels, manifest.Words, Math.Max(1, manifest.Attributes.Count)));
            using var scope = NewDisposeScope();
            using var guard = no_grad();
            encoder.TakeWeights(encoder.Module.state_dict().ToDictionary(
                pair => pair.Key, pair => tensor(ofEncoder.Get(pair.Key).Values).Shaped(package.EncoderPath, pair.Key, pair.Value.shape),
                StringComparer.Ordinal), package.EncoderPath);
            WeightLoader.Load(model, Captioner(ofEncoder, ofDecoder, model, package.EncoderPath), package.Folder);
            model.eval();
            return (model, encoder);
        }
        catch
        {
            model?.Dispose();
            encoder.Dispose();
            throw;
        }
    }

    private static Dictionary<string, Tensor> Captioner(GraphWeights ofEncoder, GraphWeights ofDecoder, JttsModel model, string path)
    {
        var decoder = (AttributeGuidedDecoder)model.Decoder;
        var weights = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        Tensor Product(GraphWeights graph, string name) => graph.Product(name) is var (values, shape) ? tensor(values, shape) : null!;
        Tensor Vector(GraphWeights graph, string name) => tensor(graph.Get(name).Values);
        Tensor Grid(string name) => ofEncoder.Get(name) is var (values, shape) && shape.Length == 4 ? tensor(values, shape).flatten(1)
            : throw new PackageException(path, $"weight '{name}' is no convolution; export the package again");
        void Layer(string name, GraphWeights graph, string product)
        {
            weights[name + ".weight"] = Product(graph, product + ".weight");
            weights[name + ".bias"] = Vector(graph, product + ".bias");
        }

        var (project, projectBias) = (Grid("regions.grid.weight"), Vector(ofEncoder, "regions.grid.bias"));
        (weights["features.project.weight"], weights["features.project.bias"]) = (project, projectBias);
        weights["decoder.attention.region_weight"] = RegionWeight(
            project, projectBias, Grid("keys.grid.weight"), Vector(ofEncoder, "keys.grid.bias"), path);
        weights["decoder.attention.hidden_weight"] = Product(ofDecoder, "attention.weight");
        weights["decoder.attention.score_weight"] = Vector(ofDecoder, "attention.score").unsqueeze(1);
        var (embedding, embeddingShape) = ofDecoder.Get("word_embedding");
        weights["decoder.word_embedding"] = tensor(embedding, embeddingShape);
        Layer("decoder.output", ofDecoder, "output");

        Tensor first = Product(ofDecoder, "lstm1.weight"), second = Product(ofDecoder, "lstm2.weight");   // [4D, inputs that change, h]
        weights["decoder.lstm1.input_weight"] = cat(
            [first.narrow(1, 0, decoder.MeanColumn), Product(ofEncoder, "lstm1.mean.weight"), Product(ofDecoder, "lstm1.word.weight")], 1);
        weights["decoder.lstm1.hidden_weight"] = first.narrow(1, decoder.MeanColumn, first.shape[1] - decoder.MeanColumn);
        weights["decoder.lstm1.bias"] = Vector(ofEncoder, "lstm1.mean.bias");
        long inputs2 = second.shape[1] - decoder.HiddenSize;
        weights["decoder.lstm2.input_weight"] = second.narrow(1, 0, inputs2);
        weights["decoder.lstm2.hidden_weight"] = second.narrow(1, inputs2, decoder.HiddenSize);
        weights["decoder.lstm2.bias"] = Vector(ofDecoder, "lstm2.bias");
        if (!model.Options.Switches.HasAttributes)
        {
            return weights;
        }

        if (!model.Options.Switches.TrainsJointly)
        {
            Layer("classifier_features.project", ofEncoder, "classifier_features");
        }

        foreach (string layer in new[] { "classifier.fc1", "classifier.fc2", "classifier.fc3" })
        {
            Layer(layer, ofEncoder, layer);
        }

        for (int gate = 0; decoder.IsGuided && gate < 3; gate++)
        {
            string name = $"decoder.gates.{gate}";
            weights[name + ".hidden_weight"] = Product(ofDecoder, PackageTensors.Gate(gate) + ".weight");
            weights[name + ".semantic_weight"] = Product(ofEncoder, name + ".weight");
            weights[name + ".bias"] = Vector(ofEncoder, name + ".bias");
        }

        if (decoder.IsGuided)
        {
            weights["attributes.weight"] = Product(ofEncoder, "attributes.weight").transpose(0, 1);
        }

        return weights;
    }

    // The package has W_va W_f and W_va b_f instead of W_va; W_f has more columns than rows, so least squares give W_va back.
    private static Tensor RegionWeight(Tensor project, Tensor projectBias, Tensor keys, Tensor keyBias, string path)
    {
        var known = cat([project, projectBias.unsqueeze(1)], 1).to(float64);     // [D, C + 1]
        var wanted = cat([keys, keyBias.unsqueeze(1)], 1).to(float64);
        var found = wanted.mm(linalg.pinv(known));                               // [D, D]
        double misfit = ((found.mm(known) - wanted).norm() / wanted.norm()).item<double>();
        return misfit <= MostMisfit ? found.to(float32) : throw new PackageException(
            path, FormattableString.Invariant($"the attention's keys are no product of the regions: a least-squares fit leaves {misfit:p0} of them; expected at most {MostMisfit:p0}: export the package again"));
    }

    private static Tensor Shaped(this Tensor values, string path, string name, long[] shape) =>
        values.numel() == shape.Aggregate(1L, (product, axis) => product * axis) ? values.reshape(shape)
            : throw new PackageException(path, $"weight '{name}' has {values.numel()} values; expected [{string.Join(", ", shape)}]");
}
