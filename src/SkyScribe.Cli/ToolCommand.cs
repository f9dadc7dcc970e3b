using System.CommandLine;

namespace SkyScribe.Cli;

/// <summary>A command with examples in its help.</summary>
internal class ToolCommand(string name, string description) : Command(name, description)
{
    /// <summary>Command lines without the tool's name, one an entry.</summary>
    public IReadOnlyList<string> Examples { get; init; } = [];

    /// <summary>What else the help says, after the examples; <c>{0}</c> is the tool's name.</summary>
    public string Notes { get; init; } = "";

    /// <summary>Adds arguments and options, in the order of the help.</summary>
    public void AddAll(params ReadOnlySpan<Symbol> symbols)
    {
        foreach (var symbol in symbols)
        {
            if (symbol is Argument argument)
            {
                Add(argument);
            }
            else
            {
                Add((Option)symbol);
            }
        }
    }
}
