using System.Text.Json.Nodes;
using SkyScribe.Datasets;
using SkyScribe.Datasets.Layouts;
using SkyScribe.IO;
using SkyScribe.Imaging;
using SkyScribe.Metrics;
using SkyScribe.Metrics.Captions;
using SkyScribe.Metrics.WordOverlap;
using SkyScribe.Text;
using SkyScribe.Training.Checkpoints;
using SkyScribe.Training.Encoders;
using SkyScribe.Training.Inference;
using SkyScribe.Training.Model;
using SkyScribe.Training.Options;
using SkyScribe.Training.Training;
using TorchSharp;

namespace SkyScribe.Training.Tests.Training;

public sealed class TrainerTests
{
    [Theory]
    [Trait("Kind", "resume")]
    [InlineData("jtts", "all", 3)]
    [InlineData("jtts", "", 6)]
    [InlineData("jtts", "", 4)]   // the epoch's last step: cut off while val is scored
    [InlineData("jtts", "all", 6, "ema=0.9", "scheduledSampling=0.5", "labelSmoothing=0.1", "distinctAlike=true")]
    [InlineData("jtts", "", 3, "data.flips=both", "data.rotations=true")]
    [InlineData("jtts", "all", 6, "data.flips=horizontal")]
    [InlineData("b.+sg/s", "", 5)]
    [InlineData("b.+sg/s", "", 6, "ema=0.9")]
    [InlineData("jtts", "all", 6, "engine=plain", "ema=0.9", "scheduledSampling=0.5", "labelSmoothing=0.1")]
    [InlineData("b.", "", 3, "engine=plain", "sharing=none")]
    [InlineData("SAT", "", 6, "engine=plain", "selfCritical.epochs=1")]
    [InlineData("b.+sg/s", "", 5, "engine=plain")]
    public void Run_CancelledAndResumed_EndsWithTheSameBits(string ablation, string trainable, int cancelAt, params string[] more)
    {
        using var tiny = new TinyRun();
        var options = TinyRun.Options([$"ablation={ablation}", $"trainable={trainable}", "classifierEpochs=1", .. more]);
        Trainer.Run(tiny.Run("whole", options));

        using var cancel = new CancellationTokenSource();
        int steps = 0;
        var watcher = new EventList(value =>
        {
            if (value is StepProgress && ++steps == cancelAt)
            {
                cancel.Cancel();
            }
        });
        Assert.Throws<OperationCanceledException>(() => Trainer.Run(tiny.Run("cut", options), watcher, cancel.Token));
        Assert.Equal(cancelAt, steps);
        Trainer.Run(tiny.Run("cut", options, resume: true));

        foreach (string file in new[] { "last/captioner.safetensors", "last/optimizer.safetensors", "model/captioner.safetensors",
            "model/encoder.safetensors" })
        {
            Assert.True(File.ReadAllBytes(tiny.PathOf("whole/" + file)).AsSpan().SequenceEqual(File.ReadAllBytes(tiny.PathOf("cut/" + file))), file);
        }

        // Times differ; everything else of the log must not.
        Assert.Equal(LogWithoutTimes(tiny.PathOf("whole/log.jsonl")), LogWithoutTimes(tiny.PathOf("cut/log.jsonl")));
    }

    [Theory]
    [Trait("Kind", "resume")]
    [InlineData("b.+sg/s", 1)]   // the captioner's optimizer is not in the state yet
    [InlineData("jtts", 1)]
    public void Run_KilledAfterAnEpoch_EndsWithTheSameBits(string ablation, int epoch)
    {
        using var tiny = new TinyRun();
        var options = TinyRun.Options($"ablation={ablation}", "classifierEpochs=1");
        Trainer.Run(tiny.Run("whole", options));
        var watcher = new EventList(value =>
        {
            if (value is EpochSummary summary && summary.Epoch == epoch)
            {
                throw new TimeoutException("killed");
            }
        });
        Assert.Throws<TimeoutException>(() => Trainer.Run(tiny.Run("cut", options), watcher));
        Trainer.Run(tiny.Run("cut", options, resume: true));
        foreach (string file in new[] { "last/captioner.safetensors", "last/optimizer.safetensors" })
        {
            Assert.True(File.ReadAllBytes(tiny.PathOf("whole/" + file)).AsSpan().SequenceEqual(File.ReadAllBytes(tiny.PathOf("cut/" + file))), file);
        }
    }

