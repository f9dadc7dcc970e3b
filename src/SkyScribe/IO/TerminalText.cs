namespace SkyScribe.IO;

/// <summary>Text for a terminal that came from elsewhere: a file's name may hold line ends and whatever else commands a terminal.</summary>
internal static class TerminalText
{
    /// <summary>The text in one line, with a question mark for each character that commands.</summary>
    public static string OneLine(string text) => string.Concat(text.Select(letter => char.IsControl(letter) ? '?' : letter));
}
