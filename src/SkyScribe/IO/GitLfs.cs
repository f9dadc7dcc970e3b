namespace SkyScribe.IO;

/// <summary>Recognizes the small text file that stands in a clone where Git LFS has not fetched the real one.</summary>
internal static class GitLfs
{
    /// <summary>What to do about a pointer, for messages.</summary>
    public const string Remedy = "fetch the real file with 'git lfs pull'";

    /// <summary>Whether a file that begins like this is a pointer (the specification's first line, "version https://git-lfs.github.com/spec/v1" or a
    /// later host).</summary>
    public static bool IsPointer(ReadOnlySpan<byte> start) => start.StartsWith("version https://git-lfs"u8);
}