    // A plus sign only parts words for the vocabulary; it is a token of the reports.
    [Fact]
    public void Run_OtherTokensThanTheVocabularys_ChoosesTheEpochByThoseOfTheReports()
    {
        using var tiny = new TinyRun();
        string captions = tiny.PathOf("plus.json");
        var json = JsonNode.Parse(File.ReadAllText(tiny.Toy.CaptionFile))!;
        foreach (var sentence in json["images"]!.AsArray().SelectMany(image => image!["sentences"]!.AsArray()))
        {
            sentence!["raw"] = ((string)sentence["raw"]!).Replace(' ', '+');
        }

        File.WriteAllText(captions, json.ToJsonString());
        var result = Trainer.Run(tiny.Run("run", TinyRun.Options()) with { CaptionFile = captions });
        var images = DatasetReader.Read(captions).Split("val");
        using var model = TrainedModel.Load(result.ModelFolder);
        string[] texts = [.. model.Describe([.. images.Select(image => ImageReader.Read(Path.Combine(tiny.Toy.ImageFolder, image.FileName)))],
            model.DefaultDecoding).Select(caption => caption.Text)];
        Assert.All(texts, Assert.NotEmpty);
        IReadOnlyList<string>[] references = [
            .. images.Select(image => (IReadOnlyList<string>)[.. image.Sentences.Select(sentence => sentence.Raw)])];
        var reported = new CaptionScorer(new ScoringOptions { Metrics = [.. result.ValidationScores.Keys] }).Score(texts, references);
        Assert.Equal(6, result.ValidationScores.Count);
        Assert.All(result.ValidationScores, score => Assert.Equal(reported[score.Key].Corpus, score.Value, 1e-12));
        var ownWords = CaptionSet.OfTokens(
            [.. texts.Select(text => text.Split(' '))],
            [.. references.Select(sentences => (IReadOnlyList<string[]>)[.. sentences.Select(CaptionTokenizer.Tokenize)])]);
        Assert.NotEqual(new RougeL().Score(ownWords)[RougeL.Name].Corpus, result.ValidationScores[RougeL.Name], 1e-3);
    }

