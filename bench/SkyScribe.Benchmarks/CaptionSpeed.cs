using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using SkyScribe.Decoding;
using SkyScribe.Imaging;
using SkyScribe.Packages;
using SkyScribe.Training.Model;
using SkyScribe.Training.Encoders;
using SkyScribe.Training.Model.Engine.Recurrence;
using SkyScribe.Training.Onnx;
using static TorchSharp.torch;
using TensorElementType = Microsoft.ML.OnnxRuntime.Tensors.TensorElementType;

namespace SkyScribe.Benchmarks;

/// <summary>Captioning from files to captions with a model package: its parts, ResNet-101 alone in ONNX Runtime beside it, and the decoder beside a
/// plain loop over TorchSharp's.</summary>
internal static class CaptionSpeed
{
    private const int Files = 480, Batch = 8, Rounds = 3;

    /// <param name="checkpoint">the model that the package was exported from, for the plain loop; null leaves that out</param>
    public static void Print(string packageFolder, string imageFolder, string? checkpoint)
    {
        string[] files = [.. ImageFiles.Expand([imageFolder]).Take(Files)];
        var package = ModelPackage.Read(packageFolder);
        Console.WriteLine(
            $"{package.Manifest.Name}, {package.Manifest.Precision}, {files.Length} files, beam {package.DefaultDecoding.BeamSize}; the best of {Rounds} rounds\n");
        Console.WriteLine(
            "| threads | files to captions, images/s | ResNet-101 v2 C4 fp32 alone, images/s | ratio | read and decode, ms an image | resize and normalize | encoder | decoder |\n|---|---|---|---|---|---|---|---|");
        foreach (int threads in new[] { 1, 2 })
        {
            double whole = Best(() => EndToEnd(packageFolder, files, threads).GetAwaiter().GetResult());
            double network = ResNet(threads);
            var (read, resize, encode, decode) = Parts(package, files, threads: 1);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {threads} | {whole:f1} | {network:f1} | {whole / network:f2} | {read:f2} | {resize:f2} | {encode:f2} | {decode:f2} |"));
        }

        Console.WriteLine("\nThe parts are of one thread; two threads caption two batches side by side.\n");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"One image, warm, all threads: {OneImage(packageFolder, files):f1} ms."));
        if (checkpoint is not null)
        {
            var (ours, plain) = Decoders(package, checkpoint, files);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"Decoder, one thread, captions/s: {ours:f1} in batches of {Batch}; plain beam loop over TorchSharp, image by image: {plain:f1}; ratio {ours / plain:f2}."));
        }
    }

    /// <summary>Captions the files again and again and watches the memory of the process.</summary>
    public static async Task PrintMemory(string packageFolder, string imageFolder, int count)
    {
        string[] files = [.. ImageFiles.Expand([imageFolder])];
        using var captioner = Captioner.Load(packageFolder);
        var clock = Stopwatch.StartNew();
        int done = 0;
        Console.WriteLine("| images | images/s | resident MB |\n|---|---|---|");
        await foreach (var _ in captioner.DescribeFilesAsync(Enumerable.Range(0, count).Select(i => files[i % files.Length])))
        {
            if (++done % Math.Max(count / 10, 1) == 0)
            {
                using var process = Process.GetCurrentProcess();
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"| {done} | {done / clock.Elapsed.TotalSeconds:f1} | {process.WorkingSet64 / 1048576.0:f0} |"));
            }
        }
    }

    private static async Task<double> EndToEnd(string package, string[] files, int threads)
    {
        using var captioner = Captioner.Load(package, new CaptionerOptions { Threads = threads, BatchImages = Batch });
        int done = 0;
        await foreach (var _ in captioner.DescribeFilesAsync(files.Take(4 * Batch)))
        {
            done++;   // the first batches make the buffers
        }

        done = 0;
        var clock = Stopwatch.StartNew();
        await foreach (var file in captioner.DescribeFilesAsync(files))
        {
            done += file.Caption is null ? 0 : 1;
        }

        return done / clock.Elapsed.TotalSeconds;
    }

    private static double ResNet(int threads)
    {
        using var guard = no_grad();
        random.manual_seed(1);
        using var encoder = ImageEncoder.Create("resnet101v2-c4");   // random weights: as fast as trained ones
        var graph = new OnnxGraph("resnet");
        int size = encoder.Preprocessing.Size;
        var x = EncoderGraphs.Build(new ConvolutionGraph(graph, null), encoder, new NamedWeights(encoder.Module), graph.Input(
            "images", TensorElementType.Float, "B", 3, size, size));
        graph.Output(x.Tensor, TensorElementType.Float);
        using var options = new SessionOptions { IntraOpNumThreads = threads, InterOpNumThreads = 1 };
        using var session = OnnxSessions.Open(graph.ToBytes(), options);
        using var run = new RunOptions();
        using var input = OrtValue.CreateTensorValueFromMemory(randn(Batch, 3, size, size).ToArray(), [Batch, 3, size, size]);
        session.Run(run, ["images"], [input], [x.Tensor]).Dispose();
        return Best(() =>
        {
            var clock = Stopwatch.StartNew();
            session.Run(run, ["images"], [input], [x.Tensor]).Dispose();
            session.Run(run, ["images"], [input], [x.Tensor]).Dispose();
            return 2 * Batch / clock.Elapsed.TotalSeconds;
        });
    }

    private static (double Read, double Resize, double Encode, double Decode) Parts(ModelPackage package, string[] files, int threads)
    {
        using var sessions = PackageSessions.Open(package, threads);
        var decoding = package.DefaultDecoding;
        using var workspace = new CaptionWorkspace(package.Manifest, sessions, Batch, decoding.BeamSize);
        double[] best = [.. Enumerable.Repeat(double.PositiveInfinity, 4)];
        int values = workspace.Pixels.Length / Batch;
        for (int round = 0; round < Rounds + 1; round++)
        {
            double[] spent = new double[4];
            int images = 0;
            foreach (string[] batch in files.Take(15 * Batch).Chunk(Batch).Where(batch => batch.Length == Batch))
            {
                images += Batch;
                long start = Stopwatch.GetTimestamp();
                RgbImage[] pictures = [.. batch.Select(path => ImageReader.Read(path))];
                spent[0] += Lap(ref start);
                for (int i = 0; i < Batch; i++)
                {
                    package.Manifest.Preprocessing.Apply(pictures[i], workspace.Pixels.AsSpan(i * values, values));
                }

                spent[1] += Lap(ref start);
                workspace.Encode();
                spent[2] += Lap(ref start);
                BeamSearch.Search(workspace, SpecialWords.Default, decoding);
                spent[3] += Lap(ref start);
            }

            for (int part = 0; part < 4; part++)
            {
                best[part] = Math.Min(best[part], spent[part] / images);
            }
        }

        return (best[0], best[1], best[2], best[3]);
    }

    private static double OneImage(string package, string[] files)
    {
        using var captioner = Captioner.Load(package);
        for (int i = 0; i < 5; i++)
        {
            captioner.Describe(files[i]);
        }

        double[] times = [.. files.Take(50).Select(file =>
        {
            long start = Stopwatch.GetTimestamp();
            captioner.Describe(file);
            return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }).Order()];
        return times[times.Length / 2];
    }

    // The same features for both; what is compared is the search with its decoder.
    private static (double Ours, double Plain) Decoders(ModelPackage package, string checkpoint, string[] files)
    {
        var decoding = package.DefaultDecoding;
        using var sessions = PackageSessions.Open(package, 1);
        using var workspace = new CaptionWorkspace(package.Manifest, sessions, Batch, decoding.BeamSize);
        int values = workspace.Pixels.Length / Batch, featureValues = workspace.Features.Length / Batch;
        double ours = 0, plain = 0;
        int threads = get_num_threads();
        set_num_threads(1);
        using var guard = no_grad();
        var (_, model, trainedEncoder, _, _) = Training.Checkpoints.ModelFolder.Read(Training.Checkpoints.ModelFolder.Locate(checkpoint));
        using var ownModel = model;
        using var ownTrained = trainedEncoder;
        for (int round = 0; round < Rounds; round++)
        {
            double ourSeconds = 0, plainSeconds = 0;
            int images = 0;
            foreach (string[] batch in files.Take(6 * Batch).Chunk(Batch).Where(batch => batch.Length == Batch))
            {
                using var scope = NewDisposeScope();
                images += Batch;
                for (int i = 0; i < Batch; i++)
                {
                    package.Manifest.Preprocessing.Apply(ImageReader.Read(batch[i]), workspace.Pixels.AsSpan(i * values, values));
                }

                workspace.Encode();
                var features = tensor(workspace.Features, [Batch, package.Manifest.Encoder.Channels, package.Manifest.Encoder.Regions]);
                long start = Stopwatch.GetTimestamp();
                BeamSearch.Search(workspace, SpecialWords.Default, decoding);
                ourSeconds += Lap(ref start) / 1000;
                for (int i = 0; i < Batch; i++)
                {
                    using var one = features.narrow(0, i, 1);
                    using var stepper = new PlainStepper(model, one);
                    BeamSearch.Search(stepper, SpecialWords.Default, decoding);
                }

                plainSeconds += Lap(ref start) / 1000;
            }

            ours = Math.Max(ours, images / ourSeconds);
            plain = Math.Max(plain, images / plainSeconds);
        }

        set_num_threads(threads);
        return (ours, plain);
    }

    private static double Best(Func<double> rate) => Enumerable.Range(0, Rounds).Max(_ => rate());

    // Milliseconds since the start, which becomes now.
    private static double Lap(ref long start)
    {
        long now = Stopwatch.GetTimestamp();
        double passed = Stopwatch.GetElapsedTime(start, now).TotalMilliseconds;
        start = now;
        return passed;
    }

    /// <summary>A search's steps by libtorch's operations, which a port of the model would use.</summary>
    private sealed class PlainStepper(JttsModel model, Tensor features) : ICaptionStepper, IDisposable
    {
        private readonly TensorSteps _steps = new(model.Decoder, model.PredictAttributes(features));

        public int VocabularySize => model.Sizes.Words;

        public int ImageCount => (int)features.shape[0];

        public void Step(ReadOnlySpan<int> parents, ReadOnlySpan<int> words, Span<float> logProbabilities) =>
            _steps.Step(parents, words, logProbabilities);

        public void Dispose() => _steps.Dispose();
    }
}
