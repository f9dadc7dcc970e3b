using System.Runtime.InteropServices;
using SkyScribe.Imaging;
using SkyScribe.Metrics.Files;
using SkyScribe.Models;
using SkyScribe.Text;
using SkyScribe.Training.Checkpoints;
using SkyScribe.Training.Data;
using SkyScribe.Training.Weights;

namespace SkyScribe.Cli;

/// <summary>What the process returns, and how errors reach people: one line that says what was found, expected, and what to do.</summary>
internal static class ExitCode
{
    public const int Success = 0, SomeFailed = 1, BadInput = 2, Cancelled = 130;

    /// <summary>Runs a command's body.</summary>
    public static int Of(Func<int> body)
    {
        try
        {
            return body();
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("cancelled");
            return Cancelled;
        }
        catch (Exception problem) when (IsForPeople(problem))
        {
            Console.Error.WriteLine($"error: {problem.Message}");
            return BadInput;
        }
        catch (Exception problem) when (problem is ExternalException or DllNotFoundException or TypeInitializationException)
        {
            Console.Error.WriteLine($"error: libtorch: {problem.GetBaseException().Message}");
            return BadInput;
        }
    }

    // Errors whose message is written for the person who gave the input; anything else is a bug and shows its trace.
    private static bool IsForPeople(Exception problem) => problem
        is ArgumentException or IOException or UnauthorizedAccessException or InvalidOperationException
        or CheckpointException or DatasetException or WeightFileException or VocabularyException or ImageException or FeatureCacheException
        or CaptionFileException or InvalidDataException or PackageException or NotSupportedException;
}