    // libtorch with CUDA is not among the packages that this project builds with, so a machine's GPU makes no difference here.
    [Fact]
    public void Run_PlainEngineOnAGpuThatLibtorchLacks_NamesThePackageAndLeavesNothing()
    {
        using var tiny = new TinyRun();
        var problem = Assert.Throws<OptionException>(() => Trainer.Run(tiny.Run("run", TinyRun.Options("engine=plain", "device=cuda:0"))));
        Assert.Contains(OperatingSystem.IsMacOS() ? "no CUDA for macOS" : "libtorch-cuda-12.8-", problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', problem.Message);
        Assert.False(Directory.Exists(tiny.PathOf("run")));
    }

    public static TheoryData<string> Ablations => [.. Ablation.All.Select(row => row.Name)];

    [Theory]
    [MemberData(nameof(Ablations))]
    public void Run_EveryAblation_TrainsAndCaptions(string ablation)
    {
        using var tiny = new TinyRun();
        var watcher = new EventList();
        var result = Trainer.Run(tiny.Run("run", TinyRun.Options($"ablation={ablation}", "epochs=1", "classifierEpochs=1", "trainable=")), watcher);
        Assert.True(result.ValidationScores.ContainsKey("CIDEr"));
        using var model = TrainedModel.Load(tiny.PathOf("run"));
        Assert.Equal(ablation, model.Manifest.Training.Model.Ablation);
        var caption = model.Describe(ImageReader.Read(Directory.GetFiles(tiny.Toy.ImageFolder)[0]));
        Assert.Equal(Ablation.Named(ablation).HasAttributes, caption.Attributes.Count > 0);
        Assert.True(caption.LogProbability < 0);
        Assert.True(File.Exists(tiny.PathOf("run/loss.png")));
        Assert.Contains(watcher.Events.OfType<TrainingMessage>(),
            message => message.Text.Contains("embeddings start at random", StringComparison.Ordinal));
    }

    [Fact]
    public void Run_OutputHoldsAnotherRun_SaysSo()
    {
        using var tiny = new TinyRun();
        Trainer.Run(tiny.Run("run", TinyRun.Options("epochs=1")));
        var again = Assert.Throws<CheckpointException>(() => Trainer.Run(tiny.Run("run")));
        Assert.Contains("already holds a training run", again.Message, StringComparison.Ordinal);
        var changed = Assert.Throws<CheckpointException>(() => Trainer.Run(tiny.Run("run", TinyRun.Options("epochs=1", "margin=0.3"), resume: true)));
        Assert.Contains("margin", changed.Message, StringComparison.Ordinal);
        Assert.Throws<CheckpointException>(() => Trainer.Run(tiny.Run("none", resume: true)));
    }

    [Fact]
    [Trait("Kind", "resume")]
    public void Run_EndedRunResumedWithMoreEpochs_EndsWithTheBitsOfOneThatHadThemFromTheStart()
    {
        using var tiny = new TinyRun();
        var longer = TinyRun.Options("epochs=3", "selfCritical.epochs=1", "selfCritical.samples=2", "ema=0.9");
        Trainer.Run(tiny.Run("straight", longer));
        Trainer.Run(tiny.Run("extended", TinyRun.Options("epochs=1", "ema=0.9")));
        Trainer.Run(tiny.Run("extended", TinyRun.Options("epochs=2", "ema=0.9"), resume: true));
        Trainer.Run(tiny.Run("extended", longer, resume: true));
        foreach (string file in new[] { "last/captioner.safetensors", "last/average.safetensors", "last/optimizer.safetensors", "options.json",
            "model/captioner.safetensors", "model/model.json" })
        {
            Assert.Equal(File.ReadAllBytes(tiny.PathOf($"straight/{file}")), File.ReadAllBytes(tiny.PathOf($"extended/{file}")));
        }

        Assert.Equal(File.ReadLines(tiny.PathOf("straight/log.jsonl")).Count(), File.ReadLines(tiny.PathOf("extended/log.jsonl")).Count());
    }

    // A model that stays the best while its run goes on was chosen among all epochs, and its manifest says so.
    [Fact]
    public void Run_GoesOnAndGetsNoBetter_TheKeptModelsManifestHasTheNewSettings()
    {
        using var tiny = new TinyRun();
        Trainer.Run(tiny.Run("run", TinyRun.Options("epochs=1")));
        using var cancel = new CancellationTokenSource();
        var longer = TinyRun.Options("epochs=5", "selfCritical.epochs=1");
        var watcher = new EventList(value =>
        {
            if (value is StepProgress)
            {
                cancel.Cancel();
            }
        });
        Assert.Throws<OperationCanceledException>(() => Trainer.Run(tiny.Run("run", longer, resume: true), watcher, cancel.Token));
        using var model = TrainedModel.Load(tiny.PathOf("run"));
        Assert.Equal((1, longer), (model.Manifest.Epoch, model.Manifest.Training));
    }

    [Theory]
    [InlineData("is in epoch 2", "epochs=1")]
    [InlineData("its epoch 2 was an ordinary one with 0 % scheduled sampling, with this command's epochs and selfCritical it would have been self-critical", "epochs=2", "selfCritical.epochs=1")]
    [InlineData("\"seed\": 1, this command has \"seed\": 2", "epochs=3", "seed=2")]
    [InlineData("\"engine\": \"Fast\", this command has \"engine\": \"Plain\"", "epochs=3", "engine=plain")]
    public void Run_ResumedWithSettingsOfEpochsThatAreDone_SaysWhich(string expected, params string[] changes)
    {
        using var tiny = new TinyRun();
        Trainer.Run(tiny.Run("run", TinyRun.Options("epochs=2")));
        var problem = Assert.Throws<CheckpointException>(() => Trainer.Run(tiny.Run("run", TinyRun.Options(changes), resume: true)));
        Assert.Contains(expected, problem.Message, StringComparison.Ordinal);
        Assert.NotEmpty(Trainer.Run(tiny.Run("run", TinyRun.Options("epochs=2"), resume: true)).ValidationScores);   // the attempt changed nothing
    }

    // Scheduled sampling rises over all epochs: with more of them, those that are done would have had another share.
    [Fact]
    public void Run_ScheduledSamplingResumedWithMoreEpochs_SaysSo()
    {
        using var tiny = new TinyRun();
        Trainer.Run(tiny.Run("run", TinyRun.Options("epochs=2", "loss.scheduledSampling=0.5")));
        var problem = Assert.Throws<CheckpointException>(
            () => Trainer.Run(tiny.Run("run", TinyRun.Options("epochs=3", "loss.scheduledSampling=0.5"), resume: true)));
        Assert.Contains("scheduled sampling", problem.Message, StringComparison.Ordinal);
    }

    // Steps too small to change a word: every epoch scores the same, and the first of equals is kept.
    [Fact]
    public void Run_EpochsThatScoreTheSame_KeepsTheFirst()
    {
        using var tiny = new TinyRun();
        var watcher = new EventList();
        var result = Trainer.Run(tiny.Run("run", TinyRun.Options("epochs=3", "learningRate=1e-12", "trainable=")), watcher);
        var epochs = watcher.Events.OfType<EpochSummary>().ToArray();
        Assert.Single(epochs.Select(epoch => epoch.Scores["CIDEr"]).Distinct());
        Assert.Equal([true, false, false], epochs.Select(epoch => epoch.IsBest));
        Assert.Equal(1, result.BestEpoch);
        using var model = TrainedModel.Load(tiny.PathOf("run"));
        Assert.Equal(1, model.Manifest.Epoch);
    }

    [Fact]
    public void Run_MissingImages_NamesThem()
    {
        using var tiny = new TinyRun();
        File.Delete(Directory.GetFiles(tiny.Toy.ImageFolder).Order(StringComparer.Ordinal).First());
        var problem = Assert.Throws<DatasetException>(() => Trainer.Run(tiny.Run("run")));
        Assert.Matches(@"found 1 of \d+ images of splits? '", problem.Message);
        Assert.False(Directory.Exists(tiny.PathOf("run")));   // nothing is left of a run that could not start
    }

    [Fact]
    public void Run_GloveOfAnotherSize_SaysWhatToDo()
    {
        using var tiny = new TinyRun();
        File.WriteAllText(tiny.PathOf("glove.txt"), "green 0.1 0.2 0.3\nmany 0.3 0.2 0.1\n");
        var problem = Assert.Throws<OptionException>(() => Trainer.Run(tiny.Run("run") with { GloveFile = tiny.PathOf("glove.txt") }));
        Assert.Contains("embeddingSize", problem.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(tiny.PathOf("run")));
    }

    [Fact]
    public void Run_CancelledWhileFeaturesAreMade_TheSameCommandBeginsAgain()
    {
        using var tiny = new TinyRun();
        var options = TinyRun.Options("epochs=1", "trainable=");
        using var cancel = new CancellationTokenSource();
        var watcher = new EventList(value =>
        {
            if (value is StageProgress)
            {
                cancel.Cancel();
            }
        });
        Assert.Throws<OperationCanceledException>(() => Trainer.Run(tiny.Run("run", options), watcher, cancel.Token));
        Assert.Equal(1, Trainer.Run(tiny.Run("run", options)).BestEpoch);
    }

    // A first epoch that is shorter than the time between two saves leaves its model and its log line before its first state.
    [Fact]
    public void Run_KilledBetweenItsFirstModelAndItsFirstState_TheSameCommandBeginsAgain()
    {
        using var tiny = new TinyRun();
        var options = TinyRun.Options("epochs=1");
        Trainer.Run(tiny.Run("run", options));
        Directory.Move(Path.Combine(tiny.PathOf("run"), "last"), Path.Combine(tiny.PathOf("run"), "last.new"));
        Assert.Contains("leave out --resume", Assert.Throws<CheckpointException>(() => Trainer.Run(tiny.Run("run", options, resume: true))).Message,
            StringComparison.Ordinal);
        Assert.Equal(1, Trainer.Run(tiny.Run("run", options)).BestEpoch);
        Assert.Single(RunFolder.ReadEpochs(tiny.PathOf("run")));
    }

    [Fact]
    public void Run_ResumedWithOtherWeightsOrAttributes_SaysWhichFlag()
    {
        using var tiny = new TinyRun();
        var options = TinyRun.Options("epochs=1", "encoder.name=efficientnet-lite2", "encoder.trainable=");
        string weights = tiny.PathOf("encoder.safetensors"), attributes = tiny.PathOf("attributes.tsv");
        using (var encoder = ImageEncoder.Create("efficientnet-lite2"))
        {
            encoder.SaveWeights(weights);
        }

        // A name that no file can have, for the feature cache.
        string captions = tiny.PathOf("named.json");
        File.WriteAllText(captions,
            File.ReadAllText(tiny.Toy.CaptionFile).Replace("\"dataset\":\"toy\"", "\"dataset\":\"UCM/RSICD: both\"", StringComparison.Ordinal));
        Trainer.Run(tiny.Run("run", options) with { EncoderWeights = weights, CaptionFile = captions });
        Assert.Contains(Directory.GetFiles(tiny.PathOf("cache")), file => file.Contains("UCM_RSICD__both", StringComparison.Ordinal));
        var longer = tiny.Run("run", options with { Epochs = 2 }, resume: true) with { CaptionFile = captions };
        string forgotten = Assert.Throws<CheckpointException>(() => Trainer.Run(longer)).Message;
        Assert.Contains("--weights", forgotten, StringComparison.Ordinal);
        Assert.Contains("none", forgotten, StringComparison.Ordinal);

        string[] lines = File.ReadAllLines(Path.Combine(tiny.PathOf("run"), "attributes.tsv"));
        int first = Array.FindIndex(lines, line => line.Length > 0 && line[0] != '#');
        (lines[first], lines[first + 1]) = (lines[first + 1], lines[first]);   // as many, so that only their hash tells
        File.WriteAllLines(attributes, lines);
        Assert.Contains("--attributes", Assert.Throws<CheckpointException>(
            () => Trainer.Run(longer with { EncoderWeights = weights, AttributeFile = attributes })).Message, StringComparison.Ordinal);
        Trainer.Run(longer with { EncoderWeights = weights });
        Assert.Equal(2, RunFolder.ReadEpochs(tiny.PathOf("run")).Count);
    }

    // Hard sampling gives the classifier no gradient, so it must learn before.
    [Fact]
    public void Validate_HardSamplingWithoutClassifierEpochs_IsRefused() =>
        Assert.Contains("ClassifierEpochs", Assert.Throws<OptionException>(
        () => TinyRun.Options("ablation=b.+sg/s", "classifierEpochs=0").Validate()).Message, StringComparison.OrdinalIgnoreCase);

    [Fact]
    public void Run_AfterAnotherWithItsOwnThreads_HasTheDefaultAgain()
    {
        using var tiny = new TinyRun();
        int ThreadsAfter(string name, int threads)
        {
            Trainer.Run(tiny.Run(name, TinyRun.Options("epochs=1", $"threads={threads}")));
            return TorchSharp.torch.get_num_threads();
        }

        int byDefault = ThreadsAfter("one", 0);
        using var restored = new LibtorchThreads(byDefault);
        Assert.Equal(byDefault + 1, ThreadsAfter("two", byDefault + 1));
        Assert.Equal(byDefault, ThreadsAfter("three", 0));
    }

    [Fact]
    public void Run_KilledBeforeItsFirstSave_TheSameCommandBeginsAgain()
    {
        using var tiny = new TinyRun();
        var options = TinyRun.Options("epochs=1");
        var watcher = new EventList(value =>
        {
            if (value is StepProgress)
            {
                throw new TimeoutException("killed");
            }
        });
        Assert.Throws<TimeoutException>(() => Trainer.Run(tiny.Run("run", options), watcher));
        Assert.Contains("before its first save",
            Assert.Throws<CheckpointException>(() => Trainer.Run(tiny.Run("run", options, resume: true))).Message, StringComparison.Ordinal);
        Assert.Equal(1, Trainer.Run(tiny.Run("run", options)).BestEpoch);
    }

    // The classifier's own epochs know nothing of self-critical ones.
    [Fact]
    public void Run_ClassifierLearnsAlone_WithItsOwnDecayedStepSize()
    {
        using var tiny = new TinyRun();
        var watcher = new EventList();
        Trainer.Run(tiny.Run("run", TinyRun.Options("ablation=b.+sg/s", "classifierEpochs=3", "epochs=1", "selfCritical.epochs=1",
            "learningRate=0.001", "decay=0.5", "decayEvery=1")), watcher);
        Assert.Equal([0.001, 0.0005, 0.00025, 5e-5], watcher.Events.OfType<EpochSummary>().Select(summary => summary.LearningRate));
    }

    [Theory]
    [Trait("Kind", "leak")]
    [InlineData("trainable=all")]
    [InlineData("trainable=", "data.flips=horizontal")]
    [InlineData("trainable=", "selfCritical.epochs=1", "selfCritical.guard=0.1")]
    [InlineData("trainable=", "engine=plain", "scheduledSampling=0.5")]
    public void Run_WholeTraining_LeavesNoTensorBehind(params string[] changes)
    {
        using var tiny = new TinyRun();
        var options = TinyRun.Options(["epochs=1", .. changes]);
        Trainer.Run(tiny.Run("first", options));
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        Trainer.Run(tiny.Run("second", options));
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    private static string[] LogWithoutTimes(string path) =>
        File.ReadAllLines(path).Select(line => System.Text.RegularExpressions.Regex.Replace(line, "\"seconds\":[^,}]*|,\"sha256\":.*", "")).ToArray();
}
