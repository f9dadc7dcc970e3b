using System.IO.Compression;
using SkyScribe.Datasets.Layouts;
using SkyScribe.Web.Tests.Support;

namespace SkyScribe.Web.Tests.Corrections;

public sealed class CorrectionTests
{
    [Fact]
    public async Task Correction_OfATile_IsKeptWithTheModelsOwnWords()
    {
        var first = await RunningServer.StartAsync();
        string id = await Rasters.Caption(first, Rasters.Small());
        string said = (await first.Get($"/v1/layers/{id}/tiles/2")).GetProperty("said").GetString()!, address = $"/v1/layers/{id}/tiles/2/correction";
        await RunningServer.Read(await first.Send("PUT", address, RunningServer.Json(new { text = "  two  <b>ponds</b> ", who = "Ada" })), 200);
        await first.StopAsync();
        await using var server = await RunningServer.StartAsync(folder: first.Folder);
        var card = await server.Get($"/v1/layers/{id}/tiles/2");
        Assert.Equal("two <b>ponds</b>", card.GetProperty("tile").GetProperty("caption").GetString());
        Assert.Equal("Ada", card.GetProperty("correction").GetProperty("who").GetString());
        Assert.Equal(said, card.GetProperty("correction").GetProperty("said").GetString());
        Assert.True((await server.Get($"/v1/layers/{id}/tiles?box=40,10,41,11")).GetProperty("tiles")[0].GetProperty("corrected").GetBoolean());
        Assert.Equal(204, (int)(await server.Send("DELETE", address)).StatusCode);
        Assert.Equal(said, (await server.Get($"/v1/layers/{id}/tiles/2")).GetProperty("tile").GetProperty("caption").GetString());
        await RunningServer.Problem(await server.Send("DELETE", address), 404);
        await RunningServer.Problem(await server.Send("PUT", address, RunningServer.Json(new { text = " " })), 400);
        await RunningServer.Problem(await server.Send("PUT", address, RunningServer.Json(new { text = new string('x', 501) })), 400);
        await RunningServer.Problem(await server.Send("PUT", address, RunningServer.Json(new { no = "text" })), 400);
    }

    [Fact]
    public async Task Corrections_AsAFile_AreADataSetThatIsRead()
    {
        await using var server = await RunningServer.StartAsync();
        string id = await Rasters.Caption(server, Rasters.Small());
        await RunningServer.Problem(await server.Send("GET", "/v1/corrections.zip"), 404);
        for (int tile = 1; tile <= 12; tile++)
        {
            await RunningServer.Read(await server.Send(
                "PUT", $"/v1/layers/{id}/tiles/{tile}/correction", RunningServer.Json(new { text = $"a field with {tile} trees" })), 200);
        }

        string folder = Path.Combine(server.Folder, "dataset");
        using (var archive = new ZipArchive(new MemoryStream(await server.Client.GetByteArrayAsync("/v1/corrections.zip"))))
        {
            archive.ExtractToDirectory(folder);
        }

        var (code, output, error) = Cli(["doctor", folder]);
        Assert.True(code == 0, output + error);
        var dataset = DatasetReader.Read(folder);
        Assert.Equal(12, dataset.Images.Count);
        Assert.Equal((10, 1, 1), (dataset.Split("train").Count, dataset.Split("val").Count, dataset.Split("test").Count));
    }

    private static (int Code, string Output, string Error) Cli(string[] arguments)
    {
        var (output, error) = (Console.Out, Console.Error);
        using StringWriter written = new(), problems = new();
        try
        {
            Console.SetOut(written);
            Console.SetError(problems);
            int code = SkyScribe.Cli.Commands.Program.CommandTree().RunAsync(arguments).GetAwaiter().GetResult();
            return (code, written.ToString(), problems.ToString());
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(error);
        }
    }
}
