using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using SkyScribe.Datasets.Scores;
using SkyScribe.Metrics;

namespace SkyScribe.Cli;

/// <summary>Runs the official SPICE 1.0 (a Java program of its authors) where the user has it.</summary>
internal static class SpiceJar
{
    /// <summary>SPICE of each image, by the official program.</summary>
    /// <param name="jar">spice-1.0.jar, with its lib folder beside it</param>
    /// <param name="set">the captions and references</param>
    /// <param name="cancellation">kills the program</param>
    /// <exception cref="IOException">Java or the jar is missing, the program failed, or its output is not what it should be.</exception>
    public static MetricScore Score(string jar, ScoringSet set, CancellationToken cancellation)
    {
        if (!File.Exists(jar))
        {
            throw new IOException($"{jar}: no such file, expected SPICE's jar (--spice-jar)");
        }

        string folder = Directory.CreateTempSubdirectory("skyscribe-spice-").FullName;
        try
        {
            string input = Path.Combine(folder, "input.json"), output = Path.Combine(folder, "output.json");
            File.WriteAllText(input, JsonSerializer.Serialize(set.Ids.Select((_, image) => new { image_id = image, test = set.Candidates[image], refs = set.References[image] })));
            Run(jar, input, output, cancellation);
            double[] scores = Read(output, set.Ids.Count);
            return new MetricScore(scores.Average(), scores);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Run(string jar, string input, string output, CancellationToken cancellation)
    {
        string java = Environment.GetEnvironmentVariable("JAVA_HOME") is { Length: > 0 } home ? Path.Combine(home, "bin", "java") : "java";
        var start = new ProcessStartInfo(java, ["-Xmx8G", "-jar", Path.GetFullPath(jar), input, "-out", output, "-subset", "-silent"])
        {
            WorkingDirectory = Path.GetDirectoryName(Path.GetFullPath(jar)),
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        try
        {
            using Process process = Process.Start(start)!;
            using CancellationTokenRegistration kill = cancellation.Register(() => process.Kill(entireProcessTree: true));
            process.OutputDataReceived += (_, _) => { };
            process.BeginOutputReadLine();
            string errors = process.StandardError.ReadToEnd();
            process.WaitForExit();
            cancellation.ThrowIfCancellationRequested();
            if (process.ExitCode != 0)
            {
                throw new IOException($"{jar}: SPICE ended with code {process.ExitCode}: {errors.Trim().Split('\n')[0]}");
            }
        }
        catch (Win32Exception problem)
        {
            throw new IOException($"{java}: cannot be started ({problem.Message}); SPICE needs Java 8 or newer on the path or in JAVA_HOME", problem);
        }
    }

    private static double[] Read(string output, int images)
    {
        if (!File.Exists(output))
        {
            throw new IOException("SPICE wrote no result");
        }

        try
        {
            double[] scores = new double[images];
            using var json = JsonDocument.Parse(File.ReadAllBytes(output));
            int count = 0;
            foreach (JsonElement image in json.RootElement.EnumerateArray())
            {
                scores[image.GetProperty("image_id").GetInt32()] = image.GetProperty("scores").GetProperty("All").GetProperty("f").GetDouble();
                count++;
            }

            return count == images ? scores : throw new IOException($"SPICE's result has {count} images, expected {images}");
        }
        catch (Exception problem) when (problem is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or IndexOutOfRangeException)
        {
            throw new IOException($"SPICE's result is not what its version 1.0 writes: {problem.Message}", problem);
        }
    }
}
