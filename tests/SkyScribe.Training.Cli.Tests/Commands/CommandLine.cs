using SkyScribe.Training.Cli.Commands;

namespace SkyScribe.Training.Cli.Tests.Commands;

/// <summary>Runs a command in this process and keeps what it prints.</summary>
internal static class CommandLine
{
    public static (int Code, string Output, string Error) Run(params string[] arguments)
    {
        var (output, error) = (Console.Out, Console.Error);
        using StringWriter written = new(), problems = new();
        try
        {
            Console.SetOut(written);
            Console.SetError(problems);
            return (Program.CommandTree().RunAsync(arguments).GetAwaiter().GetResult(), written.ToString(), problems.ToString());
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(error);
        }
    }
}

/// <summary>Tests that write to the console wait for each other, and share a model of one epoch.</summary>
[CollectionDefinition("console")]
public sealed class ConsoleCollection : ICollectionFixture<TrainedToy>;

/// <summary>A toy data set, a model of one epoch, and its package.</summary>
public sealed class TrainedToy : IDisposable
{
    private readonly Lazy<string> _package;

    public TrainedToy()
    {
        Assert.Equal(0, CommandLine.Run("toy", "--out", Data, "--train", "20", "--size", "32").Code);
        var trained = CommandLine.Run([.. TrainArguments(Model)]);
        Assert.True(trained.Code == 0, trained.Error + trained.Output);
        Training = trained.Output;
        _package = new(() =>
        {
            string folder = Path.Combine(Folder, "package");
            var exported = CommandLine.Run("export", "--checkpoint", Model, "--out", folder);
            Assert.True(exported.Code == 0, exported.Error);
            var calibrated = CommandLine.Run("calibrate", "--model", folder, "--data", Captions, "--images", Images);
            Assert.True(calibrated.Code == 0, calibrated.Error);
            return folder;
        });
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("skyscribe-cli-").FullName;

    public string Data => Path.Combine(Folder, "data");

    public string Images => Path.Combine(Data, "images");

    public string Captions => Path.Combine(Data, "dataset_toy.json");

    public string Model => Path.Combine(Folder, "run");

    /// <summary>Made when it is first asked for.</summary>
    public string Package => _package.Value;

    public string Training { get; }

    public IEnumerable<string> TrainArguments(string output) =>
    [
        "train", "--preset", "toy", "--data", Captions, "--images", Images, "--out", output, "--epochs", "1", "--set", "hiddenSize=16",
        "--set", "attributeThreshold=5", "--set", "threads=1",
    ];

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
