using System.Diagnostics;
using System.Globalization;
using SkyScribe.Datasets;
using SkyScribe.Decoding;
using SkyScribe.Training.Model.Engine.Recurrence;
using SkyScribe.Training.Model;
using SkyScribe.Training.Model.Engine;
using SkyScribe.Training.Model.Engine.Products;
using SkyScribe.Training.Training;
using SkyScribe.Training.Options;
using static TorchSharp.torch;

namespace SkyScribe.Benchmarks;

/// <summary>Captions per second of the training step beside the plain loop, on the same batches in one run, and how far their losses part.</summary>
internal static class TrainSpeed
{
    private const int Channels = 1024, Regions = 49, Rounds = 3, StepsOfRound = 5, CompareSteps = 50, BatchImages = 10;

    public static void Print(string[] captionFiles)
    {
        var (libtorch, own) = MachineRates();
        double machine = Math.Max(libtorch, own);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"threads {get_num_threads()}, matrix product of 2000 x 2000 float32: {libtorch:f0} GFLOPS by libtorch, {own:f0} by DenseProduct\n"));
        Console.WriteLine(
            "| captions | D | sharing | plain: captions/s | forward + backward, optimizer, ms | ours: captions/s | forward + backward, optimizer, ms | ratio | share of the machine's GFLOPS |\n|---|---|---|---|---|---|---|---|---|");
        foreach (string file in captionFiles)
        {
            var data = new Captions(file);
            foreach (int size in new[] { 512, 1000 })
            {
                var plain = Plain(data, size);
                foreach (var sharing in new[] { CaptionSharing.Prefixes, CaptionSharing.Captions, CaptionSharing.None })
                {
                    Print(data, size, sharing, plain, machine);
                }
            }

            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"\n{data.Name}, engine=plain, prefixes shared: {PlainEngine(data, 512):f0} captions/s at D = 512, {PlainEngine(data, 1000):f0} at 1000"));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"\n{data.Name}: the losses of both differ by at most {LossDifference(data):e1} (relative) in {CompareSteps} steps, D = 512, no dropout, prefixes shared\n"));
        }
    }

    // The same batches in every round, so that the best round is the least disturbed one; the first warms up.
    private static (double Pass, double Optimizer) Best(Captions data, Func<CaptionBatch, Tensor, double> pass, Action update)
    {
        var best = (Pass: double.MaxValue, Optimizer: double.MaxValue);
        for (int round = 0; round < Rounds; round++)
        {
            var sum = (Pass: 0.0, Optimizer: 0.0);
            foreach (var batch in data.Batches.Take(StepsOfRound))
            {
                using var labels = data.Labels(batch);
                sum.Pass += Time(() => pass(batch, labels)) / StepsOfRound;
                sum.Optimizer += Time(update) / StepsOfRound;
            }

            best = round == 0 || sum.Pass + sum.Optimizer < best.Pass + best.Optimizer ? sum : best;
        }

        return best;
    }

    private static (double Pass, double Optimizer) Plain(Captions data, int size)
    {
        using var model = data.Model(size, dropout: 0.5);
        using var x = randn(BatchImages, Channels, Regions);
        using var plain = new PlainStep(model);
        return Best(data, (batch, labels) => plain.Gradients(x, batch, labels), () => plain.Update(5e-4, 0.1));
    }

    // What --set engine=plain trains with.
    private static double PlainEngine(Captions data, int size)
    {
        using var model = data.Model(size, dropout: 0.5);
        using var x = randn(BatchImages, Channels, Regions);
        using var engine = new EngineFactory(model, EngineKind.Plain);
        using var pass = TrainingPass.Of(engine, new LossOptions());
        using var optimizer = new RectifiedAdam(model.named_parameters().Select(pair => (pair.name, pair.parameter)));
        var time = Best(data, (batch, labels) => pass.Run(x, PrefixTree.Of(batch, CaptionSharing.Prefixes), labels).Total,
            () => optimizer.Step(5e-4, 0.1));
        return data.Batches.Take(StepsOfRound).Average(batch => batch.Rows) / (time.Pass + time.Optimizer) * 1e3;
    }

    private static void Print(Captions data, int size, CaptionSharing sharing, (double Pass, double Optimizer) plain, double machine)
    {
        using var model = data.Model(size, dropout: 0.5);
        using var x = randn(BatchImages, Channels, Regions);
        using var engine = new EngineFactory(model);
        using var pass = new FastPass(engine, new LossOptions(), SpecialWords.Default);
        using var optimizer = new RectifiedAdam(model.named_parameters().Select(pair => (pair.name, pair.parameter)));
        var ours = Best(data, (batch, labels) => pass.Run(x, PrefixTree.Of(batch, sharing), labels).Total, () => optimizer.Step(5e-4, 0.1));
        double captions = data.Batches.Take(StepsOfRound).Average(batch => batch.Rows);
        double nodes = data.Batches.Take(StepsOfRound).Average(batch => PrefixTree.Of(batch, sharing).Nodes);
        double before = plain.Pass + plain.Optimizer, after = ours.Pass + ours.Optimizer;

        // Once forward, once for the inputs' and once for the weights' gradients: 31 D^2 weights of a decoder step with its third gate, D V of the
        // output layer.
        double work = 3 * 2.0 * nodes * (31.0 * size * size + (double)size * data.Words);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {data.Name} | {size} | {sharing} | {captions / before * 1e3:f0} | {plain.Pass:f0}, {plain.Optimizer:f1} | {captions / after * 1e3:f0} | {ours.Pass:f0}, {ours.Optimizer:f1} | {before / after:f2} | {work / after / 1e6 / machine * 100:f0} % |"));
    }

    private static double LossDifference(Captions data)
    {
        const int size = 512;
        using var plainModel = data.Model(size, dropout: 0);
        using var model = data.Model(size, dropout: 0);
        using var engine = new EngineFactory(model);
        using var pass = new FastPass(engine, new LossOptions(), SpecialWords.Default);
        using var optimizer = new RectifiedAdam(model.named_parameters().Select(pair => (pair.name, pair.parameter)));
        using var plain = new PlainStep(plainModel);
        double worst = 0;
        for (int step = 0; step < CompareSteps; step++)
        {
            var batch = data.Batches[step];
            random.manual_seed(step);
            using var x = randn(batch.Images.Length, Channels, Regions);
            using var labels = data.Labels(batch);
            double expected = plain.Gradients(x, batch, labels);
            double found = pass.Run(x, PrefixTree.Of(batch, CaptionSharing.Prefixes), labels).Total;
            worst = Math.Max(worst, Math.Abs(found - expected) / expected);
            plain.Update(5e-4, 0.1);
            optimizer.Step(5e-4, 0.1);
        }

        return worst;
    }

    // GFLOPS, the best of some.
    private static (double Libtorch, double Own) MachineRates()
    {
        const int size = 2000, tries = 20;
        using Tensor a = rand(size, size), result = empty(size, size);
        double Rate(Action product) => 2.0 * size * size * size / Enumerable.Range(0, tries).Min(_ => Time(product)) / 1e6;
        return (Rate(() => mm(a, a).Dispose()), Rate(() => DenseProduct.Run(Matrix.Of(a), Matrix.Of(a), Matrix.Of(result), isNew: true)));
    }

    private static double Time(Action action)
    {
        var clock = Stopwatch.StartNew();
        action();
        return clock.Elapsed.TotalMilliseconds;
    }

    /// <summary>The captions of a data set's training split, in batches.</summary>
    private sealed class Captions
    {
        private readonly TrainingData _data;

        public Captions(string file)
        {
            // The images are not read: the step's time does not depend on what is in the features.
            var run = new TrainingRun { Options = new TrainingOptions { Data = new DataOptions { AttributeThreshold = 100 } }, CaptionFile = file,
                ImageFolder = Path.Combine(Path.GetDirectoryName(file)!, "images"), OutputFolder = "" };
            _data = TrainingData.Load(run);
            Batches = CaptionBatch.OfEpoch(_data.Captions, _data.Occurrences, BatchImages, 5, seed: 1, epoch: 0);
            if (Batches.Count < CompareSteps)   // all but the last are full
            {
                throw new DatasetException(file, "images", $"{Batches.Count} batches of {BatchImages} training images", $"at least {CompareSteps}");
            }
        }

        public string Name => _data.Dataset.Name;

        public int Words => _data.Vocabulary.Count;

        public IReadOnlyList<CaptionBatch> Batches { get; }

        public JttsModel Model(int size, double dropout)
        {
            random.manual_seed(5);
            return new JttsModel(new JttsOptions { HiddenSize = size, Dropout = dropout }, new ModelSizes(Channels, Words, _data.Attributes.Count));
        }

        public Tensor Labels(CaptionBatch batch) =>
            tensor(batch.Images.SelectMany(image => _data.Labels[image]).ToArray(), [batch.Images.Length, _data.Attributes.Count]);
    }
}
