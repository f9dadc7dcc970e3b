using System.Runtime.InteropServices;
using SkyScribe.Training;

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
        catch (Exception problem) when (InputErrors.Include(problem))
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
}
