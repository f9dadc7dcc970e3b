using Google.Protobuf;
using Microsoft.ML.OnnxRuntime.Tensors;
using SkyScribe.Packages;
using SkyScribe.Training.Export;
using SkyScribe.Training.Onnx;

namespace SkyScribe.Training.Tests.Export;

public sealed class PackageTensorsTests(TinyPackage package) : IClassFixture<TinyPackage>
{
    public static TheoryData<string, string, string> Faults => new()
    {
        { "decoder.onnx", "fixed rows", "decoder.onnx: input 'words' has the shape [4], package.json implies [-1]" },
        { "decoder.onnx", "32-bit indices", "decoder.onnx: input 'images' holds Int32, expected Int64" },
        { "decoder.onnx", "no attention", "decoder.onnx: output 'attention' is missing" },
        { "decoder.onnx", "one more output", "decoder.onnx: has an output 'next_hidden1.copy' that docs/reference/model-package.md does not know" },
        { "encoder.onnx", "fixed batch", "encoder.onnx: input 'images' has the shape [1, 3, " },
        { "encoder.onnx", "no features", "encoder.onnx: output 'features' is missing" },
        { "encoder.onnx", "one more input", "encoder.onnx: has an input 'extra' that docs/reference/model-package.md does not know" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void Describe_AGraphThatDoesNotFit_NamesFileTensorAndBothForms(string file, string fault, string expected)
    {
        string copy = package.Copy(), path = Path.Combine(copy, file);
        var model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(path));
        Spoil(model.Graph, fault);
        File.WriteAllBytes(path, model.ToByteArray());
        PackageExporter.Seal(copy, ModelPackage.Read(package.Folder).Manifest);
        using var captioner = Captioner.Load(copy);
        Assert.Contains(expected, Assert.Throws<PackageException>(() => captioner.Describe(package.Images[0])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EncoderOutputs_AModelWithoutAttributes_AreTheGridAlone()
    {
        var tensors = new PackageTensors(pixels: 32, channels: 5, regions: 4, hiddenSize: 6, words: 7, attributes: 0, hasGates: false);
        Assert.Equal(["features", "regions", "keys", "mean_input"], tensors.EncoderOutputs.Select(tensor => tensor.Name));
        Assert.Equal(["words", "parents", "images", "hidden1", "cell1", "hidden2", "cell2", "regions", "keys", "mean_input"],
            tensors.DecoderInputs.Select(tensor => tensor.Name));
    }

    private static void Spoil(GraphProto graph, string fault)
    {
        ValueInfoProto Input(string name) => graph.Input.Single(input => input.Name == name);
        TypeProto.Types.Tensor Type(ValueInfoProto value) => value.Type.TensorType;
        switch (fault)
        {
            case "fixed rows":
                Type(Input("words")).Shape.Dim[0].DimValue = 4;
                break;
            case "32-bit indices":
                Type(Input("images")).ElemType = (int)TensorElementType.Int32;
                break;
            case "no attention":
                graph.Output.Remove(graph.Output.Single(output => output.Name == "attention"));
                break;
            case "one more output":
                graph.Node.Add(new NodeProto { OpType = "Identity", Input = { "next_hidden1" }, Output = { "next_hidden1.copy" } });
                var copy = graph.Output.Single(output => output.Name == "next_hidden1").Clone();
                copy.Name = "next_hidden1.copy";
                graph.Output.Add(copy);
                break;
            case "fixed batch":
                Type(Input("images")).Shape.Dim[0].DimValue = 1;
                break;
            case "no features":
                graph.Output.Remove(graph.Output.Single(output => output.Name == "features"));
                break;
            case "one more input":
                var extra = Input("images").Clone();
                extra.Name = "extra";
                graph.Input.Add(extra);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(fault), fault, "unknown");
        }
    }
}
