namespace SkyScribe.IO;

/// <summary>Replaces a folder as a whole: whoever looks sees the old one or the new one, also after a crash.</summary>
internal static class AtomicFolder
{
    /// <summary>Fills a new folder beside the old one, then puts it in the old one's place.</summary>
    /// <param name="folder">the folder to replace or make</param>
    /// <param name="fill">writes the new content into the folder it is given</param>
    /// <param name="keepOld">leaves the old one beside the new, with ".old" appended to its name</param>
    public static void Replace(string folder, Action<string> fill, bool keepOld = false)
    {
        string fresh = folder + ".new", old = folder + ".old";
        Recover(folder);
        DeleteIfThere(fresh);
        Directory.CreateDirectory(fresh);
        try
        {
            fill(fresh);
        }
        catch
        {
            DeleteIfThere(fresh);
            throw;
        }

        DeleteIfThere(old);
        if (Directory.Exists(folder))
        {
            Directory.Move(folder, old);
        }

        Directory.Move(fresh, folder);
        if (!keepOld)
        {
            DeleteIfThere(old);
        }
    }

    /// <summary>The name under which the folder before is kept.</summary>
    public static string Before(string folder) => folder + ".old";

    /// <summary>Puts the folder before in the place of one that is damaged, which stays with ".damaged" appended to its name.</summary>
    public static void FallBack(string folder)
    {
        string damaged = folder + ".damaged";
        DeleteIfThere(damaged);
        Directory.Move(folder, damaged);
        Recover(folder);
    }

    /// <summary>Whether there is one, also where a crash cut off its replacement.</summary>
    public static bool IsThere(string folder) => Directory.Exists(folder) || Directory.Exists(folder + ".old");

    /// <summary>Undoes a replacement that a crash cut off between its two renames.</summary>
    public static void Recover(string folder)
    {
        if (!Directory.Exists(folder) && Directory.Exists(folder + ".old"))
        {
            Directory.Move(folder + ".old", folder);
        }
    }

    private static void DeleteIfThere(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
