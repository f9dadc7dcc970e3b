using SkyScribe.Training.Model;

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
        (_products, _weights, _decoder, _size) = (new MatrixProducts(_graph, form), new NamedWeights(model), (AttributeGuidedDecoder)model.Decoder, model.Options.HiddenSize);
    }

    /// <param name="regions">R</param>
    /// <returns>the model file's bytes</returns>
    public static byte[] Build(JttsModel model, long regions, ProductForm form)
    {
        var build = new DecoderGraph(model, form);
        build.Step(model.Sizes.Words, regions);
        return build._graph.ToBytes();
    }

    private void Step(long words, long regions)
    {
        foreach (string index in new[] { "words", "parents", "images" })
        {
            _graph.Input(index, OnnxGraph.Element.Int64, "N");
        }

        foreach (string state in new[] { "hidden1", "cell1", "hidden2", "cell2" })
        {
            _graph.Input(state, OnnxGraph.Element.Float, "P", _size);
        }

        _graph.Input("regions", OnnxGraph.Element.Float, "B", regions, _size);
        _graph.Input("keys", OnnxGraph.Element.Float, "B", regions, _size);
        _graph.Input("mean_input", OnnxGraph.Element.Float, "B", 4 * _size);
        for (int gate = 1; _decoder.IsGuided && gate <= 3; gate++)
        {
            _graph.Input($"gate{gate}", OnnxGraph.Element.Float, "B", 2 * _size);
        }

        string hidden1 = Rows("hidden1", "parents"), hidden2 = Rows("hidden2", "parents");
        bool printed = _decoder.Wiring == LstmWiring.AsPrinted;
        string[] inputs1 = [.. _decoder.IsGuided ? [Gate(0, hidden2Or1: hidden1)] : Array.Empty<string>(), hidden2, .. printed ? [] : new[] { hidden1 }];   // Eq. 16, 19, 22
        string sum1 = Add("lstm1.mean.sum", Gates("lstm1", inputs1, _decoder.MeanColumn), Rows("mean_input", "images"));
        string h1 = Lstm("1", Add("lstm1.sum", sum1, WordInput(words)));                                              // Eq. 25
        string attended = Attend(h1, regions);                                                                       // Eq. 26-28
        string[] inputs2 = [h1, .. _decoder.IsGuided ? [Gate(1, hidden2)] : Array.Empty<string>(), attended, hidden2];    // Eq. 17, 20, 23
        long columns2 = (_decoder.IsGuided ? 3 : 2) * _size;
        string h2 = Lstm("2", _graph.Node("Add", "lstm2.sum", [Gates("lstm2", inputs2, columns2), _graph.Constant("lstm2.bias", _weights.Values("decoder.lstm2.bias"), 4 * _size)]));   // Eq. 29
        string guided = _decoder.IsGuided ? Gate(2, h2) : h2;                                                         // Eq. 18, 21, 24
        string logits = _products.Product("output", guided, _weights.Values("decoder.output.weight"), words, _weights.Values("decoder.output.bias"));   // Eq. 30
        _graph.Output(_graph.Node("LogSoftmax", "log_probabilities", [logits], ("axis", 1L)), OnnxGraph.Element.Float, "N", words);
        foreach (string state in new[] { "next_hidden1", "next_cell1", "next_hidden2", "next_cell2" })
        {
            _graph.Output(state, OnnxGraph.Element.Float, "N", _size);
        }

        _graph.Output("attention", OnnxGraph.Element.Float, "N", regions);
    }

    // The rows of something of the images, or of the step before.
    private string Rows(string tensor, string index) => _graph.Node("Gather", tensor + ".rows", [tensor, index], ("axis", 0L));

    private string Add(string name, string a, string b) => _graph.Node("Add", name, [a, b]);

    private string WordInput(long words)
    {
        string table = _products.Table("word_embedding", _weights.Values("decoder.word_embedding"), words);
        string embedded = _graph.Node("Gather", "embedded", [table, "words"], ("axis", 0L));
        float[] weight = _weights.Columns("decoder.lstm1.input_weight", _decoder.MeanColumn + _size, _decoder.WordVectors.shape[1]);
        return _products.Product("lstm1.word", embedded, weight, 4 * _size);
    }

    // i * g of a gate, with the image's part prepared (Eq. 16-24).
    private string Gate(int gate, string hidden2Or1)
    {
        string name = $"gate{gate + 1}";
        string both = Add(name + ".sum", _products.Product(name, hidden2Or1, _weights.Values($"decoder.gates.{gate}.hidden_weight"), 2 * _size), Rows(name, "images"));
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

    private string Lstm(string number, string gates)
    {
        string Part(string part) => $"lstm{number}.{part}";
        _graph.Node("Split", [Part("i"), Part("f"), Part("g"), Part("o")], [gates], ("axis", 1L));
        string Sigmoid(string part) => _graph.Node("Sigmoid", Part(part + ".open"), [Part(part)]);
        string kept = _graph.Node("Mul", Part("kept"), [Sigmoid("f"), Rows("cell" + number, "parents")]);
        string added = _graph.Node("Mul", Part("added"), [Sigmoid("i"), _graph.Node("Tanh", Part("g.tanh"), [Part("g")])]);
        string cell = Add("next_cell" + number, kept, added);
        return _graph.Node("Mul", "next_hidden" + number, [Sigmoid("o"), _graph.Node("Tanh", Part("cell.tanh"), [cell])]);
    }

    private string Attend(string hidden, long regions)
    {
        string axis1 = _graph.Constant("axis1", new[] { 1L }, 1);
        string query = _graph.Node("Unsqueeze", "query", [_products.Product("attention", hidden, _weights.Values("decoder.attention.hidden_weight"), _size), axis1]);   // [N, 1, D]
        string active = _graph.Node("Tanh", "attention.active", [Add("attention.sum", Rows("keys", "images"), query)]);                                                   // [N, R, D]
        string scores = _graph.Node("MatMul", "attention.scores", [active, _graph.Constant("attention.score", _weights.Values("decoder.attention.score_weight"), _size, 1)]);
        string flat = _graph.Node("Reshape", "attention.flat", [scores, _graph.Constant("attention.shape", new[] { -1, regions }, 2)]);                                    // [N, R]
        string weights = _graph.Node("Softmax", "attention", [flat], ("axis", 1L));
        string row = _graph.Node("Unsqueeze", "attention.row", [weights, axis1]);                                                                                        // [N, 1, R]
        string attended = _graph.Node("MatMul", "attended.row", [row, Rows("regions", "images")]);
        return _graph.Node("Squeeze", "attended", [attended, axis1]);
    }
}
