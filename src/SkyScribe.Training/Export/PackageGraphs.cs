using SkyScribe.Packages;
using SkyScribe.Training.Model;
using SkyScribe.Training.Encoders;
using SkyScribe.Training.Onnx;

namespace SkyScribe.Training.Export;

/// <summary>Gives graphs the inputs and outputs of the package's contract (<see cref="PackageTensors"/>).</summary>
internal static class PackageGraphs
{
    /// <summary>The contract of a model and its encoder.</summary>
    public static PackageTensors TensorsOf(JttsModel model, ImageEncoder encoder) => new(
        encoder.Preprocessing.Size, encoder.Channels, encoder.GridRows * encoder.GridColumns, model.Options.HiddenSize, model.Sizes.Words,
        model.Options.Switches.HasAttributes ? model.Sizes.Attributes : 0, model.Options.Switches.HasGates);

    public static string Input(this OnnxGraph graph, PackageTensor tensor) => graph.Input(tensor.Name, tensor.Type, tensor.Axes);

    /// <summary>Makes the tensors of these names, which the graph holds by now, its outputs.</summary>
    public static void Outputs(this OnnxGraph graph, IEnumerable<PackageTensor> tensors)
    {
        foreach (var tensor in tensors)
        {
            graph.Output(tensor.Name, tensor.Type, tensor.Axes);
        }
    }
}
