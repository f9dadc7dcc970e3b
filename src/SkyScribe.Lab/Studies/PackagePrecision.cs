using System.Globalization;
using System.Numerics.Tensors;
using SkyScribe.Decoding;
using SkyScribe.Imaging;
using SkyScribe.Packages;

namespace SkyScribe.Lab.Studies;

/// <summary>What a package in 8 bits loses beside the same model's package in float32: in the features, and in the captions.</summary>
internal static class PackagePrecision
{
    private const int Images = 200;

    public static void Write(TextWriter output, string package, string reference, string imageFolder)
    {
        string[] files = [.. ImageFiles.Expand([imageFolder])];
        string[] chosen = [.. Enumerable.Range(0, Math.Min(Images, files.Length))
            .Select(i => files[(long)i * files.Length / Math.Min(Images, files.Length)])];
        var (features, captions) = Of(package, chosen);
        var (expected, expectedCaptions) = Of(reference, chosen);
        double error = 0, size = 0;
        for (int i = 0; i < chosen.Length; i++)
        {
            error += Math.Pow(TensorPrimitives.Distance<float>(features[i], expected[i]), 2);
            size += TensorPrimitives.SumOfSquares<float>(expected[i]);
        }

        int same = captions.Zip(expectedCaptions).Count(pair => pair.First == pair.Second);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{chosen.Length} images: features differ by {Math.Sqrt(error / size):p2} of their root mean square; {same} captions are the same"));
    }

    private static (float[][] Features, string[] Captions) Of(string folder, string[] files)
    {
        var package = ModelPackage.Read(folder);
        using var sessions = PackageSessions.Open(package, Environment.ProcessorCount);
        using var workspace = new CaptionWorkspace(package.Manifest, sessions, 1, package.DefaultDecoding.BeamSize);
        var features = new List<float[]>();
        var captions = new List<string>();
        foreach (string file in files)
        {
            package.Manifest.Preprocessing.Apply(ImageReader.Read(file, null, package.Manifest.Preprocessing.Rendering), workspace.Pixels);
            workspace.Encode();
            features.Add([.. workspace.Features]);
            captions.Add(string.Join(' ', BeamSearch.Search(workspace, SpecialWords.Default, package.DefaultDecoding)[0][0].Words));
        }

        return ([.. features], [.. captions]);
    }
}
