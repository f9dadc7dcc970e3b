using SkyScribe.Imaging;

namespace SkyScribe.Training.Tests.Pretraining;

/// <summary>A folder a scene with pictures that are easy to tell apart: a plain colour each, with noise.</summary>
internal sealed class SceneFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("skyscribe-scenes-");

    public SceneFolder(int perScene, params (string Scene, byte Red, byte Green, byte Blue)[] scenes)
    {
        foreach (var (scene, red, green, blue) in scenes)
        {
            Directory.CreateDirectory(Path.Combine(Images, scene));
            for (int i = 0; i < perScene; i++)
            {
                byte[] pixels = new byte[32 * 32 * 3];
                for (int p = 0; p < pixels.Length; p++)
                {
                    pixels[p] = (byte)Math.Clamp(((byte[])[red, green, blue])[p % 3] + (p * 7919 + i * 104729) % 41 - 20, 0, 255);
                }

                ImageWriter.WritePng(Path.Combine(Images, scene, $"{scene}_{i + 1:000}.png"), new RgbImage(32, 32, pixels));
            }
        }
    }

    public string Images => Path.Combine(_folder.FullName, "images");

    public string PathOf(string name) => Path.Combine(_folder.FullName, name);

    public void Dispose() => _folder.Delete(recursive: true);
}
