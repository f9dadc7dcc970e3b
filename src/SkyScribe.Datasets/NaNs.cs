namespace SkyScribe.Datasets;

/// <summary>NaN and Infinity in JSON, which Python writes for missing numbers.</summary>
internal static class NaNs
{
    /// <summary>The text with null in their places; null where there are none outside of strings.</summary>
    public static byte[]? Without(ReadOnlySpan<byte> json)
    {
        MemoryStream? without = null;
        bool inString = false;
        int copied = 0;
        for (int at = 0; at < json.Length; at++)
        {
            byte letter = json[at];
            if (inString)
            {
                at += letter == '\\' ? 1 : 0;
                inString = letter != '"';
                continue;
            }

            inString = letter == '"';
            int length = LengthAt(json[at..]);
            if (length > 0)
            {
                without ??= new MemoryStream(json.Length + 64);
                without.Write(json[copied..at]);
                without.Write("null"u8);
                at += length - 1;
                copied = at + 1;
            }
        }

        without?.Write(json[copied..]);
        return without?.ToArray();
    }

    private static int LengthAt(ReadOnlySpan<byte> json) => json[0] switch
    {
        (byte)'N' when json.StartsWith("NaN"u8) => 3,
        (byte)'I' when json.StartsWith("Infinity"u8) => 8,
        (byte)'-' when json.StartsWith("-Infinity"u8) => 9,
        (byte)'-' when json.StartsWith("-NaN"u8) => 4,
        _ => 0,
    };
}
