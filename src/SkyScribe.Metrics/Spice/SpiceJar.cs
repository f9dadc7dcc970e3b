using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using SkyScribe.Metrics.Captions;
using SkyScribe.Metrics.Scores;

namespace SkyScribe.Metrics.Spice;

/// <summary>SPICE (Anderson et al., ECCV 2016) by its authors' program, version 1.0, where the user has it and Java: it gets the tokens that
/// coco-caption gives it.</summary>
/// <param name="jar">spice-1.0.jar, with its lib folder beside it</param>
public sealed class SpiceJar(string jar) : ICaptionMetric
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100), ProgressEvery = TimeSpan.FromSeconds(30), CheckLimit =
        TimeSpan.FromMinutes(1);

    /// <summary>How long the program may run where nobody says: it takes about a quarter of an hour for 5,000 images, and its parser has been seen to
    /// hang.</summary>
    public static TimeSpan DefaultTimeLimit { get; } = TimeSpan.FromHours(2);

    /// <summary>How long the program may run; it is ended then.</summary>
    public TimeSpan TimeLimit { get; init; } = DefaultTimeLimit;

    /// <summary>Is told every half minute how long the program has run; null for nobody.</summary>
    public IProgress<TimeSpan>? Progress { get; init; }

    /// <summary>The score's name.</summary>
    public const string Name = "SPICE";

    /// <inheritdoc/>
    public IReadOnlyList<string> Names => [Name];

    /// <inheritdoc/>
    /// <exception cref="IOException">Java or the jar is missing, the program failed or took too long, or its output is not what it should
    /// be.</exception>
    public CaptionScores Score(CaptionSet captions, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(captions);
        RequireJar();
        string folder = Directory.CreateTempSubdirectory("skyscribe-spice-").FullName;
        try
        {
            string input = Path.Combine(folder, "input.json"), output = Path.Combine(folder, "output.json");
            Write(input, captions);
            Run(["-Xmx8G", "-jar", Path.GetFullPath(jar), input, "-out", output, "-subset", "-silent"], TimeLimit, cancellation);
            return CaptionScores.Of(Name, MetricScore.MeanOf(Read(output, captions.Count), $"SPICE 1.0; {captions.References.Tokenizer}"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Says before long work, not after it, that SPICE could not be computed.</summary>
    /// <exception cref="IOException">Java or the jar is missing.</exception>
    public void Check()
    {
        RequireJar();
        Run(["-version"], CheckLimit, CancellationToken.None);
    }

    private static void Write(string path, CaptionSet captions)
    {
        using FileStream stream = File.Create(path);
        using var writer = new Utf8JsonWriter(stream);
        writer.WriteStartArray();
        for (int image = 0; image < captions.Count; image++)
        {
            writer.WriteStartObject();
            writer.WriteNumber("image_id", image);
            writer.WriteString("test", string.Join(' ', captions.Tokens[image]));
            writer.WriteStartArray("refs");
            foreach (string[] reference in captions.References.Tokens[image])
            {
                writer.WriteStringValue(string.Join(' ', reference));
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private void RequireJar()
    {
        if (!File.Exists(jar))
        {
            throw new FileNotFoundException($"{jar}: there is no such file, expected SPICE's jar, spice-1.0.jar", jar);
        }
    }

    private void Run(string[] arguments, TimeSpan limit, CancellationToken cancellation)
    {
        string java = Environment.GetEnvironmentVariable("JAVA_HOME") is { Length: > 0 } home ? Path.Combine(home, "bin", "java") : "java";
        var start = new ProcessStartInfo(java, arguments)
        {
            WorkingDirectory = Path.GetDirectoryName(Path.GetFullPath(jar)),
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        try
        {
            using Process process = Process.Start(start)!;
            process.OutputDataReceived += (_, _) => { };
            process.BeginOutputReadLine();
            Task<string> errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
            Await(process, limit, cancellation);
            if (process.ExitCode != 0)
            {
                throw new IOException($"{jar}: SPICE ended with code {process.ExitCode}: {errors.GetAwaiter().GetResult().Trim().Split('\n')[0]}");
            }
        }
        catch (Win32Exception problem)
        {
            throw new IOException($"{java}: cannot be started ({problem.Message}); SPICE needs Java 8 or newer on the path or in JAVA_HOME", problem);
        }
    }

    // A program that hangs, or that nobody waits for any more, is ended with the processes that it started.
    private void Await(Process process, TimeSpan limit, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        TimeSpan nextReport = ProgressEvery;
        while (!process.WaitForExit(Poll))
        {
            if (cancellation.IsCancellationRequested || clock.Elapsed > limit)
            {
                process.Kill(entireProcessTree: true);
                cancellation.ThrowIfCancellationRequested();
                throw new IOException(
                    $"{jar}: SPICE had not ended after {limit.TotalMinutes.ToString("0.##", System.Globalization.CultureInfo.InvariantCulture)} minutes and was stopped; give it more (--spice-minutes), or score without it");
            }

            if (clock.Elapsed > nextReport)
            {
                nextReport += ProgressEvery;
                Progress?.Report(clock.Elapsed);
            }
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
            bool[] isKnown = new bool[images];
            using var json = JsonDocument.Parse(File.ReadAllBytes(output));
            foreach (JsonElement image in json.RootElement.EnumerateArray())
            {
                int number = image.GetProperty("image_id").GetInt32();
                (scores[number], isKnown[number]) = (image.GetProperty("scores").GetProperty("All").GetProperty("f").GetDouble(), true);
            }

            int count = isKnown.Count(known => known);
            return count == images ? scores : throw new IOException($"SPICE's result has {count} images, expected {images}");
        }
        catch (Exception problem) when (problem is JsonException or KeyNotFoundException or InvalidOperationException or FormatException
            or IndexOutOfRangeException)
        {
            throw new IOException($"SPICE's result is not what its version 1.0 writes: {problem.Message}", problem);
        }
    }
}
