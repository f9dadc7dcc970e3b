using SkyScribe.Datasets;
using SkyScribe.Training.Pretraining;

namespace SkyScribe.Training.Tests.Pretraining;

public sealed class SceneDatasetTests
{
    [Fact]
    public void Read_Folders_HoldsATenthOfEachSceneBack()
    {
        using var folder = new SceneFolder(20, ("beach", 200, 180, 120), ("forest", 20, 90, 30));
        var data = SceneDataset.Read([new SceneSource(folder.Images, SceneNaming.Folders)], seed: 1);
        Assert.Equal(["beach", "forest"], data.Scenes);
        Assert.Equal((36, 4), (data.Train.Count, data.Validation.Count));
        Assert.All([0, 1], scene => Assert.Equal(2, data.Validation.Count(image => image.Scene == scene)));
        Assert.All(data.Train, image => Assert.Contains(data.Scenes[image.Scene], image.Path, StringComparison.Ordinal));
        Assert.NotEqual(data.Hash, SceneDataset.Read([new SceneSource(folder.Images, SceneNaming.Folders)], seed: 2).Hash);
    }

    [Fact]
    public void Read_TwoSources_KeepsEqualNamesApartAndSkipsTest()
    {
        using var folder = new SceneFolder(10, ("beach", 200, 180, 120), ("forest", 20, 90, 30));
        string captions = folder.PathOf("captions.json");
        File.WriteAllText(captions, """
            {"images": [
              {"filename": "beach/beach_001.png", "split": "train", "sentences": [{"raw": "a beach", "tokens": []}]},
              {"filename": "forest/forest_001.png", "split": "val", "sentences": [{"raw": "a forest", "tokens": []}]},
              {"filename": "forest/forest_002.png", "split": "test", "sentences": [{"raw": "a forest", "tokens": []}]}]}
            """);
        var data = SceneDataset.Read(
            [new SceneSource(folder.Images, SceneNaming.Folders), new SceneSource(folder.Images, SceneNaming.Names, captions)], seed: 1);
        Assert.Equal(["beach", "forest", "beach", "forest"], data.Scenes);
        Assert.Equal([0, 2, 4], data.FirstScene);
        Assert.Equal([2], data.Train.Where(image => image.Source == 1).Select(image => image.Scene));
        Assert.Equal([3], data.Validation.Where(image => image.Source == 1).Select(image => image.Scene));
    }

    [Fact]
    public void Read_OneSceneOnly_SaysHowScenesAreNamed()
    {
        using var folder = new SceneFolder(3, ("beach", 200, 180, 120));
        string message = Assert.Throws<DatasetException>(() => SceneDataset.Read([new SceneSource(folder.Images, SceneNaming.Folders)], 1)).Message;
        Assert.Contains("1 scenes of 3 images by folders", message, StringComparison.Ordinal);
    }
}
