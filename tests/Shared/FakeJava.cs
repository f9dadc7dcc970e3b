namespace SkyScribe.TestSupport;

/// <summary>A stand-in for Java, a shell script, since SPICE itself is not ours to ship: what is tested is the exchange of files.</summary>
/// <remarks>JAVA_HOME belongs to the process: tests with it share a collection.</remarks>
internal sealed class FakeJava : IDisposable
{
    // Arguments: -Xmx8G -jar JAR INPUT -out OUTPUT ..., or -version.
    private const string Start =
        "#!/bin/sh\nif [ \"$1\" = -version ]; then exit 0; fi\ntest -s \"$4\" || exit 1\ncp \"$4\" \"$(dirname \"$3\")/input.json\"\n";

    private readonly string _folder = Directory.CreateTempSubdirectory("skyscribe-java-").FullName;

    private FakeJava(string script)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the stand-in for Java is a shell script");
        string java = Path.Combine(Directory.CreateDirectory(Path.Combine(_folder, "bin")).FullName, "java");
        File.WriteAllText(java, Start + script);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(java, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        File.WriteAllText(Jar, "");
        Environment.SetEnvironmentVariable("JAVA_HOME", _folder);
    }

    /// <summary>A file that stands for SPICE's jar.</summary>
    public string Jar => Path.Combine(_folder, "spice-1.0.jar");

    /// <summary>What the program was given last.</summary>
    public string Input => File.ReadAllText(Path.Combine(_folder, "input.json"));

    /// <summary>One that writes a given result.</summary>
    public static FakeJava Writing(string output) => new($"cat > \"$6\" <<'END'\n{output}\nEND\n");

    /// <summary>One that gives each image the same score.</summary>
    public static FakeJava Scoring(string score) => new(
        $"awk -v RS='\"image_id\":' 'NR > 1 {{ printf \"%s{{\\\"image_id\\\":%d,\\\"scores\\\":{{\\\"All\\\":{{\\\"f\\\":{score}}}}}}}\", (NR > 2 ? \",\" : \"[\"), $1 }} END {{ print \"]\" }}' \"$4\" > \"$6\"\n");

    /// <summary>One that never ends, and starts a program that does not end either.</summary>
    public static FakeJava Hanging() => new("sleep 600 &\nsleep 600\n");

    /// <summary>One that fails.</summary>
    public static FakeJava Failing(string message) => new($"echo '{message}' >&2\nexit 3\n");

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("JAVA_HOME", null);
        Directory.Delete(_folder, recursive: true);
    }
}
