using Google.Protobuf;
using SkyScribe.Datasets;
using SkyScribe.IO;
using SkyScribe.Packages;
using SkyScribe.Text;
using SkyScribe.Training.Checkpoints;
using SkyScribe.Training.Export;
using SkyScribe.Training.Model;
using SkyScribe.Training.Model.Engine;
using SkyScribe.Training.Model.Engine.Recurrence;
using SkyScribe.Training.Options;
using SkyScribe.Training.Onnx;
using SkyScribe.Training.Training;
using static TorchSharp.torch;

namespace SkyScribe.Training.Tests.Training;

/// <summary>Runs that start from a trained model: from its folder, and from its package in float32 and in 8 bits.</summary>
public sealed class StartingModelTests : IClassFixture<StartingModelTests.TrainedRun>
{
    private readonly TrainedRun _trained;
    private readonly TinyRun _tiny;

    public StartingModelTests(TrainedRun trained) => (_trained, _tiny) = (trained, trained.Tiny);

    /// <summary>A model that was trained for a second, and its packages.</summary>
    public sealed class TrainedRun : IDisposable
    {
        public TrainedRun()
        {
            Trainer.Run(Tiny.Run("run", TinyRun.Options("minimumWordCount=10", "attributeThreshold=12", "hiddenSize=20")));
            Float = Export("float", null);
            Int8 = Export("int8", [.. Directory.EnumerateFiles(Tiny.Toy.ImageFolder)]);
        }

        internal TinyRun Tiny { get; } = new();

        internal string Run => Tiny.PathOf("run");

        internal string Float { get; }

        internal string Int8 { get; }

        public void Dispose() => Tiny.Dispose();

        private string Export(string name, string[]? rangeImages)
        {
            PackageExporter.Export(Run, Tiny.PathOf(name), new ExportOptions { Name = "tiny " + name, RangeImages = rangeImages });
            return Tiny.PathOf(name);
        }
    }

    [Fact]
    public void Import_OfAFloatPackage_GivesTheLogitsOfTheModel()
    {
        var (features, logits) = DifferenceFrom(_trained.Float);
        Assert.InRange(features, 0, 1e-6);   // the encoder's weights are in the package as they are
        Assert.InRange(logits, 0, 1e-3);     // the attention's keys are solved for
    }

    [Fact]
    public void Import_OfAnInt8Package_GivesTheLogitsOfTheModelButForRounding()
    {
        var (features, logits) = DifferenceFrom(_trained.Int8);
        Assert.InRange(features, 1e-6, 0.05);
        Assert.InRange(logits, 1e-4, 0.2);
    }

    [Theory]
    [InlineData("b.")]
    [InlineData("b.+sg/s")]
    [InlineData("b.+sg+ls")]
    public void Import_OfEachKindOfModel_GivesItsOptionsAndLogits(string ablation)
    {
        string run = $"run {ablation.Replace('/', ' ')}", package = _tiny.PathOf("package of " + run);
        Trainer.Run(_tiny.Run(run, TinyRun.Options(
            $"ablation={ablation}", "epochs=1", "classifierEpochs=1", "samplingCoefficient=0.4", "wiring=upDown")));
        PackageExporter.Export(_tiny.PathOf(run), package, new ExportOptions { Name = "tiny" });
        Assert.InRange(DifferenceFrom(package, _tiny.PathOf(run)).Logits, 0, 1e-3);
    }

