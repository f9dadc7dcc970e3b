using SkyScribe.Packages;
using SkyScribe.Training.Model;
using SkyScribe.Training.Onnx;
using SkyScribe.Training.Options;

namespace SkyScribe.Training.Export;

/// <summary>Stage 1 as ONNX, with all that the decoder computes once an image: what <see cref="JttsModel.PredictAttributes"/> and
/// <see cref="CaptionDecoder.Prepare"/> do.</summary>
internal static class AttributeStageGraph
{
    /// <summary>Adds stage 1 to the encoder's graph: all of <see cref="PackageTensors.EncoderOutputs"/>.</summary>
    /// <param name="x">the encoder's features [B, C, H, W]</param>
    /// <param name="products">for the products with mean features, which need more precision than the grid's</param>
    public static void Build(ConvolutionGraph net, MatrixProducts products, JttsModel model, Grid x)
    {
        var graph = net.Graph;
        var weights = new NamedWeights(model);
        var decoder = (AttributeGuidedDecoder)model.Decoder;
        long size = model.Options.HiddenSize, regionCount = x.Size * x.Size;
        graph.Node("Reshape", PackageTensors.Features, [x.Tensor, graph.Constant("features.shape", new long[] { 0, x.Channels, regionCount }, 3)]);

        // W_va (W_f x + b_f) = (W_va W_f) x + W_va b_f: the keys come from the features themselves, so V's rounding does not reach them.
        float[] project = weights.Values("features.project.weight"), projectBias = weights.Values("features.project.bias");
        float[] keyWeight = Multiply(weights.Values("decoder.attention.region_weight"), project, size);
        float[] keyBias = Multiply(weights.Values("decoder.attention.region_weight"), projectBias, size);
        Positions(net, PackageTensors.Regions, x, project, projectBias);                  // V  Eq. 2
        Positions(net, PackageTensors.Keys, x, keyWeight, keyBias);
        string mean = products.Rows.Mean("mean", Flat(PackageTensors.Regions));                             // Eq. 3
        string meanInput = products.Product("lstm1.mean", mean, weights.Columns("decoder.lstm1.input_weight", decoder.MeanColumn, size), 4 * size,
            weights.Values("decoder.lstm1.bias"));
        graph.Node("Identity", PackageTensors.MeanInput, [meanInput]);
        if (!model.Options.Switches.HasAttributes)
        {
            return;
        }

        string classified = mean;
        if (!model.Options.Switches.TrainsJointly)
        {
            string grid = products.Rows.Mean("features.mean", PackageTensors.Features);
            classified = products.Product("classifier_features", grid, weights.Values("classifier_features.project.weight"), size, weights.Values(
                "classifier_features.project.bias"));
        }

        string hidden = graph.Node("Relu", "classifier.hidden1", [Dense("classifier.fc1", classified)]);
        hidden = graph.Node("Relu", "classifier.hidden2", [Dense("classifier.fc2", hidden)]);
        graph.Node("Sigmoid", PackageTensors.Probabilities, [Dense("classifier.fc3", hidden)]);   // y_a  Eq. 4
        if (model.Options.Switches.HasGates)
        {
            Sample(graph, model.Options);
            Semantics(graph, products, weights, model);
        }

        string Dense(string name, string input) =>
            products.Product(name, input, weights.Values(name + ".weight"), weights.Shape(name + ".weight")[0], weights.Values(name + ".bias"));
    }

    // Eq. 5 and 11: the value of all three operators; only their gradients differ, but for the hard one, which is 0 or 1.
    private static void Sample(OnnxGraph graph, JttsOptions options)
    {
        string most = graph.Node("ReduceMax", "sampled.most", [PackageTensors.Probabilities], ("axes", new[] { 1L }), ("keepdims", 1L));
        string below = graph.Node("Sub", "sampled.below", [PackageTensors.Probabilities, most]);
        float threshold = (float)(options.SamplingCoefficient * options.Margin);
        string above = graph.Node("Add", "sampled.above", [below, graph.Constant("sampled.threshold", [threshold])]);
        if (options.Switches.Sampling == SamplingOperator.Hard)
        {
            string isIn = graph.Node("GreaterOrEqual", "sampled.in", [above, graph.Constant("sampled.zero", [0f])]);
            graph.Node("Cast", PackageTensors.Sampled, [isIn], ("to", 1L));
            return;
        }

        graph.Node("Sigmoid", PackageTensors.Sampled,
            [graph.Node("Mul", "sampled.steep", [above, graph.Constant("sampled.steepness", [(float)options.Steepness])])]);
    }

    // f_s (Eq. 15) and the three gates' products with it.
    private static void Semantics(OnnxGraph graph, MatrixProducts products, NamedWeights weights, JttsModel model)
    {
        string sum = products.Rows.Sum("sampled.sum", PackageTensors.Sampled, model.Sizes.Attributes);
        float[] embedding = NamedWeights.Transposed(weights.Values("attributes.weight"), model.Sizes.Attributes);   // [E, K]
        string weighted = products.Product("attributes", PackageTensors.Sampled, embedding, model.Options.EmbeddingSize);
        string semantics = graph.Node("Div", "semantics", [weighted, sum]);
        for (int gate = 0; gate < 3; gate++)
        {
            string name = $"decoder.gates.{gate}";
            string prepared = products.Product(
                name, semantics, weights.Values(name + ".semantic_weight"), 2L * model.Options.HiddenSize, weights.Values(name + ".bias"));
            graph.Node("Identity", PackageTensors.Gate(gate), [prepared]);
        }
    }

    // A convolution of one pixel, its grid then one row a position [B, R, D].
    private static void Positions(ConvolutionGraph net, string name, Grid x, float[] weight, float[] bias)
    {
        var graph = net.Graph;
        var grid = net.Convolve(name + ".grid", x, weight, bias, 1, 1, [0], keepsFloat: true);
        long positions = x.Size * x.Size;
        string flat = graph.Node("Reshape", Flat(name), [grid.Tensor, graph.Constant(name + ".shape", new[] { 0, grid.Channels, positions }, 3)]);
        graph.Node("Transpose", name, [flat], ("perm", new long[] { 0, 2, 1 }));
    }

    // Positions' grid before its axes change places [B, D, R].
    private static string Flat(string positions) => positions + ".flat";

    // a [size, size] times b [size, columns].
    private static float[] Multiply(float[] a, float[] b, long size)
    {
        int n = (int)size, columns = b.Length / n;
        float[] product = new float[b.Length];
        Parallel.For(0, n, row =>
        {
            double[] sums = new double[columns];
            for (int k = 0; k < n; k++)
            {
                double factor = a[row * n + k];
                for (int column = 0; column < columns; column++)
                {
                    sums[column] += factor * b[k * columns + column];
                }
            }

            for (int column = 0; column < columns; column++)
            {
                product[row * columns + column] = (float)sums[column];
            }
        });
        return product;
    }
}
