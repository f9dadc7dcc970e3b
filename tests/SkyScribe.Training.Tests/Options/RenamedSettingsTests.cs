using System.Text.Json;
using System.Text.Json.Nodes;
using SkyScribe.Datasets.Augmentation;
using SkyScribe.IO;
using SkyScribe.Training.Inference;
using SkyScribe.Training.Options;
using SkyScribe.Training.Pretraining;
using SkyScribe.Training.Tests.Training;
using SkyScribe.Training.Training;

namespace SkyScribe.Training.Tests.Options;

public sealed class RenamedSettingsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("skyscribe-renamed-").FullName;

    [Theory]
    [InlineData("averaging=0.9", "ema=0.9")]
    [InlineData("ownWords=0.25", "scheduledSampling=0.25")]
    [InlineData("LOSS.OWNWORDS=0.25", "scheduledSampling=0.25")]
    [InlineData("maximumCaptionWords=7", "maxWords=7")]
    [InlineData("maximumWords=7", "data.maxWords=7")]
    [InlineData("data.orientations=1", "data.flips=none", "data.rotations=false")]
    [InlineData("data.orientations=2", "data.flips=horizontal")]
    [InlineData("orientations=4", "data.flips=both")]
    [InlineData("data.orientations=8", "data.flips=both", "data.rotations=true")]
    [InlineData("selfCritical.baseline=others", "selfCritical.baseline=leaveOneOut")]
    [InlineData("baseline=Others", "selfCritical.baseline=leaveOneOut")]
    public void Read_ChangeByItsOldName_IsTheChangeByItsNewName(string old, params string[] current) =>
        Assert.Equal(TrainingPresets.Read("rsicd", current), TrainingPresets.Read("rsicd", old));

    [Fact]
    public void Read_ChangeByItsOldName_NamesTheNewOneInAWarning()
    {
        string[] warnings = WarningsOf(() => TrainingPresets.Read("ucm", "averaging=0.875", "orientations=8"));
        Assert.Contains(warnings, text => text.Contains("--set: setting averaging is now ema", StringComparison.Ordinal));
        Assert.Contains(warnings, text => text.Contains("data.orientations=8 is now data.flips=Both, data.rotations=true", StringComparison.Ordinal));
        Assert.Empty(WarningsOf(() => TrainingPresets.Read("best", "ema=0.875", "selfCritical.baseline=greedy")));
    }

    [Theory]
    [InlineData("""{ "averaging": 0.5, "ema": 0.5 }""", "averaging and its new name ema")]
    [InlineData("""{ "data": { "orientations": 3 } }""", "data.orientations is 3")]
    [InlineData("""{ "data": { "orientations": "many" } }""", "data.orientations is")]
    [InlineData("""{ "averaging": "much" }""", "ema")]
    [InlineData("""{ "averaging": 0.5, "surprise": 1 }""", "surprise")]
    [InlineData("""{ "averaging": 0.5, "averaging": 0.6 }""", "averaging")]
    [InlineData("""{ "loss": 3 }""", "loss")]
    public void ReadOptions_BadFile_NamesFileAndSetting(string text, string expected)
    {
        string path = Path.Combine(_folder, "options.json");
        File.WriteAllText(path, text);
        var problem = Assert.ThrowsAny<SkyScribeException>(() => RenamedSettings.Read<TrainingOptions>(path));
        Assert.StartsWith(path, problem.Message, StringComparison.Ordinal);
        Assert.Contains(expected, problem.Message, StringComparison.Ordinal);
    }

    // A run folder as the version before left it: it resumes under today's names and ends with the same bits, and its model opens.
    [Fact]
    public void Run_ResumedFromAFolderWithOldNames_EndsWithTheSameBits()
    {
        using var tiny = new TinyRun();
        string[] changes =
            ["trainable=", "ema=0.9", "scheduledSampling=0.5", "flips=both", "rotations=true", "data.maxWords=9", "maxWords=11",
            "selfCritical.baseline=leaveOneOut"];
        Trainer.Run(tiny.Run("whole", TinyRun.Options([.. changes, "epochs=2", "selfCritical.epochs=1", "selfCritical.samples=2"])));
        using (var stop = new CancellationTokenSource())
        {
            var watcher = new EventList(value =>
            {
                if (value is StepProgress { Epoch: 2 })
                {
                    stop.Cancel();
                }
            });
            Assert.Throws<OperationCanceledException>(
                () => Trainer.Run(tiny.Run("old", TinyRun.Options([.. changes, "epochs=2", "selfCritical.epochs=1", "selfCritical.samples=2"])),
                watcher, stop.Token));
        }

        string options = Path.Combine(tiny.PathOf("old"), "options.json"), manifest = Path.Combine(tiny.PathOf("old"), "model", "model.json");
        Age(options, "");
        Age(manifest, "training");

        // Folders of that time have no lists of hashes.
        foreach (string list in Directory.EnumerateFiles(tiny.PathOf("old"), "SHA256SUMS", SearchOption.AllDirectories))
        {
            File.Delete(list);
        }

        string[] warnings = WarningsOf(() => TrainedModel.Load(tiny.PathOf("old")).Dispose());
        Assert.Equal(6, warnings.Count(text => text.StartsWith(manifest, StringComparison.Ordinal)));
        var (stored, _) = RunFolder.ReadState(tiny.PathOf("old"));
        Assert.Equal(TinyRun.Options([.. changes, "epochs=2", "selfCritical.epochs=1", "selfCritical.samples=2"]), stored);
        Assert.NotEmpty(Trainer.Run(tiny.Run("old", stored, resume: true)).ValidationScores);
        Assert.Equal(File.ReadAllText(Path.Combine(tiny.PathOf("whole"), "options.json")), File.ReadAllText(options));
        Assert.Equal(
            File.ReadAllBytes(Path.Combine(tiny.PathOf("whole"), "model", "captioner.safetensors")),
            File.ReadAllBytes(Path.Combine(tiny.PathOf("old"), "model", "captioner.safetensors")));
    }

    [Theory]
    [InlineData(1, Flips.None, false)]
    [InlineData(2, Flips.Horizontal, false)]
    [InlineData(4, Flips.Both, false)]
    [InlineData(8, Flips.Both, true)]
    public void WithOrientations_OldNumber_IsFlipsAndRotations(int count, Flips flips, bool rotations)
    {
        var options = RenamedSettings.WithOrientations(new PretrainingOptions { Epochs = 3 }, "--orientations", count);
        Assert.Equal(new PretrainingOptions { Epochs = 3, Flips = flips, Rotations = rotations }, options);
    }

    [Fact]
    public void WithOrientations_AnotherNumber_SaysWhatToUse() =>
        Assert.Contains("--orientations is 3; expected flips", Assert.Throws<OptionException>(
            () => RenamedSettings.WithOrientations(new PretrainingOptions(), "--orientations", 3)).Message, StringComparison.Ordinal);

    [Fact]
    public void ReadPretraining_CardWithOrientations_HasFlips()
    {
        string path = Path.Combine(_folder, "pretraining.json");
        File.WriteAllText(path, """
            {
              "options": { "encoder": "small-cnn", "orientations": 2 }, "sources": [], "scenes": [], "scenesHash": "", "startedFrom": "", "weightsHash": "", "epochs": []
            }
            """);
        var manifest = RenamedSettings.ReadPretraining<PretrainingManifest>(path);
        Assert.Equal((Flips.Horizontal, false), (manifest.Options.Flips, manifest.Options.Rotations));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // Other tests run beside this one; the values here are its own.
    private static string[] WarningsOf(Action action)
    {
        var warnings = new List<string>();
        int thread = Environment.CurrentManagedThreadId;
        void Add(RenamedSetting setting)
        {
            if (Environment.CurrentManagedThreadId == thread)
            {
                warnings.Add(setting.ToString());
            }
        }

        RenamedSettings.Found += Add;
        try
        {
            action();
        }
        finally
        {
            RenamedSettings.Found -= Add;
        }

        return [.. warnings];
    }

    // Puts a file's settings back under the names of the version before.
    private static void Age(string path, string member)
    {
        var file = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        var settings = member.Length == 0 ? file : file[member]!.AsObject();
        Move(settings, "ema", "averaging");
        Move(settings, "maxWords", "maximumCaptionWords");
        Move(settings["loss"]!.AsObject(), "scheduledSampling", "ownWords");
        var data = settings["data"]!.AsObject();
        Move(data, "maxWords", "maximumWords");
        Assert.Equal(("Both", true), ((string)data["flips"]!, (bool)data["rotations"]!));
        data.Remove("flips");
        data.Remove("rotations");
        data["orientations"] = 8;
        settings["selfCritical"]!["baseline"] = "Others";
        File.WriteAllText(path, file.ToJsonString(new JsonSerializerOptions { WriteIndented = true }));
    }

    private static void Move(JsonObject settings, string from, string to)
    {
        var value = settings[from]!.DeepClone();
        settings.Remove(from);
        settings[to] = value;
    }
}