    [Theory]
    [InlineData("run")]
    [InlineData("float")]
    [InlineData("int8")]
    public void Run_FromAModel_KeepsItsWordsAndAddsNewOnes(string model)
    {
        string from = _tiny.PathOf(model), output = _tiny.PathOf("from " + model);
        var watcher = new EventList();
        Trainer.Run(From(output, from, "minimumWordCount=1", "attributeThreshold=1", "learningRate=1e-12", "epochs=1"), watcher);

        var (old, now) = (ModelFolder.Read(_trained.Run + "/model"), ModelFolder.Read(output + "/model"));
        using var owned = new Owned(old.Model, old.Encoder, now.Model, now.Encoder);
        Assert.Equal(old.Vocabulary.Words, now.Vocabulary.Words.Take(old.Vocabulary.Count));
        Assert.Equal(old.Attributes.Names, now.Attributes.Names.Take(old.Attributes.Count));
        Assert.True(now.Vocabulary.Count > old.Vocabulary.Count && now.Attributes.Count > old.Attributes.Count);
        Assert.Contains(watcher.Events.OfType<TrainingMessage>(), message => message.Text.Contains(" new words: ", StringComparison.Ordinal));
        Assert.StartsWith(model == "run" ? "run " : "tiny ", now.Manifest.Training.From, StringComparison.Ordinal);

        // a step size of 1e-12 leaves the weights: known rows are the model's, new ones lie among them
        double tolerance = model == "int8" ? 0.08 : 1e-5;
        foreach (var (name, known) in old.Model.state_dict())
        {
            using var scope = NewDisposeScope();
            var found = now.Model.state_dict()[name];
            var kept = found.narrow(0, 0, known.shape[0]);
            if (name != "decoder.attention.region_weight" || model == "run")
            {
                Assert.InRange((kept - known).norm().item<float>() / known.norm().item<float>(), 0, tolerance);
            }

            if (found.shape[0] > known.shape[0])
            {
                var added = found.narrow(0, known.shape[0], found.shape[0] - known.shape[0]);
                Assert.InRange(added.abs().max().item<float>(), 1e-6, known.abs().max().item<float>());
            }
        }
    }

    [Fact]
    public void Run_FromAModelOfPlainCaptions_BeginsDetailedOnesAsPlainOnes()
    {
        string output = _tiny.PathOf("both");
        Trainer.Run(From(output, _trained.Float, "data.detailed=2", "learningRate=1e-12", "epochs=1"));
        var now = ModelFolder.Read(output + "/model");
        using var owned = new Owned(now.Model, now.Encoder);
        using var scope = NewDisposeScope();
        var embedding = now.Model.state_dict()["decoder.word_embedding"];
        Assert.Equal(now.Vocabulary.Count - 1, now.Vocabulary.Detailed);
        Assert.InRange((embedding[now.Vocabulary.Detailed!.Value] - embedding[1]).abs().max().item<float>(), 0, 1e-9);
    }

    [Fact]
    public void Run_FromAModel_IsStoppedAndResumedToTheSameBits()
    {
        string from = _trained.Int8;
        Trainer.Run(From(_tiny.PathOf("whole"), from, "minimumWordCount=1"));
        using var stop = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => Trainer.Run(
            From(_tiny.PathOf("parts"), from, "minimumWordCount=1"), new EventList(told =>
            {
                if (told is StepProgress { Epoch: 1, Step: 2 })
                {
                    stop.Cancel();
                }
            }), stop.Token));
        Trainer.Run(From(_tiny.PathOf("parts"), from, "minimumWordCount=1") with { Resume = true });
        byte[] CaptionerOf(string run) => File.ReadAllBytes(_tiny.PathOf(run + "/model/captioner.safetensors"));
        Assert.Equal(CaptionerOf("whole"), CaptionerOf("parts"));

