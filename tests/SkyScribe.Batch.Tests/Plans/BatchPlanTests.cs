using SkyScribe.Batch.Plans;
using SkyScribe.Batch.Tests.Support;
using SkyScribe.Geo.Tests.Support;

namespace SkyScribe.Batch.Tests.Plans;

public sealed class BatchPlanTests : IDisposable
{
    private readonly BatchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Plan_OfRasters_HasEachTileOnce_InShardsOfAboutTheSizeAskedFor()
    {
        var plan = _folder.PlanOf(_folder.Rasters());
        var tiles = Enumerable.Range(0, plan.Shards.Count).SelectMany(i => plan.Shard(i).Pieces)
            .SelectMany(piece => Enumerable.Range((int)piece.FirstTile, (int)(piece.EndTile - piece.FirstTile)).Select(tile => (piece.Plan.Raster,
                tile)))
            .ToArray();
        Assert.Equal(174, tiles.Length);
        Assert.Equal(174, tiles.Distinct().Count());
        Assert.Equal(174, plan.Manifest.Units);
        Assert.All(plan.Shards, shard => Assert.InRange(shard.Units, 4, 20));
    }

    [Fact]
    public void SmallRasters_ShareAShard()
    {
        string[] rasters = [.. Enumerable.Range(0, 6).Select(i => new TiffMaker { Width = 32, Height = 32 }.At(500_000 + (i * 100), 5_000_000, 2)
            .Write(_folder.PathOf($"{i}.tif")))];
        var plan = _folder.PlanOf(rasters, shardSize: 12);
        Assert.Equal([12L, 12L], plan.Shards.Select(shard => shard.Units));
        Assert.Equal(3, plan.Shard(1).Pieces.Count);
    }

    [Fact]
    public void Plan_MadeTwice_HasTheSameIds_AndAnotherOptionGivesOthers()
    {
        string[] rasters = _folder.Rasters();
        var first = _folder.PlanOf(rasters, "first");
        Assert.Equal(first.Id, _folder.PlanOf(rasters, "second").Id);
        PlanWriter.Write(_folder.PathOf("third"), SkyScribe.Geo.Jobs.RasterSet.Open(rasters, BatchFolder.Options,
            SkyScribe.Imaging.Rendering.Default, null),
            PlanSettings.Of(PlanKind.Rasters, _folder.Model), 20);
        Assert.Empty(first.Shards.Select(shard => shard.Id).Intersect(BatchPlan.Open(_folder.PathOf("third")).Shards.Select(shard => shard.Id)));
    }

    [Fact]
    public void Folder_ThatHasAPlan_IsLeftAsItIs()
    {
        string[] rasters = _folder.Rasters();
        string id = _folder.PlanOf(rasters).Id;
        Assert.Contains("there is a plan already", Assert.Throws<BatchException>(() => _folder.PlanOf(rasters, shardSize: 7)).Message,
            StringComparison.Ordinal);
        Assert.Equal(id, BatchPlan.Open(_folder.PathOf("plan")).Id);
        Assert.False(Directory.Exists(_folder.PathOf("plan.new")));
    }

    [Fact]
    public void Plan_OfEverySystem_ComesBackWithItsKeys()
    {
        var plan = _folder.PlanOf(_folder.Rasters());
        Assert.Equal(32633, plan.Manifest.Crs!.GeoKeys![3072]);
        Assert.Equal(500_000, plan.Shard(0).Pieces[0].Plan.Transform.X0);
    }

    [Theory]
    [InlineData("shards.jsonl", "was changed")]
    [InlineData("manifest.json", "damaged")]
    [InlineData("shard", "this shard is damaged")]
    [InlineData("other shard", "this shard was changed")]
    public void File_ThatWasTamperedWith_IsNamed(string what, string said)
    {
        var plan = _folder.PlanOf(_folder.Rasters());
        string shard = Path.Combine(plan.Folder, BatchPlan.FileOf(1, plan.Shards[1].Id));
        string path = what.EndsWith("shard", StringComparison.Ordinal) ? shard : Path.Combine(plan.Folder, what);
        if (what == "other shard")
        {
            File.Copy(Path.Combine(plan.Folder, BatchPlan.FileOf(0, plan.Shards[0].Id)), shard, overwrite: true);
        }
        else
        {
            File.WriteAllBytes(path, File.ReadAllBytes(path)[(what == "shard" ? 5 : 0)..^5]);
        }

        string message = Assert.Throws<BatchException>(() => BatchPlan.Open(plan.Folder).Shard(1)).Message;
        Assert.Contains(said, message, StringComparison.Ordinal);
        Assert.Contains(plan.Folder, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Plan_OfAnotherVersion_SaysWhich()
    {
        var plan = _folder.PlanOf(_folder.Rasters());
        string path = Path.Combine(plan.Folder, PlanManifest.FileName);
        File.WriteAllText(path, File.ReadAllText(path).Replace("\"version\": 1", "\"version\": 9", StringComparison.Ordinal));
        Assert.Contains("version 9, expected skyscribe-batch-plan version 1", Assert.Throws<BatchException>(() =>
            BatchPlan.Open(plan.Folder)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Model_OfAnotherHash_IsRefused()
    {
        var plan = _folder.PlanOf(_folder.Rasters());
        var settings = plan.Manifest.Settings;
        settings.RequireModel(plan.Folder, _folder.Model);
        string message = Assert.Throws<BatchException>(() => (settings with { Model = "other" }).RequireModel(plan.Folder, _folder.Model)).Message;
        Assert.Contains("the model's hash is echo, expected other", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Folder_WithoutAPlan_IsOneSentence() =>
        Assert.Contains("has no manifest.json", Assert.Throws<BatchException>(() => BatchPlan.Open(_folder.Root)).Message, StringComparison.Ordinal);
}
