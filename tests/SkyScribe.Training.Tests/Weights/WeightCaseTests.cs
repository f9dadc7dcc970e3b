using System.IO.Compression;
using SkyScribe.TestSupport;
using SkyScribe.Training.Encoders;
using SkyScribe.Training.Weights;

namespace SkyScribe.Training.Tests.Weights;

/// <summary>Zero-valued weights made after public reports, in the folder of data that is never committed; each form has a test of our own making in
/// <see cref="CheckpointFormsTests"/>.</summary>
public sealed class WeightCaseTests
{
    [Theory]
    [InlineData("plain_zip.pth", "")]
    [InlineData("legacy.pth", "")]
    [InlineData("protocol4.pth", "")]
    [InlineData("bf16.pth", "")]
    [InlineData("channels_last.pth", "")]
    [InlineData("noncontiguous.pth", "")]
    [InlineData("ddp_module.pth", "prefix module. removed from 128 names")]
    [InlineData("model_state_dict.pth", "read from its member model_state_dict")]
    [InlineData("wrapped_state_dict.pth", "read from its member state_dict")]
    [InlineData("ckpt_numpy_scalar.pth", "read from its member state_dict")]
    public void Weights_AreRead(string name, string said)
    {
        string path = Unpacked(name);
        try
        {
            using var encoder = ImageEncoder.Create("efficientnet-lite2");
            encoder.LoadWeights(path);
            Assert.Equal(said, string.Join("; ", encoder.WeightRemarks));
            Assert.All(encoder.Module.parameters(), parameter => Assert.Equal(0, parameter.abs().max().item<float>()));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("html_as.pth", "is a web page, not weights; download the file itself")]
    [InlineData("half_download.pth", "the end of the archive is missing: half a download; download it again")]
    [InlineData("torchscript.pt", "is a TorchScript program")]
    [InlineData("list.pth", "its pickle is no dictionary")]
    [InlineData("whole_model.pth", "refuses global '__main__.Net'")]
    public void Others_AreRefusedByName(string name, string said)
    {
        string path = Unpacked(name);
        try
        {
            Assert.Contains(said, Assert.Throws<WeightFileException>(() => WeightFile.Read(path)).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static string Unpacked(string name)
    {
        string path = Path.GetTempFileName();
        using var packed = new GZipStream(File.OpenRead(SharedFiles.Require($"cases/01-pth-forms/{name}.gz")), CompressionMode.Decompress);
        using var file = File.Create(path);
        packed.CopyTo(file);
        return path;
    }
}
