using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Runtime.ExceptionServices;
using System.Text.RegularExpressions;

namespace SkyScribe.Cli.Commands;

/// <summary>A command-line tool: its name, its commands, its help.</summary>
internal sealed partial class Tool : RootCommand
{
    /// <summary>What the launchers of a clone are called: they run the training tool under the name that the user typed.</summary>
    private const string NameVariable = "SKYSCRIBE_COMMAND";

    /// <param name="name">the command that users type</param>
    /// <param name="description">what it does</param>
    /// <param name="commands">its commands, in the order of the help</param>
    public Tool(string name, string description, IEnumerable<Command> commands)
        : base(description)
    {
        ToolName = Environment.GetEnvironmentVariable(NameVariable) is { } typed && PlainName.IsMatch(typed) ? typed : name;
        foreach (var command in commands)
        {
            Add(command);
        }

        Add(CompletionCommand.Create(ToolName));
        var help = Options.OfType<HelpOption>().Single();
        help.Action = new HelpText((HelpAction)help.Action!, ToolName);
    }

    /// <summary>The command that users type; System.CommandLine itself knows the program's file only.</summary>
    public string ToolName { get; }

    /// <summary>Runs the process's command line.</summary>
    /// <param name="make">makes the tool, once it is known that the process can work</param>
    /// <param name="arguments">what the user typed</param>
    public static async Task<int> RunProcessAsync(Func<Tool> make, string[] arguments)
    {
        try
        {
            StandardStreams.Prepare();
            using var limit = FileSizeLimit.Report();
            return await make().RunAsync(arguments);
        }
        catch (Exception problem)
        {
            return ExitCode.Of(() =>
            {
                ExceptionDispatchInfo.Throw(problem);
                return ExitCode.Bug;
            });
        }
    }

    /// <summary>Runs a command line.</summary>
    public async Task<int> RunAsync(string[] arguments)
    {
        var parsed = Parse(arguments);
        if (parsed.Action is not ParseErrorAction refusal)
        {
            return await SavingCommand.InvokeAsync(parsed);
        }

        refusal.ShowHelp = arguments.Length == 0;
        await parsed.InvokeAsync();
        if (arguments.Length > 0)
        {
            Console.Error.WriteLine($"See {HelpText.PathOf(parsed.CommandResult, ToolName)} --help");
        }

        return ExitCode.BadInput;
    }

    [GeneratedRegex("^[A-Za-z0-9._-]{1,40}$")]
    private static partial Regex PlainName { get; }
}
