using System.Text;
using SkyScribe.IO;

namespace SkyScribe.Datasets.Layouts;

/// <summary>What a caption file holds, by its content: JSON, JSON lines, or a table. Its name's ending means nothing.</summary>
/// <param name="Hash">SHA-256 of the file</param>
internal sealed record CaptionContent(string Hash)
{
    /// <summary>The one JSON value of the file; null where it is none.</summary>
    public JsonPlace? Root { get; private init; }

    /// <summary>The objects of JSON lines; null where it is none.</summary>
    public IReadOnlyList<JsonPlace>? Lines { get; private init; }

    /// <summary>The table; null where it is none.</summary>
    public CaptionTable? Table { get; private init; }

    /// <summary>Reads a file and tells what it is.</summary>
    /// <exception cref="SkyScribeException">It is missing, too big, no text, damaged, or no captions.</exception>
    public static CaptionContent Read(JsonSource source, long maximumBytes = JsonSource.MaximumBytes)
    {
        (ReadOnlyMemory<byte> text, string hash) = source.ReadText(maximumBytes);
        ReadOnlySpan<byte> start = text.Span.TrimStart(" \t\r\n"u8);
        if (start is [(byte)'{' or (byte)'[', ..])
        {
            return LinesOf(text) is { } lines
                ? new CaptionContent(hash) { Lines = [.. lines.Select(line => source.Parse(line.Json, $"line {line.Number}"))] }
                : new CaptionContent(hash) { Root = source.Parse(text) };
        }

        if (start.IsEmpty)
        {
            throw source.Problem(source.File, "", "an empty file", source.Expected, null);
        }

        try
        {
            return CaptionTable.Open(source.File, Encoding(source.File, text.Span, source.Problem)) is { } table
                ? new CaptionContent(hash) { Table = table }
                : throw source.Problem(source.File, "", "a text that is neither JSON nor a table", source.Expected, null);
        }
        catch (DatasetException problem) when (source.Problem != DatasetException.Of)
        {
            throw source.Problem(problem.File, problem.Field, problem.Found, problem.Expected, problem);
        }
    }

    private static string Encoding(string file, ReadOnlySpan<byte> text, BoundedFile.Problem problem)
    {
        try
        {
            return new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(text);
        }
        catch (DecoderFallbackException error)
        {
            throw problem(file, "", "bytes that are no UTF-8",
                "a text in UTF-8 (of Latin-1 or another code page, iconv -f latin1 -t utf-8 makes one)", error);
        }
    }

    /// <summary>The lines of a file whose first line is a whole object and that goes on after it; null for one JSON value.</summary>
    private static List<(ReadOnlyMemory<byte> Json, int Number)>? LinesOf(ReadOnlyMemory<byte> text)
    {
        var lines = new List<(ReadOnlyMemory<byte>, int)>();
        int number = 0;
        for (int start = 0; start < text.Length;)
        {
            int length = text.Span[start..].IndexOf((byte)'\n') is var end && end >= 0 ? end : text.Length - start;
            ReadOnlyMemory<byte> line = text.Slice(start, length);
            number++;
            if (!line.Span.Trim(" \t\r"u8).IsEmpty)
            {
                lines.Add((line, number));
                if (line.Span.Trim(" \t\r"u8) is not [(byte)'{', .., (byte)'}'] && lines.Count == 1)
                {
                    return null;
                }
            }

            start += length + 1;
        }

        return lines.Count > 1 ? lines : null;
    }
}
