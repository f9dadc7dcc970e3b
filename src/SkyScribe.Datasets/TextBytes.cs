using System.Text;
using SkyScribe.IO;

namespace SkyScribe.Datasets;

/// <summary>Text files as programs write them: UTF-8, UTF-16 or UTF-32, with or without a byte-order mark. A file of another kind is named.</summary>
internal static class TextBytes
{
    private const int HtmlLooked = 512, BinaryLooked = 4096;
    private static readonly string[] Markup = ["<!doctype html", "<html", "<head", "<?xml"];

    private static readonly (byte[] Start, string Kind, string Remedy)[] Kinds =
    [
        ([(byte)'P', (byte)'K', 3, 4], "a zip archive (an Excel workbook and NumPy's .npz are ones too)",
        "unpack it, or save the workbook as CSV in UTF-8"),
        ([0xD0, 0xCF, 0x11, 0xE0], "an old Excel or Word file", "save it as CSV in UTF-8"),
        ([0x1F, 0x8B], "gzip-compressed data", "unpack it with gunzip"),
        ([(byte)'B', (byte)'Z', (byte)'h'], "bzip2-compressed data", "unpack it with bunzip2"),
        ([0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z'], "xz-compressed data", "unpack it with unxz"),
        ([0x28, 0xB5, 0x2F, 0xFD], "zstd-compressed data", "unpack it with unzstd"),
        ([(byte)'7', (byte)'z', 0xBC, 0xAF], "a 7z archive", "unpack it"),
        ([(byte)'R', (byte)'a', (byte)'r', (byte)'!'], "a rar archive", "unpack it"),
        ([(byte)'P', (byte)'A', (byte)'R', (byte)'1'], "a Parquet file",
        "export it as CSV or JSON lines (pandas: to_csv, or to_json with orient='records', lines=True)"),
        ([(byte)'A', (byte)'R', (byte)'R', (byte)'O', (byte)'W', (byte)'1'], "an Arrow file", "export it as CSV or JSON lines"),
        ([0x89, (byte)'H', (byte)'D', (byte)'F'], "an HDF5 file, as data sets are prepared for other programs",
        "take the JSON file that it was made from"),
        ([0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'], "a NumPy array", "export it as JSON or CSV"),
        ([0x80, 2], "a Python pickle, which is never opened because it can hold programs", "write the data with json.dump"),
        ([0x80, 3], "a Python pickle, which is never opened because it can hold programs", "write the data with json.dump"),
        ([0x80, 4], "a Python pickle, which is never opened because it can hold programs", "write the data with json.dump"),
        ([0x80, 5], "a Python pickle, which is never opened because it can hold programs", "write the data with json.dump"),
        ([.. "SQLite format 3"u8], "an SQLite database", "export it as CSV"),
        ([.. "%PDF"u8], "a PDF document", "take the file that it describes"),
        ([0xFF, 0xD8, 0xFF], "a JPEG picture", "name the caption file; --images names the folder of the pictures"),
        ([0x89, (byte)'P', (byte)'N', (byte)'G'], "a PNG picture", "name the caption file; --images names the folder of the pictures"),
    ];

    /// <summary>The text in UTF-8, without a mark.</summary>
    /// <param name="file">the file, for messages</param>
    /// <param name="bytes">all of it</param>
    /// <param name="expected">what it should be</param>
    /// <param name="problem">makes the error</param>
    /// <exception cref="SkyScribeException">It is no text; the message says what it is and what to do.</exception>
    public static ReadOnlyMemory<byte> ToUtf8(string file, byte[] bytes, string expected, BoundedFile.Problem problem)
    {
        if (Array.Find(Kinds, kind => bytes.AsSpan().StartsWith(kind.Start)) is { Kind: { } found, Remedy: { } remedy })
        {
            throw problem(file, "", found, $"{expected}: {remedy}", null);
        }

        if (EncodingOf(bytes) is var (encoding, mark) && encoding is not null)
        {
            try
            {
                return Encoding.Convert(encoding, Encoding.UTF8, bytes, mark, bytes.Length - mark);
            }
            catch (Exception error) when (error is DecoderFallbackException or ArgumentException)
            {
                throw problem(file, "", $"bytes that are no {encoding.WebName.ToUpperInvariant()}, although the file begins so", "a text in UTF-8",
                    error);
            }
        }

        string start = Encoding.Latin1.GetString(bytes, mark, Math.Min(HtmlLooked, bytes.Length - mark)).TrimStart();
        if (Array.Find(Markup, tag => start.StartsWith(tag, StringComparison.OrdinalIgnoreCase)) is { } markup)
        {
            throw problem(file, "", markup == "<?xml" ? "XML" : "a web page", $"{expected}: download the file itself, not the page about it", null);
        }

        return bytes.AsSpan(0, Math.Min(BinaryLooked, bytes.Length)).Contains((byte)0)
            ? throw problem(file, "", "binary data", expected, null)
            : bytes.AsMemory(mark);
    }

    // Without a mark, the zero bytes of the first two characters tell, which are ASCII in every layout.
    private static (Encoding? Encoding, int Mark) EncodingOf(byte[] bytes) => bytes switch
    {
        [0xEF, 0xBB, 0xBF, ..] => (null, 3),
        [0xFF, 0xFE, 0, 0, ..] => (new UTF32Encoding(bigEndian: false, byteOrderMark: false, throwOnInvalidCharacters: true), 4),
        [0, 0, 0xFE, 0xFF, ..] => (new UTF32Encoding(bigEndian: true, byteOrderMark: false, throwOnInvalidCharacters: true), 4),
        [0xFF, 0xFE, ..] => (new UnicodeEncoding(bigEndian: false, byteOrderMark: false, throwOnInvalidBytes: true), 2),
        [0xFE, 0xFF, ..] => (new UnicodeEncoding(bigEndian: true, byteOrderMark: false, throwOnInvalidBytes: true), 2),
        [not 0, 0, not 0, 0, ..] => (new UnicodeEncoding(bigEndian: false, byteOrderMark: false, throwOnInvalidBytes: true), 0),
        [0, not 0, 0, not 0, ..] => (new UnicodeEncoding(bigEndian: true, byteOrderMark: false, throwOnInvalidBytes: true), 0),
        _ => (null, 0),
    };
}
