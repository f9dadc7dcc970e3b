using SkyScribe.Packages;
using SkyScribe.Training.Model;
using SkyScribe.Training.Onnx;
using SkyScribe.Training.Options;

namespace SkyScribe.Training.Export;

/// <summary>One step of the decoder as ONNX: what <see cref="AttributeGuidedDecoder"/> does for some rows of some images (Eq. 16-30).</summary>
internal sealed class DecoderGraph
{
    private readonly OnnxGraph _graph = new("decoder");
    private readonly MatrixProducts _products;
    private readonly NamedWeights _weights;
    private readonly AttributeGuidedDecoder _decoder;
    private readonly long _size;

    private DecoderGraph(JttsModel model, ProductForm form)
    {
        (_products, _weights, _decoder, _size) =
            (new MatrixProducts(_graph, form), new NamedWeights(model), (AttributeGuidedDecoder)model.Decoder, model.Options.HiddenSize);
    }

    /// <param name="tensors">its inputs and outputs</param>
    /// <returns>the model file's bytes</returns>
    public static byte[] Build(JttsModel model, PackageTensors tensors, ProductForm form)
    {
        var build = new DecoderGraph(model, form);
        foreach (var input in tensors.DecoderInputs)
        {
            build._graph.Input(input);
        }

        build.Step(model.Sizes.Words, tensors.Output(PackageTensors.Attention).Sizes[0]);
        build._graph.Outputs(tensors.DecoderOutputs);
        return build._graph.ToBytes();
    }

    private void Step(long words, long regions)
    {
        string hidden1 = Rows(PackageTensors.Hidden1, PackageTensors.Parents), hidden2 = Rows(PackageTensors.Hidden2, PackageTensors.Parents);
        bool printed = _decoder.Wiring == LstmWiring.AsPrinted;
        // Eq. 16, 19, 22
        string[] inputs1 = [.. _decoder.IsGuided ? [Gate(0, hidden2Or1: hidden1)] : Array.Empty<string>(), hidden2, .. printed ? []
            : new[] { hidden1 }];
        string sum1 = Add("lstm1.mean.sum", Gates("lstm1", inputs1, _decoder.MeanColumn), Rows(PackageTensors.MeanInput, PackageTensors.ImageOfRow));
        // Eq. 25
        string h1 = Lstm("1", PackageTensors.Hidden1, PackageTensors.Cell1, Add("lstm1.sum", sum1, WordInput(words)));
        string attended = Attend(h1, regions);                                                                       // Eq. 26-28
        string[] inputs2 = [h1, .. _decoder.IsGuided ? [Gate(1, hidden2)] : Array.Empty<string>(), attended, hidden2];    // Eq. 17, 20, 23
        long columns2 = (_decoder.IsGuided ? 3 : 2) * _size;
        // Eq. 29
        string h2 = Lstm("2", PackageTensors.Hidden2, PackageTensors.Cell2, _graph.Node(
            "Add", "lstm2.sum", [Gates("lstm2", inputs2, columns2),
            _graph.Constant("lstm2.bias", _weights.Values("decoder.lstm2.bias"), 4 * _size)]));
        string guided = _decoder.IsGuided ? Gate(2, h2) : h2;                                                         // Eq. 18, 21, 24
        // Eq. 30
        string logits = _products.Product("output", guided, _weights.Values("decoder.output.weight"), words, _weights.Values("decoder.output.bias"));
        _graph.Node("LogSoftmax", PackageTensors.LogProbabilities, [logits], ("axis", 1L));
    }

    // The rows of something of the images, or of the step before.
    private string Rows(string tensor, string index) => _graph.Node("Gather", tensor + ".rows", [tensor, index], ("axis", 0L));

    private string Add(string name, string a, string b) => _graph.Node("Add", name, [a, b]);

