using SkyScribe.Imaging;
using SkyScribe.IO;

namespace SkyScribe.Cli.Tests;

public sealed class CaptionOutputTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("skyscribe-output-").FullName;

    private string File => Path.Combine(_folder, "captions.csv");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Open_ResumedWithAnotherSetting_IsRefusedAndNamesIt()
    {
        Begin(new() { ["--beam"] = "3", ["model"] = "abc" });
        byte[] part = System.IO.File.ReadAllBytes(File + ".part");
        foreach (var (settings, expected) in new (Dictionary<string, string>, string)[]
        {
            (new() { ["--beam"] = "5", ["model"] = "abc" }, "--beam '3', this run has '5'"),
            (new() { ["--beam"] = "3" }, "model 'abc', this run has 'none'"),
            (new() { ["--beam"] = "3", ["model"] = "abc", ["--explain"] = "maps" }, "--explain 'none', this run has 'maps'"),
        })
        {
            var problem = Assert.Throws<OptionException>(() => CaptionOutput.Open(File, CaptionFormat.Csv, resume: true, settings));
            Assert.Contains(expected, problem.Message, StringComparison.Ordinal);
            Assert.Equal(part, System.IO.File.ReadAllBytes(File + ".part"));
        }
    }

    [Fact]
    public void Open_ResumedWithTheSameSettings_ContinuesAndLeavesOneFile()
    {
        Begin(new() { ["--beam"] = "3" });
        using (var output = CaptionOutput.Open(File, CaptionFormat.Csv, resume: true, new Dictionary<string, string> { ["--beam"] = "3" }))
        {
            Assert.Equal(["a.png"], output.Done);
            Assert.Equal(["a.png"], output.FailedBefore);
            output.Write(Failed("b.png"));
            output.Finish();
        }

        Assert.Equal([File], Directory.GetFiles(_folder));
        Assert.Equal(3, System.IO.File.ReadAllLines(File).Length);   // one header
    }

    [Fact]
    public void Open_ByASecondOne_IsRefused()
    {
        using var first = CaptionOutput.Open(File, CaptionFormat.Csv, resume: false, new Dictionary<string, string>());
        foreach (bool resume in new[] { false, true })
        {
            var problem = Assert.Throws<SkyScribeException>(
                () => CaptionOutput.Open(File, CaptionFormat.Csv, resume, new Dictionary<string, string>()));
            Assert.Contains($"process {Environment.ProcessId}", problem.Message, StringComparison.Ordinal);
        }
    }

    private static CaptionedFile Failed(string path) => new(path, null, new ImageException(path, "there is no such file", "check the path"));

    private void Begin(Dictionary<string, string> settings)
    {
        using var output = CaptionOutput.Open(File, CaptionFormat.Csv, resume: false, settings);
        output.Write(Failed("a.png"));
    }
}
