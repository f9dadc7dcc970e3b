using SkyScribe.IO;

namespace SkyScribe.Training.Checkpoints;

/// <summary>The folder of a training's state, whose files are checked by their hashes when it is resumed; the state before is kept beside it to fall
/// back to.</summary>
internal static class StoredState
{
    /// <summary>Writes a state as a whole, with the hashes of its files; the one that is there becomes the state before.</summary>
    public static void Write(string folder, Action<string> fill) => AtomicFolder.Replace(
        folder,
        fresh =>
        {
            fill(fresh);
            HashList.Write(fresh);
        },
        keepOld: true);

    /// <summary>Makes sure that the files of a state are those that were written; puts the state before in the place of a damaged one.</summary>
    /// <param name="folder">the folder</param>
    /// <param name="say">is told that the state is another</param>
    /// <exception cref="CheckpointException">Both are damaged, or there is none before.</exception>
    public static void Settle(string folder, Action<string> say)
    {
        AtomicFolder.Recover(folder);
        if (HashList.Problem(folder) is not { } problem)
        {
            return;
        }

        string before = AtomicFolder.Before(folder);
        if (!Directory.Exists(before))
        {
            throw new CheckpointException($"{problem}; there is no state before it to resume from: begin the run again in another folder");
        }

        if (HashList.Problem(before) is { } also)
        {
            throw new CheckpointException($"{problem}; the state before it is damaged too ({also}): begin the run again in another folder");
        }

        AtomicFolder.FallBack(folder);
        say($"{problem}; the run is resumed from the state before, the damaged one is now {folder}.damaged");
    }

    /// <summary>The error of a count that no run writes.</summary>
    /// <exception cref="CheckpointException">The value is out of its range.</exception>
    public static void Require(string file, string field, double value, double most)
    {
        if (!(value >= 0 && value <= most))
        {
            throw new CheckpointException(FormattableString.Invariant(
                $"{file}: {field}: found {value}, expected 0 to {most}; the file was damaged or changed, begin the run again in another folder"));
        }
    }
}
