using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Globalization;

namespace SkyScribe.Cli;

/// <summary>System.CommandLine's help with the name that users type in place of the program's file, and with examples.</summary>
internal sealed class HelpText(HelpAction standard, string toolName) : SynchronousCommandLineAction
{
    // System.CommandLine's words for a command that takes anything: here only those of the other tool.
    private const string AdditionalUsage = " [[--] <additional arguments>...]]", AdditionalSection = "Additional Arguments:";

    public override int Invoke(ParseResult parseResult)
    {
        var configuration = parseResult.InvocationConfiguration;
        var output = configuration.Output;
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        configuration.Output = text;
        try
        {
            standard.Invoke(parseResult);
        }
        finally
        {
            configuration.Output = output;
        }

        string program = parseResult.RootCommandResult.Command.Name;
        string help = text.ToString().Split(AdditionalSection)[0].Replace(AdditionalUsage, "", StringComparison.Ordinal);
        output.WriteLine(help.Replace($"  {program}", $"  {toolName}", StringComparison.Ordinal).TrimEnd());
        if (parseResult.CommandResult.Command is ToolCommand command)
        {
            if (command.Examples.Count > 0)
            {
                output.WriteLine("\nExamples:");
                foreach (string example in command.Examples)
                {
                    output.WriteLine($"  {toolName} {example.Replace("{0}", toolName, StringComparison.Ordinal)}");
                }
            }

            if (command.Notes.Length > 0)
            {
                output.WriteLine("\n" + command.Notes.Replace("{0}", toolName, StringComparison.Ordinal));
            }
        }

        return ExitCode.Success;
    }

    /// <summary>A command as the user types it, such as <c>skyscribe-train lab run</c>.</summary>
    public static string PathOf(CommandResult command, string toolName) =>
        command.Parent is CommandResult parent ? $"{PathOf(parent, toolName)} {command.Command.Name}" : toolName;
}
