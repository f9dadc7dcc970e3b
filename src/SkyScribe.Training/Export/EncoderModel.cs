using Microsoft.ML.OnnxRuntime.Tensors;
using SkyScribe.Training.Model;
using SkyScribe.Training.Encoders;
using SkyScribe.Training.Onnx;

namespace SkyScribe.Training.Export;

/// <summary>encoder.onnx: the encoder, stage 1, and what the decoder needs of an image.</summary>
/// <param name="Bytes">the model file</param>
/// <param name="Activations">the tensors whose ranges are measured; outputs of the graph where it was built for that</param>
internal sealed record EncoderModel(byte[] Bytes, IReadOnlyList<string> Activations)
{
    /// <param name="weights">the encoder's</param>
    /// <param name="ranges">ranges of the activations for 8 bits; null for float32</param>
    /// <param name="withActivations">whether the activations become outputs</param>
    public static EncoderModel Build(
        ImageEncoder encoder, NamedWeights weights, JttsModel model, ActivationRanges? ranges, bool withActivations = false)
    {
        var graph = new OnnxGraph("encoder");
        var net = new ConvolutionGraph(graph, ranges);
        var tensors = PackageGraphs.TensorsOf(model, encoder);
        string images = graph.Input(tensors.Picture);
        var x = EncoderGraphs.Build(net, encoder, weights, images);
        AttributeStageGraph.Build(net, new MatrixProducts(graph, ranges is null ? ProductForm.Full : ProductForm.Half), model, x);
        graph.Outputs(tensors.EncoderOutputs);
        string[] activations = [.. net.Activations];
        if (withActivations)
        {
            foreach (string tensor in activations.Where(tensor => tensor != images))
            {
                graph.Output(tensor, TensorElementType.Float);
            }
        }

        return new EncoderModel(graph.ToBytes(), activations);
    }
}