    private string WordInput(long words)
    {
        string table = _products.Table("word_embedding", _weights.Values("decoder.word_embedding"), words);
        string embedded = _graph.Node("Gather", "embedded", [table, PackageTensors.Words], ("axis", 0L));
        float[] weight = _weights.Columns("decoder.lstm1.input_weight", _decoder.MeanColumn + _size, _decoder.WordVectors.shape[1]);
        return _products.Product("lstm1.word", embedded, weight, 4 * _size);
    }

    // i * g of a gate, with the image's part prepared (Eq. 16-24).
    private string Gate(int gate, string hidden2Or1)
    {
        string name = PackageTensors.Gate(gate);
        string both = Add(name + ".sum", _products.Product(name, hidden2Or1, _weights.Values($"decoder.gates.{gate}.hidden_weight"), 2 * _size),
            Rows(name, PackageTensors.ImageOfRow));
        _graph.Node("Split", [name + ".i", name + ".g"], [both], ("axis", 1L));
        return _graph.Node("Mul", name + ".out", [name + ".i", _graph.Node("Sigmoid", name + ".open", [name + ".g"])]);
    }

    // The product of an LSTM's weights with the inputs that change and its hidden state.
    private string Gates(string lstm, string[] inputs, long columns)
    {
        float[] input = _weights.Columns($"decoder.{lstm}.input_weight", 0, columns), hidden = _weights.Values($"decoder.{lstm}.hidden_weight");
        float[] weight = new float[4 * _size * (columns + _size)];
        for (long row = 0; row < 4 * _size; row++)
        {
            input.AsSpan((int)(row * columns), (int)columns).CopyTo(weight.AsSpan((int)(row * (columns + _size))));
            hidden.AsSpan((int)(row * _size), (int)_size).CopyTo(weight.AsSpan((int)(row * (columns + _size) + columns)));
        }

        return _products.Product(lstm, _graph.Node("Concat", lstm + ".inputs", inputs, ("axis", 1L)), weight, 4 * _size);
    }

    private string Lstm(string number, string hidden, string cell, string gates)
    {
        string Part(string part) => $"lstm{number}.{part}";
        _graph.Node("Split", [Part("i"), Part("f"), Part("g"), Part("o")], [gates], ("axis", 1L));
        string Sigmoid(string part) => _graph.Node("Sigmoid", Part(part + ".open"), [Part(part)]);
        string kept = _graph.Node("Mul", Part("kept"), [Sigmoid("f"), Rows(cell, PackageTensors.Parents)]);
        string added = _graph.Node("Mul", Part("added"), [Sigmoid("i"), _graph.Node("Tanh", Part("g.tanh"), [Part("g")])]);
        string next = Add(PackageTensors.Next(cell), kept, added);
        return _graph.Node("Mul", PackageTensors.Next(hidden), [Sigmoid("o"), _graph.Node("Tanh", Part("cell.tanh"), [next])]);
    }

    private string Attend(string hidden, long regions)
    {
        string axis1 = _graph.Constant("axis1", new[] { 1L }, 1);
        // [N, 1, D]
        string query = _graph.Node(
            "Unsqueeze", "query", [_products.Product("attention", hidden, _weights.Values("decoder.attention.hidden_weight"), _size), axis1]);
        // [N, R, D]
        string active = _graph.Node("Tanh", "attention.active", [Add("attention.sum", Rows(PackageTensors.Keys, PackageTensors.ImageOfRow), query)]);
        string scores = _graph.Node(
            "MatMul", "attention.scores", [active, _graph.Constant("attention.score", _weights.Values("decoder.attention.score_weight"), _size, 1)]);
        // [N, R]
        string flat = _graph.Node("Reshape", "attention.flat", [scores, _graph.Constant("attention.shape", new[] { -1, regions }, 2)]);
        string weights = _graph.Node("Softmax", PackageTensors.Attention, [flat], ("axis", 1L));
        // [N, 1, R]
        string row = _graph.Node("Unsqueeze", "attention.row", [weights, axis1]);
        string attended = _graph.Node("MatMul", "attended.row", [row, Rows(PackageTensors.Regions, PackageTensors.ImageOfRow)]);
        return _graph.Node("Squeeze", "attended", [attended, axis1]);
    }
}
