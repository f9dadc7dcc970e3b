using SkyScribe.IO;

namespace SkyScribe.Cli;

/// <summary>What the process returns, and how errors reach people.</summary>
internal static class ExitCode
{
    // 65, 70 and 75 are those of sysexits.h, which schedulers are told to look for; the last two as shells count: 128 and the signal's number
    public const int Success = 0, SomeFailed = 1, BadInput = 2, FailedForGood = 65, Bug = 70, TryAgain = 75, Cancelled = 130, ReaderGone = 141;

    /// <summary>Runs a command's body. A fault of the input is one line that says what was found, what was expected and what to do; a fault of
    /// SkyScribe shows its trace.</summary>
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
        catch (Exception problem) when (StandardStreams.IsReaderGone(problem))
        {
            return ReaderGone;   // nobody is left to tell
        }
        catch (Exception problem) when (SkyScribeException.IsInputFault(problem))
        {
            Console.Error.WriteLine($"error: {problem.Message}");
            return BadInput;
        }
        catch (Exception problem) when (problem is DllNotFoundException
            or TypeInitializationException { InnerException: DllNotFoundException or TypeInitializationException })
        {
            Console.Error.WriteLine($"error: a native library cannot be loaded: {problem.GetBaseException().Message}");
            return BadInput;
        }
        catch (ArgumentOutOfRangeException problem) when (problem.StackTrace?.TrimStart()
            .StartsWith("at System.IO.RandomAccess.", StringComparison.Ordinal) == true)
        {
            // .NET's words for EFBIG.
            Console.Error.WriteLine(
                "error: a file grew beyond what the disk or this process's limit (ulimit -f) allows; raise the limit or name another disk");
            return BadInput;
        }
        catch (Exception problem) when (problem is TypeInitializationException or AggregateException
            && SkyScribeException.IsInputFault(problem.GetBaseException()))
        {
            // A limit of the system, such as that of open files, met while the program itself was starting.
            Console.Error.WriteLine($"error: {problem.GetBaseException().Message}");
            return BadInput;
        }
        catch (Exception problem)
        {
            Console.Error.WriteLine($"error: this is a fault of SkyScribe, not of your input; please report it with the lines below\n{problem}");
            return Bug;
        }
    }

    /// <summary>Calls a library whose <see cref="ArgumentException"/> speaks of what the user typed or of the user's file.</summary>
    public static T InputTo<T>(Func<T> call)
    {
        try
        {
            return call();
        }
        catch (ArgumentException problem)
        {
            throw new OptionException(problem is { ParamName: { } name } ? problem.Message.Replace(
                $" (Parameter '{name}')", "", StringComparison.Ordinal) : problem.Message, problem);
        }
    }
}
