using System.Diagnostics;
using System.Globalization;
using SkyScribe.Datasets;
using SkyScribe.Decoding;
using SkyScribe.Training.Model.Engine.Recurrence;
using SkyScribe.Training.Model;
using SkyScribe.Training.Model.Engine;
using SkyScribe.Training.Training;
using SkyScribe.Training.Options;
using SkyScribe.Training.Inference;
using static TorchSharp.torch;

namespace SkyScribe.Lab.Studies;

/// <summary>The paper's Table VIII: parameters, operations, training and testing time, without the encoder.</summary>
internal static class EfficiencyTable
{
    // The first round warms up; of the others each batch's best time is the least disturbed one.
    private const int Channels = 2048, Regions = 49, Embedding = 200, Images = 10, CaptionWords = 20, Rounds = 5, StepsOfRound = 2;

    // Table VIII: parameters in M, FLOPs in G, seconds an epoch of training and of testing.
    private static readonly (string Row, string Ablation, double[] Paper)[] Rows =
    [
        ("b.", "b.", [30.7, 6.9, 48.6, 6.0]),
        ("b.+sg/s", "b.+sg/s", [42.0, 7.5, 55.3, 7.1]),
        ("ours (JTTS)", "jtts", [43.3, 7.7, 60.6, 7.9]),
    ];

