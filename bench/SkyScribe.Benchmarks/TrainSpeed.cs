using System.Diagnostics;
using System.Globalization;
using SkyScribe.Training.Data;
using SkyScribe.Training.Model;
using SkyScribe.Training.Optimization;
using static TorchSharp.torch;

namespace SkyScribe.Benchmarks;

/// <summary>Captions per second of the training step beside the plain loop, on the same batches in one run, and how far their losses part.</summary>
internal static class TrainSpeed
{
    private const int Channels = 1024, Regions = 49, Rounds = 4, StepsOfRound = 5, CompareSteps = 50;

    public static void Print(string[] captionFiles)
    {
        double machine = MachineRate();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"threads {get_num_threads()}, matrix product of 2000 x 2000 float32: {machine:f0} GFLOPS\n"));
        Console.WriteLine("| captions | D | sharing | plain: captions/s | forward + backward, optimizer, ms | ours: captions/s | forward + backward, optimizer, ms | ratio | share of the machine's GFLOPS | losses after 50 steps differ by |\n|---|---|---|---|---|---|---|---|---|---|");
        foreach (string file in captionFiles)
        {
            var data = new Captions(file);
            foreach (int size in new[] { 512, 1000 })
            {
                foreach (var sharing in new[] { CaptionSharing.Prefixes, CaptionSharing.Captions, CaptionSharing.None })
                {
                    Print(data, size, sharing, machine);
                }
            }
        }
    }

    private static void Print(Captions data, int size, CaptionSharing sharing, double machine)
    {
        using var plainModel = data.Model(size, dropout: 0.5);
        using var model = data.Model(size, dropout: 0.5);
        using var pass = new TrainingPass(model);
        using var optimizer = new RectifiedAdam(model.named_parameters().Select(pair => (pair.name, pair.parameter)));
        var plain = new PlainStep(plainModel);
        using var x = randn(10, Channels, Regions);
        double[] best = [double.MaxValue, double.MaxValue, double.MaxValue, double.MaxValue];
        int captions = 0;
        long nodes = 0;
        for (int round = 0; round < Rounds; round++)
        {
            double[] sum = new double[4];
            (captions, nodes) = (0, 0);
            for (int step = 0; step < StepsOfRound; step++)
            {
                // The same batches in every round, so that the best round is the least disturbed one.
                var batch = data.Batches[step];
                using var labels = data.Labels(batch);
                captions += batch.Rows;
                sum[0] += Time(() => plain.Gradients(x, batch, labels));
                sum[1] += Time(() => plain.Update(5e-4, 0.1));
                var tree = CaptionTree.Of(batch, sharing);
                nodes += tree.Nodes;
                sum[2] += Time(() => pass.Run(x, CaptionTree.Of(batch, sharing), labels));
                sum[3] += Time(() => optimizer.Step(5e-4, 0.1));
            }

            if (round > 0)
            {
                best = best.Zip(sum, Math.Min).ToArray();
            }
        }

        double before = best[0] + best[1], after = best[2] + best[3];

        // Forward, gradients of inputs, gradients of weights: one product of each step's 29 D^2 and the output layer's D V + 2 D^2 weights for each of the three.
        double work = 3 * 2.0 * nodes * (31.0 * size * size + (double)size * data.Words);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {data.Name} | {size} | {sharing} | {captions / before * 1e3:f0} | {best[0] / StepsOfRound:f0}, {best[1] / StepsOfRound:f1} | {captions / after * 1e3:f0} | {best[2] / StepsOfRound:f0}, {best[3] / StepsOfRound:f1} | {before / after:f2} | {work / after / 1e6 / machine * 100:f0} % | {LossDifference(data, size, sharing):e1} |"));
    }

    private static double LossDifference(Captions data, int size, CaptionSharing sharing)
    {
        if (size != 512)
        {
            size = 256;   // the same at less cost
        }

        using var plainModel = data.Model(size, dropout: 0);
        using var model = data.Model(size, dropout: 0);
        using var pass = new TrainingPass(model);
        using var optimizer = new RectifiedAdam(model.named_parameters().Select(pair => (pair.name, pair.parameter)));
        var plain = new PlainStep(plainModel);
        double worst = 0;
        for (int step = 0; step < CompareSteps; step++)
        {
            random.manual_seed(step);
            using var x = randn(10, Channels, Regions);
            var batch = data.Batches[step];
            using var labels = data.Labels(batch);
            double expected = plain.Gradients(x, batch, labels);
            double found = pass.Run(x, CaptionTree.Of(batch, sharing), labels).Total;
            worst = Math.Max(worst, Math.Abs(found - expected) / expected);
            plain.Update(5e-4, 0.1);
            optimizer.Step(5e-4, 0.1);
        }

        return worst;
    }

    private static double MachineRate()
    {
        using var a = rand(2000, 2000);
        double best = double.MaxValue;
        for (int i = 0; i < 8; i++)
        {
            best = Math.Min(best, Time(() => mm(a, a).Dispose()));
        }

        return 2 * 8e9 / best / 1e6;
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
            var run = new TrainingRun { Options = new TrainingOptions { Data = new DataOptions { AttributeThreshold = 100 } }, CaptionFile = file, ImageFolder = Path.Combine(Path.GetDirectoryName(file)!, "images"), OutputFolder = "" };
            _data = TrainingData.Load(run);
            Batches = CaptionBatch.OfEpoch(_data.Captions, 10, 5, seed: 1, epoch: 0);
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
