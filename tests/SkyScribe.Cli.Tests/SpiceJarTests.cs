using SkyScribe.Datasets.Scores;
using SkyScribe.Metrics;

namespace SkyScribe.Cli.Tests;

/// <summary>With a stand-in for Java, a shell script, since SPICE itself is not ours to ship: what is tested is the exchange of files.</summary>
[Collection("console")]
public sealed class SpiceJarTests : IDisposable
{
    private static readonly ScoringSet Set = new(["a", "b"], ["a plane", "trees"], [["a plane"], ["some trees", "a tree"]], [], []);

    private readonly string _folder = Directory.CreateTempSubdirectory("skyscribe-java-").FullName;

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("JAVA_HOME", null);
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Score_ResultsInAnyOrder_AreGivenToTheirImages()
    {
        Install("""[{"image_id":1,"scores":{"All":{"f":0.25}}},{"image_id":0,"scores":{"All":{"f":0.75}}}]""");
        MetricScore score = SpiceJar.Score(Jar(), Set, CancellationToken.None);
        Assert.Equal([0.75, 0.25], score.PerImage);
        Assert.Equal(0.5, score.Corpus);
    }

    [Theory]
    [InlineData("[]", "0 images, expected 2")]
    [InlineData("{}", "not what its version 1.0 writes")]
    [InlineData("""[{"image_id":7,"scores":{"All":{"f":1}}}]""", "not what its version 1.0 writes")]
    public void Score_WrongResults_AreRefused(string output, string expected)
    {
        Install(output);
        Assert.Contains(expected, Assert.Throws<IOException>(() => SpiceJar.Score(Jar(), Set, CancellationToken.None)).Message, StringComparison.Ordinal);
    }

    private string Jar()
    {
        string jar = Path.Combine(_folder, "spice-1.0.jar");
        File.WriteAllText(jar, "");
        return jar;
    }

    private void Install(string output)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the stand-in for Java is a shell script");
        string java = Path.Combine(Directory.CreateDirectory(Path.Combine(_folder, "bin")).FullName, "java");

        // Arguments: -Xmx8G -jar JAR INPUT -out OUTPUT ...
        File.WriteAllText(java, $"#!/bin/sh\ntest -s \"$4\" || exit 1\ncat > \"$6\" <<'END'\n{output}\nEND\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(java, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        Environment.SetEnvironmentVariable("JAVA_HOME", _folder);
    }
}
