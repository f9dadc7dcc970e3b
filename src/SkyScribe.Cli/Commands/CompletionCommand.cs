using System.CommandLine;

namespace SkyScribe.Cli.Commands;

/// <summary><c>skyscribe completion</c>: what a shell needs to complete commands and options.</summary>
/// <remarks>The scripts ask the tool itself, by System.CommandLine's <c>[suggest:POSITION]</c> directive, with the line without the command's
/// name.</remarks>
internal static class CompletionCommand
{
    private const string Bash = """
        _NAME_complete() {
          local line="${COMP_WORDS[*]:1:COMP_CWORD}" IFS=$'\n'
          COMPREPLY=($(compgen -W "$("${COMP_WORDS[0]}" "[suggest:${#line}]" "$line" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o bashdefault -o default -F _NAME_complete NAME
        """;

    private const string Zsh = """
        #compdef NAME
        _NAME_complete() {
          local line="${(j: :)words[2,CURRENT]}"
          local -a found
          found=("${(@f)$("${words[1]}" "[suggest:${#line}]" "$line" 2>/dev/null)}")
          [[ -n "${found[1]}" ]] && compadd -- "${found[@]}"
          _files
        }
        compdef _NAME_complete NAME
        """;

    private const string Fish = """
        function __NAME_complete
          set -l words (commandline -opc) (commandline -ct)
          set -l line (string join ' ' -- $words[2..-1])
          $words[1] "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
        end
        complete -c NAME -a '(__NAME_complete)'
        """;

    private const string PowerShell = """
        Register-ArgumentCompleter -Native -CommandName NAME -ScriptBlock {
          param($word, $ast, $cursor)
          $typed = $ast.ToString()
          $typed = $typed.PadRight($cursor).Substring(0, $cursor)
          $line = $typed -replace '^\S+\s?', ''
          & ($ast.CommandElements[0].ToString()) "[suggest:$($line.Length)]" $line | ForEach-Object {
            [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
          }
        }
        """;

    private static readonly Dictionary<string, string> Scripts = new() { ["bash"] = Bash, ["zsh"] = Zsh, ["fish"] = Fish,
        ["powershell"] = PowerShell };

    /// <param name="toolName">the command that is completed</param>
    public static Command Create(string toolName)
    {
        var shell = new Argument<string>("shell") { Description = "bash, zsh, fish or powershell." };
        shell.AcceptOnlyFromAmong([.. Scripts.Keys]);
        var command = new ToolCommand("completion", "Prints a script with which a shell completes commands and options.")
        {
            Examples = ["completion bash >> ~/.bashrc", "completion zsh >> ~/.zshrc", "completion fish > ~/.config/fish/completions/{0}.fish",
            "completion powershell >> $PROFILE"],
        };
        command.Add(shell);
        command.SetAction(parsed => ExitCode.Of(() =>
        {
            Console.WriteLine(ScriptOf(parsed.GetValue(shell)!, toolName));
            return ExitCode.Success;
        }));
        return command;
    }

    /// <summary>A shell's script; function names have no hyphen, since not every shell allows one.</summary>
    internal static string ScriptOf(string shell, string toolName) => Scripts[shell]
        .Replace("_NAME_complete", $"_{toolName.Replace('-', '_').Replace('.', '_')}_complete", StringComparison.Ordinal)
        .Replace("NAME", toolName, StringComparison.Ordinal)
        .ReplaceLineEndings("\n");
}