    public static void Write(TextWriter output, string captionFile)
    {
        // Every word is kept, as for results/parameters.md; the images are not read.
        var options = new TrainingOptions { Data = new DataOptions { MinimumWordCount = 1 } };
        var data = TrainingData.Load(new TrainingRun { Options = options, CaptionFile = captionFile, ImageFolder = Path.Combine(
            Path.GetDirectoryName(captionFile)!, "images"), OutputFolder = "" });
        var sizes = new ModelSizes(Channels, data.Vocabulary.Count, data.Attributes.Count);
        var subjects = Rows.Select(row => new Subject(row.Ablation, sizes, data)).ToArray();
        // In turn, so that a disturbance meets all three.
        for (int round = 0; round < Rounds; round++)
        {
            foreach (var subject in subjects)
            {
                subject.Measure(counts: round > 0);
            }
        }

        Say(output,
            $"{data.Dataset.Name}: {sizes.Words} words, {sizes.Attributes} attributes, C = {sizes.Channels}, R = {Regions}, D = {subjects[0].Options.HiddenSize}, E = {Embedding}, {get_num_threads()} threads; ratios to b. in brackets\n");
        output.WriteLine(
            "| model | parameters (M): paper | ours | FLOPs (G): paper | ours | training: paper, s an epoch | ours, ms a step | testing: paper, s an epoch | ours, ms an image |\n|---|---|---|---|---|---|---|---|---|");
        for (int i = 0; i < Rows.Length; i++)
        {
            output.WriteLine($"| {Rows[i].Row} " + string.Concat(Enumerable.Range(0, 4).Select(column =>
                $"| {Cell(Rows[i].Paper[column], Rows[0].Paper[column], "f1")} | {Cell(subjects[i].Values()[column], subjects[0].Values()[column], column < 2 ? "f2" : "f0")} ")) + "|");
        }

        Say(output,
            $"\nMultiply-adds (M) of a greedy caption of {CaptionWords} words and its end; FLOPs above are twice the total without a classifier that is trained separately:\n");
        output.WriteLine(
            "| model | projection | classifier | attributes | keys | other, once an image | a step: LSTMs | gates | attention | output | total | without separate classifier |\n|---|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (var (row, subject) in Rows.Zip(subjects))
        {
            var count = subject.Count;
            long[] parts =
            [
                count.Projection, count.Classifier, count.AttributeEmbedding, count.Keys, count.ImageInputs,
                count.Lstms, count.Gates, count.Attention, count.Output, count.Total, count.WithoutSeparateClassifier,
            ];
            output.WriteLine($"| {row.Row} " + string.Concat(parts.Select(part => string.Create(CultureInfo.InvariantCulture, $"| {part / 1e6:f2} ")))
                + "|");
            subject.Dispose();
        }

        // Untrained, a model hardly ever ends a caption by itself.
        Say(output,
            $"\nWords of a caption in the test, on average: {string.Join(", ", subjects.Select(subject => subject.MeanWords.ToString("f1", CultureInfo.InvariantCulture)))}");
    }

    private static string Cell(double value, double baseline, string format) =>
        string.Create(CultureInfo.InvariantCulture, $"{value.ToString(format, CultureInfo.InvariantCulture)} ({value / baseline:f2})");

    private static void Say(TextWriter output, FormattableString text) => output.WriteLine(text.ToString(CultureInfo.InvariantCulture));

    private static double Time(Action action)
    {
        var clock = Stopwatch.StartNew();
        action();
        return clock.Elapsed.TotalMilliseconds;
    }

    /// <summary>One row's model, with random weights and random features.</summary>
    private sealed class Subject : IDisposable
    {
        private readonly JttsModel _model;
        private readonly EngineFactory _engine;
        private readonly FastPass _pass;
        private readonly RectifiedAdam _optimizer;
        private readonly TrainingData _data;
        private readonly Tensor _features = randn(Images, Channels, Regions);
        private readonly double[] _steps = [.. Enumerable.Repeat(double.MaxValue, StepsOfRound)];
        private double _image = double.MaxValue;

        public Subject(string ablation, ModelSizes sizes, TrainingData data)
        {
            random.manual_seed(5);
            _data = data;
            Options = new JttsOptions { Ablation = ablation, EmbeddingSize = Embedding };
            Count = OperationCount.Of(Options, sizes, Regions, CaptionWords);
            _model = new JttsModel(Options, sizes);
            if (!Options.Switches.TrainsJointly && Options.Switches.HasAttributes)
            {
                // The captioner's epochs are measured, not the classifier's before them.
                _model.FreezeClassifier();
            }

            _engine = new EngineFactory(_model);
            _pass = new FastPass(_engine, new LossOptions(), SpecialWords.Default);
            _optimizer = new RectifiedAdam(
                _model.named_parameters().Where(pair => pair.parameter.requires_grad).Select(pair => (pair.name, pair.parameter)));
        }

        public JttsOptions Options { get; }

        public OperationCount Count { get; }

        public double MeanWords { get; private set; }

        /// <summary>In the order of the table's columns.</summary>
        public double[] Values() =>
            [ParameterCount.WithoutSeparateClassifier(_model) / 1e6, OperationCount.Flops(Count.WithoutSeparateClassifier)
            / 1e9, _steps.Average(), _image];

        public void Measure(bool counts)
        {
            double image = Test();
            double[] steps = Train();
            if (!counts)
            {
                return;
            }

            _image = Math.Min(_image, image);
            for (int i = 0; i < steps.Length; i++)
            {
                _steps[i] = Math.Min(_steps[i], steps[i]);
            }
        }

        public void Dispose()
        {
            _optimizer.Dispose();
            _pass.Dispose();
            _engine.Dispose();
            _model.Dispose();
            _features.Dispose();
        }

        private double Test()
        {
            _model.eval();
            IReadOnlyList<Caption> captions = [];
            using var guard = no_grad();
            double time = Time(() => captions = CaptionSearch.Describe(
                _engine, _features, _data.Vocabulary, _data.Attributes, new DecodingOptions { BeamSize = 3, MaxWords = CaptionWords }));
            MeanWords = captions.Average(caption => caption.Text.Split(' ').Length);
            return time / Images;
        }

        // A learning rate of 0 costs as much as any other, and leaves the weights random for the next round's test.
        private double[] Train()
        {
            _model.train();
            return CaptionBatch.OfEpoch(_data.Captions, _data.Occurrences, Images, 5, seed: 1, epoch: 0).Take(StepsOfRound).Select(batch =>
            {
                using var labels = tensor(
                    batch.Images.SelectMany(image => _data.Labels[image]).ToArray(), [batch.Images.Length, _data.Attributes.Count]);
                return Time(() =>
                {
                    _pass.Run(_features, PrefixTree.Of(batch, CaptionSharing.Prefixes), labels);
                    _optimizer.Step(0, 0.1);
                });
            }).ToArray();
        }
    }
}
