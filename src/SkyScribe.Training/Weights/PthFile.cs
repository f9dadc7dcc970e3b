using System.IO.Compression;
using static TorchSharp.torch;

namespace SkyScribe.Training.Weights;

/// <summary>Reads the tensors of a PyTorch state dict (a zip file with a pickle and one entry a storage) without ever executing anything.</summary>
internal static class PthFile
{
    /// <summary>The largest pickle that is read, in bytes.</summary>
    public const long MaximumPickle = 64L << 20;

    private const int Shown = 3;

    /// <summary>Reads all tensors of the dictionary, or of a dictionary in it; other values are passed over.</summary>
    /// <param name="path">the file</param>
    /// <param name="key">the inner dictionary; null to search for it</param>
    /// <param name="remarks">is told what was done</param>
    /// <exception cref="WeightFileException">The file is damaged, or holds what is refused.</exception>
    public static Dictionary<string, Tensor> Read(string path, string? key, List<string> remarks)
    {
        try
        {
            using var zip = new ZipArchive(WeightFile.Open(path), ZipArchiveMode.Read);
            var pickle = Pickle(path, zip);
            string folder = pickle.FullName[..^"data.pkl".Length];
            if (zip.GetEntry(folder + "byteorder") is { } order && !Bytes(path, order, 16).AsSpan().SequenceEqual("little"u8))
            {
                throw new WeightFileException(path, "was written on a big-endian machine; save it again on another, or as safetensors");
            }

            object? root = new RestrictedPickle(path, Bytes(path, pickle, MaximumPickle)).Read();
            var dictionary = StateDict.Find(path, root, key, remarks);
            using PickledTensors tensors = new(path, (storage, bytes) => StorageOf(path, zip, folder, storage, bytes));
            return tensors.Make(dictionary);
        }
        catch (InvalidDataException problem) when (problem.Message.Contains("Central Directory", StringComparison.OrdinalIgnoreCase))
        {
            throw new WeightFileException(path, "the end of the archive is missing: half a download; download it again", problem);
        }
        catch (InvalidDataException problem)
        {
            throw new WeightFileException(path, $"is a damaged zip file ({problem.Message}); download it again", problem);
        }
        catch (IOException problem)
        {
            throw WeightFile.Named(path, problem);
        }
    }

    private static ZipArchiveEntry Pickle(string path, ZipArchive zip)
    {
        var pickle = zip.Entries.FirstOrDefault(
            entry => entry.FullName == "data.pkl" || entry.FullName.EndsWith("/data.pkl", StringComparison.Ordinal));
        if (pickle is not null && zip.Entries.Any(
            entry => entry.Name is "constants.pkl" or "bytecode.pkl" || entry.FullName.Contains("/code/", StringComparison.Ordinal)))
        {
            throw new WeightFileException(
                path, "is a TorchScript program, which is code; save its weights: torch.save(torch.jit.load(FILE).state_dict(), ...)");
        }

        if (pickle is not null)
        {
            return pickle;
        }

        string[] names = [.. zip.Entries.Select(entry => entry.FullName)];
        string what = names.Length == 0 ? "an empty zip file"
            : names.All(name => name.EndsWith(".npy", StringComparison.Ordinal)) ? "an archive of NumPy arrays (.npz)"
            : names.Any(name => name.EndsWith(".weights.h5", StringComparison.Ordinal)) ? "a model of Keras"
            : names.FirstOrDefault(WeightFile.IsWeightName) is { } inner ? $"a zip file around weights ({inner}): unpack it, and name the file in it"
            : "a zip file of other things";
        throw new WeightFileException(
            path, $"is {what}{(names.Length > 0 ? $" ({string.Join(", ", names.Take(Shown))}{(names.Length > Shown ? ", ..." : "")})" : "")}, without data.pkl; expected what torch.save writes, or safetensors");
    }

    private static byte[] StorageOf(string path, ZipArchive zip, string folder, PickledStorage storage, long bytes)
    {
        var entry = zip.GetEntry($"{folder}data/{storage.Key}")
            ?? throw new WeightFileException(path, $"has no entry for storage '{storage.Key}'; download or copy it again");
        return entry.Length == bytes
            ? Bytes(path, entry, bytes)
            : throw new WeightFileException(
            path, $"storage '{storage.Key}' has {entry.Length} bytes; its pickle states {storage.Count} values, {bytes} bytes");
    }

    private static byte[] Bytes(string path, ZipArchiveEntry entry, long most)
    {
        // torch.save stores without compression, so a stated size can be checked against what is there before memory is taken.
        if (entry.Length > most || entry.CompressedLength != entry.Length)
        {
            throw new WeightFileException(
                path, $"entry '{entry.FullName}' states {entry.Length} bytes in {entry.CompressedLength}; expected at most {most}, stored without compression");
        }

        byte[] bytes = new byte[entry.Length];
        using var stream = entry.Open();
        if (stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length || stream.ReadByte() >= 0)
        {
            throw new WeightFileException(
                path, $"entry '{entry.FullName}' has other than its {entry.Length} stated bytes; download or copy the file again");
        }

        return bytes;
    }
}
