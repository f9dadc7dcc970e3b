using Google.Protobuf;
using SkyScribe.IO;
using SkyScribe.Packages;
using SkyScribe.Training.Onnx;

namespace SkyScribe.Training.Export;

/// <summary>Brings a package that an earlier SkyScribe wrote to the form of this one: the same weights, graphs in which an image's caption depends on
/// no other image.</summary>
public static class PackageRefresh
{
    /// <summary>Refreshes a package in place; it is replaced as a whole at the end.</summary>
    /// <param name="folder">the package</param>
    /// <returns>the package as it is now; null where it has this form already, and nothing was written</returns>
    /// <exception cref="PackageException">The package is not what it should be, or a graph is not one that SkyScribe wrote.</exception>
    public static ModelPackage? Refresh(string folder)
    {
        var package = ModelPackage.Read(folder);
        if (package.Manifest.Version == PackageManifest.KnownVersion)
        {
            return null;
        }

        var manifest = package.Manifest with { Version = PackageManifest.KnownVersion, Software = PackageExporter.Software };
        AtomicFolder.Replace(folder, fresh =>
        {
            foreach (string name in package.Manifest.Files.Keys)
            {
                string from = Path.Combine(folder, name), to = Path.Combine(fresh, name);
                switch (name)
                {
                    case ModelPackage.EncoderFile or ModelPackage.DecoderFile:
                        File.WriteAllBytes(to, Refreshed(from));
                        break;
                    case ModelPackage.CardFile:
                        File.WriteAllText(to, ModelCard.Refreshed(File.ReadAllText(from), manifest));
                        break;
                    default:
                        File.Copy(from, to);
                        break;
                }
            }

            if (manifest.Trust is { DescriptorMean: { } mean, Directions: { } directions })
            {
                File.WriteAllBytes(Path.Combine(fresh, ModelPackage.DescriptorsFile), NpyFile.ToBytes([.. mean, .. directions], mean.Count));
                manifest = manifest with { Trust = manifest.Trust with { DescriptorMean = null, Directions = null } };
            }

            manifest = PackageExporter.Seal(fresh, manifest);
            PackageSessions.Open(ModelPackage.Read(fresh), threads: 1).Dispose();   // what cannot be opened replaces nothing
        });
        return ModelPackage.Read(folder);
    }

    private static byte[] Refreshed(string file)
    {
        byte[] bytes = File.ReadAllBytes(file);
        try
        {
            var graph = ModelProto.Parser.ParseFrom(bytes).Graph ?? throw new FormatException("holds no graph");
            return RowWiseRewrite.IsNeededBy(graph) ? RowWiseRewrite.Of(graph) : bytes;
        }
        catch (Exception problem) when (problem is FormatException or InvalidProtocolBufferException or InvalidOperationException)
        {
            throw new PackageException(file, $"{problem.Message}; only a package that 'skyscribe export' wrote can be refreshed", problem);
        }
    }
}
