using SkyScribe;
using SkyScribe.Geo;

if (args is not [var raster, .. var rest])
{
    Console.Error.WriteLine("usage: CaptionARaster GEOTIFF [MODEL PACKAGE]");
    return 2;
}

using var model = Captioner.Load(rest is [var package] ? package : null);
var rasters = new RasterCaptioner(model, new RasterOptions { Tile = 256, Overlap = 0, KeepPixels = true });
RasterPlan plan = rasters.Plan(raster);
Console.Error.WriteLine($"{plan.Grid.Count} tiles");

// A shard is some whole rows of tiles: this one could run on another machine, with the same results.
foreach (RasterShard shard in plan.Shards(2))
{
    await foreach (CaptionedTile tile in rasters.DescribeAsync(plan, shard))
    {
        var (x, y) = plan.Transform.Apply(tile.Tile.Window.Left, tile.Tile.Window.Top);
        Console.WriteLine($"{x:f1} {y:f1}: {tile.Caption?.Text ?? tile.Problem ?? "no data"}");
    }
}

return 0;
