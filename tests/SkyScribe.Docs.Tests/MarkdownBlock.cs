namespace SkyScribe.Docs.Tests;

/// <summary>A fenced block of a page.</summary>
/// <param name="Line">line of its opening fence, from 1</param>
/// <param name="Language">what stands behind the fence; empty for none</param>
/// <param name="Text">its lines, without the fence's indentation</param>
internal sealed record MarkdownBlock(int Line, string Language, string Text)
{
    public static IReadOnlyList<MarkdownBlock> Of(string page)
    {
        var blocks = new List<MarkdownBlock>();
        string[] lines = page.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            string opening = lines[i].TrimStart();
            if (!opening.StartsWith("```", StringComparison.Ordinal))
            {
                continue;
            }

            int indent = lines[i].Length - opening.Length, first = i + 1;
            do
            {
                i++;
            }
            while (i < lines.Length && lines[i].Trim() != "```");
            var text = lines[first..Math.Min(i, lines.Length)]
                .Select(line => line.Length >= indent && line[..indent].Trim().Length == 0 ? line[indent..] : line);
            blocks.Add(new MarkdownBlock(first, opening[3..].Trim(), string.Join('\n', text)));
        }

        return blocks;
    }

    /// <summary>A page with the lines of its blocks, and the code in its sentences, made empty.</summary>
    public static string WithoutCode(string page)
    {
        string[] lines = page.Split('\n');
        bool inside = false;
        for (int i = 0; i < lines.Length; i++)
        {
            bool fence = lines[i].TrimStart().StartsWith("```", StringComparison.Ordinal);
            lines[i] = inside || fence ? "" : System.Text.RegularExpressions.Regex.Replace(lines[i], "`[^`]*`", "code");
            inside ^= fence;
        }

        return string.Join('\n', lines);
    }
}