        string message = Assert.Throws<CheckpointException>(() => Trainer.Run(
            From(_tiny.PathOf("parts"), _trained.Float, "minimumWordCount=1", "epochs=3") with { Resume = true })).Message;
        Assert.Contains("\"from\": \"tiny int8 ", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.25)]
    [InlineData(1.0)]
    public void Distillation_OfBothEngines_HasTheSameGradients(double weight)
    {
        using var scope = NewDisposeScope();
        var read = ModelFolder.Read(_trained.Run + "/model");
        using var owned = new Owned(read.Model, read.Encoder);
        var sizes = read.Model.Sizes with { Words = read.Model.Sizes.Words + 3 };
        using JttsModel fast = new(read.Model.Options, sizes), plain = new(read.Model.Options, sizes);
        plain.load_state_dict(fast.state_dict());
        fast.eval();
        plain.eval();
        var x = randn(2, sizes.Channels, 9, generator: new Generator(4));
        int added = read.Vocabulary.Count + 1;   // a word that the old model lacks is read and wanted
        var tree = PrefixTree.Of(new CaptionBatch([0, 1], [0, 0, 1],
            [
                Vocabulary.Begin, 5, added, 6, Vocabulary.End,
                Vocabulary.Begin, 5, 7, Vocabulary.End, Vocabulary.Pad,
                Vocabulary.Begin, added, Vocabulary.End, Vocabulary.Pad, Vocabulary.Pad,
            ], 5), CaptionSharing.Prefixes);
        var labels = ones(2, sizes.Attributes);
        using var fastDistillation = new Distillation(ModelFolder.Read(_trained.Run + "/model").Model, weight);
        using EngineFactory fastEngine = new(fast), plainEngine = new(plain, EngineKind.Plain);
        using (var pass = TrainingPass.Of(fastEngine, new LossOptions { LabelSmoothing = 0.1 }, null, fastDistillation))
        {
            pass.Run(x, tree, labels);
        }

        using (var pass = TrainingPass.Of(plainEngine, new LossOptions { LabelSmoothing = 0.1 }, null, fastDistillation))
        {
            pass.Run(x, tree, labels);
        }

        var expected = plain.named_parameters().ToDictionary(pair => pair.name, pair => pair.parameter.grad);
        foreach (var (name, parameter) in fast.named_parameters().Where(pair => expected[pair.name] is not null))
        {
            float size = Math.Max(1, expected[name]!.abs().max().item<float>());
            Assert.InRange((parameter.grad! - expected[name]!).abs().max().item<float>(), 0, 1e-4 * size);
        }

        // all of the weight on the old model's words: the output's gradient is softmax - target among them, and nothing for a new word
        var output = plain.Decoder.Output.bias!.grad!;
        Assert.Equal(weight < 1, Math.Abs(output[added].item<float>()) > 1e-5);
        Assert.NotEqual(0, output[5].item<float>());
    }

    [Fact]
    public void Run_WithDistillation_StaysNearerToTheOldModel()
    {
        double Moved(string weight)
        {
            string output = _tiny.PathOf("kept " + weight);
            Trainer.Run(From(output, _trained.Run, "epochs=4", "distillation.weight=" + weight, "encoder.trainable=", "dropout=0"));
            var (old, now) = (ModelFolder.Read(_trained.Run + "/model"), ModelFolder.Read(output + "/model"));
            using var owned = new Owned(old.Model, old.Encoder, now.Model, now.Encoder);
            using var scope = NewDisposeScope();
            return (old.Model.state_dict()["decoder.output.weight"] - now.Model.state_dict()["decoder.output.weight"].narrow(
                0, 0, old.Vocabulary.Count)).norm().item<float>();
        }

        Assert.True(Moved("0.9") < Moved("0"));
    }

    [Fact]
    public void Run_WithDistillationOfNothing_IsRefused()
    {
        var options = TinyRun.Options("distillation.weight=0.5", "encoder.trainable=");
        Assert.Contains("starts from nothing", Assert.Throws<OptionException>(() => Trainer.Run(_tiny.Run("refused", options))).Message,
            StringComparison.Ordinal);
        Assert.Contains("expected one of the two", Assert.Throws<OptionException>(() => TinyRun.Options("distillation.weight=0.5")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Run_FromAModelWithOtherSizes_IsRefused()
    {
        Assert.Contains(
            "model.hiddenSize is 16; the model to start from",
            Refused(run => run with { Options = run.Options with { Model = run.Options.Model with { HiddenSize = 16 } } }),
            StringComparison.Ordinal);
        Assert.Contains("option from is ; the model", Refused(run => run with { Options = run.Options with { From = "" } }),
            StringComparison.Ordinal);
        Assert.Contains("no model was named", Refused(run => run with { From = null }), StringComparison.Ordinal);
        Assert.Contains("expected one of them", Refused(run => run with { EncoderWeights = "x.pth" }), StringComparison.Ordinal);

        string Refused(Func<TrainingRun, TrainingRun> change) =>
            Assert.Throws<OptionException>(() => Trainer.Run(change(From(_tiny.PathOf("refused"), _trained.Float)))).Message;
    }

    [Theory]
    [InlineData("decoder.onnx", "lstm2.weight", "is missing")]
    [InlineData("encoder.onnx", "features.0.weight", "bytes for")]
    [InlineData("encoder.onnx", "keys.grid.weight", "no product of the regions")]
    public void Import_OfADamagedGraph_NamesTheWeight(string file, string weight, string expected)
    {
        string copy = _tiny.PathOf("damaged");
        Directory.CreateDirectory(copy);
        foreach (string one in Directory.EnumerateFiles(_trained.Float))
        {
            File.Copy(one, Path.Combine(copy, Path.GetFileName(one)), overwrite: true);
        }

        var graph = ModelProto.Parser.ParseFrom(File.ReadAllBytes(Path.Combine(copy, file)));
        var constant = graph.Graph.Initializer.Single(one => one.Name == weight);
        switch (expected)
        {
            case "is missing":
                constant.Name = "other";
                break;
            case "bytes for":
                constant.Dims[0] = long.MaxValue;
                break;
            default:
                byte[] bytes = constant.RawData.ToByteArray();
                new Random(1).NextBytes(bytes);
                for (int i = 3; i < bytes.Length; i += 4)
                {
                    bytes[i] = 0x3e;   // finite
                }

                constant.RawData = ByteString.CopyFrom(bytes);
                break;
        }

        File.WriteAllBytes(Path.Combine(copy, file), graph.ToByteArray());
        PackageExporter.Seal(copy, ModelPackage.Read(_trained.Float).Manifest);
        var problem = Assert.ThrowsAny<SkyScribeException>(() => Trainer.Run(From(_tiny.PathOf("refused"), copy)));
        Assert.Contains(file, problem.Message, StringComparison.Ordinal);
        Assert.Contains(expected, problem.Message, StringComparison.Ordinal);
    }

    // Differences of features, relative to the largest, and of log-probabilities.
    private (double Features, double Logits) DifferenceFrom(string package, string? run = null)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        var read = ModelPackage.Read(package);
        var options = PackageImporter.OptionsOf(read);
        var old = ModelFolder.Read((run ?? _trained.Run) + "/model");
        var expected = old.Manifest.Training.Model with { Dropout = options.Dropout, Wiring = options.Wiring };
        Assert.Equal(expected.Switches.HasAttributes ? expected : expected with { ClassifierSize = 700, SamplingCoefficient = 0.5 }, options);
        Assert.Equal(old.Manifest.Training.Model.Switches, options.Switches);
        var (model, encoder) = PackageImporter.Read(read, options);
        using var owned = new Owned(old.Model, old.Encoder, model, encoder);
        var images = randn(3, 3, 96, 96, generator: new Generator(3));
        Tensor before = old.Encoder.Encode(images).flatten(2), after = encoder.Encode(images).flatten(2);
        var captions = CaptionSteps.Of(tensor(new long[] { 0, 1, 2, 2 }), tensor(new long[,]
        {
            { Vocabulary.Begin, 5, 6, 7, Vocabulary.End }, { Vocabulary.Begin, 8, 4, 9, Vocabulary.End },
            { Vocabulary.Begin, 5, 8, 6, Vocabulary.End }, { Vocabulary.Begin, 10, Vocabulary.End, Vocabulary.Pad, Vocabulary.Pad },
        }), CPU);
        Tensor Words(JttsModel one, Tensor x) => nn.functional.log_softmax(one.Forward(x, captions).WordLogits, 1);
        return (((after - before).abs().max() / before.abs().max()).item<float>(),
            (Words(model, after) - Words(old.Model, before)).abs().max().item<float>());
    }

    private TrainingRun From(string output, string model, params string[] changes) => _tiny.Run("x", TinyRun.Options(
        [.. StartingModel.SettingsOf(model), .. changes])) with { From = model, OutputFolder = output };

    private sealed class Owned(params IDisposable[] parts) : IDisposable
    {
        public void Dispose()
        {
            foreach (var part in parts)
            {
                part.Dispose();
            }
        }
    }
}
