using SkyScribe.Datasets.Labels;
using SkyScribe.Imaging;
using SkyScribe.Web.Tests.Support;

namespace SkyScribe.Web.Tests.Endpoints;

public sealed class LabelEndpointsTests
{
    [Fact]
    public async Task Labels_AreListedInTheOrderOfTheWork()
    {
        await using var server = await RunningLabels.StartAsync(["b", "a"]);
        var list = await RunningServer.Read(await server.Client.GetAsync("/v1/labels"), 200);
        Assert.Equal("harbour", list.GetProperty("dataset").GetString());
        Assert.Equal(2, list.GetProperty("counts").GetProperty("open").GetInt32());
        var labels = list.GetProperty("labels").EnumerateArray();
        Assert.Equal(["images/b.png", "images/a.png"], labels.Select(label => label.GetProperty("image").GetString()!));
        var first = list.GetProperty("labels")[0];
        Assert.Equal(("open", "a port with 2 ships", 0.25),
            (first.GetProperty("state").GetString(), first.GetProperty("draft").GetString(), first.GetProperty("confidence").GetDouble()));
        Assert.Contains("shipyard", (await server.Client.GetStringAsync("/v1/labels/words")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Label_IsKept_AndTheLaterOfTwoPeopleIsTold()
    {
        await using var server = await RunningLabels.StartAsync(["a", "b"]);
        string tag = await Tag(server, "a");
        var kept = await Put(server, "a", tag, "edited", "два корабля", " a  port ");
        var change = await RunningServer.Read(kept, 200);
        var captions = change.GetProperty("label").GetProperty("captions").EnumerateArray();
        Assert.Equal(["два корабля", "a port"], captions.Select(text => text.GetString()!));
        Assert.Equal(1, change.GetProperty("counts").GetProperty("edited").GetInt32());
        Assert.Equal($"\"{change.GetProperty("label").GetProperty("tag").GetString()}\"", kept.Headers.ETag!.ToString());
        string told = await RunningServer.Problem(await Put(server, "a", tag, "rejected"), 412);
        Assert.Contains("somebody else has changed", told, StringComparison.Ordinal);
        Assert.Contains("два корабля", told, StringComparison.Ordinal);
        Assert.Contains("images/a.png,edited,два корабля,a port,", await File.ReadAllTextAsync(server.Table), StringComparison.Ordinal);
        await RunningServer.Read(await Put(server, "b", await Tag(server, "b"), "accepted", "a port with 3 ships"), 200);
    }

    [Fact]
    public async Task Request_ThatIsWrong_IsRefusedWithTheReason()
    {
        await using var server = await RunningLabels.StartAsync(["a"]);
        string tag = await Tag(server, "a");
        Assert.Contains("If-Match", await RunningServer.Problem(await Put(server, "a", "", "rejected"), 428), StringComparison.Ordinal);
        Assert.Contains("expected open, accepted", await RunningServer.Problem(await Put(server, "a", tag, "done"), 400), StringComparison.Ordinal);
        Assert.Contains("formula", await RunningServer.Problem(await Put(server, "a", tag, "edited", "=1+1"), 400), StringComparison.Ordinal);
        await RunningServer.Problem(await Put(server, "a", tag, "edited"), 400);
        await RunningServer.Problem(await Put(server, "a", tag, "edited", [.. Enumerable.Repeat("a port", 6)]), 400);
        await RunningServer.Problem(await Put(server, "a", tag, "edited", new string('x', 501)), 400);
        await RunningServer.Problem(await Put(server, "a", tag, "edited", new string('x', 100_000)), 413);
        await RunningServer.Problem(await Put(server, "none", tag, "rejected"), 404);
        await RunningServer.Problem(await Put(server, "../../secret", tag, "rejected"), 404);
        await RunningServer.Problem(await server.Client.GetAsync("/v1/labels/picture?image=labels.csv"), 404);
        Assert.Equal(LabelState.Open, server.Store.Rows()[0].State);
    }

    [Fact]
    public async Task File_ThatIsBrokenByHand_IsSaidWithLineAndColumn()
    {
        await using var server = await RunningLabels.StartAsync(["a"]);
        string tag = await Tag(server, "a"), good = await File.ReadAllTextAsync(server.Table);
        await File.WriteAllTextAsync(server.Table, good.Replace(",open,", ",opne,", StringComparison.Ordinal));
        string said = await RunningServer.Problem(await Put(server, "a", tag, "rejected"), 422);
        Assert.Contains("line 2, state: found 'opne'", said, StringComparison.Ordinal);
        Assert.Contains("line 2, state", await RunningServer.Problem(await server.Client.GetAsync("/v1/labels"), 422), StringComparison.Ordinal);
        await File.WriteAllTextAsync(server.Table, good.Replace(",open,", ",,by hand", StringComparison.Ordinal));
        await RunningServer.Problem(await Put(server, "a", tag, "rejected"), 412);
        Assert.Equal("by hand", Assert.Single(server.Store.Rows()[0].Captions));
    }

    [Fact]
    public async Task Picture_IsShownSmall_AndOneThatIsGoneIsNamed()
    {
        await using var server = await RunningLabels.StartAsync(["a", "b"]);
        string file = Path.Combine(server.Store.Folder, "images", "a.png");
        ImageWriter.WritePng(file, new RgbImage(3000, 1500, new byte[3 * 3000 * 1500]));
        var answer = await server.Client.GetAsync("/v1/labels/picture?image=images/a.png");
        Assert.Equal("image/jpeg", answer.Content.Headers.ContentType!.MediaType);
        var picture = ImageReader.Read(await answer.Content.ReadAsStreamAsync(), "a");
        Assert.Equal((1024, 512), (picture.Width, picture.Height));
        File.Delete(file);
        answer = await server.Client.GetAsync("/v1/labels/picture?image=images/a.png");
        Assert.Contains("a.png", await RunningServer.Problem(answer, 422), StringComparison.Ordinal);
        await RunningServer.Read(await Put(server, "a", await Tag(server, "a"), "rejected"), 200);
    }

    [Fact]
    public async Task Page_OfAnotherOrigin_AndRequestsWithoutAKey_AreRefused()
    {
        const string Key = "0123456789abcdef0123";
        await using var server = await RunningLabels.StartAsync(["a"], options => options with { ApiKeys = [Key] });
        await RunningServer.Problem(await server.Client.GetAsync("/v1/labels"), 401);
        Assert.Equal(200, (int)(await server.Client.GetAsync("/label")).StatusCode);
        Assert.Equal("/label", (await server.Client.GetAsync("/", HttpCompletionOption.ResponseHeadersRead)).Headers.Location!.ToString());
        server.Client.DefaultRequestHeaders.Authorization = new("Bearer", Key);
        await RunningServer.Read(await server.Client.GetAsync("/v1/labels"), 200);
        server.Client.DefaultRequestHeaders.Add("Origin", "https://elsewhere.example");
        await RunningServer.Problem(await server.Client.GetAsync("/v1/labels"), 403);
    }

    private static async Task<string> Tag(RunningLabels server, string name)
    {
        var list = await RunningServer.Read(await server.Client.GetAsync("/v1/labels"), 200);
        return list.GetProperty("labels").EnumerateArray().Single(label => label.GetProperty("image").GetString() == $"images/{name}.png")
            .GetProperty("tag").GetString()!;
    }

    private static Task<HttpResponseMessage> Put(RunningLabels server, string name, string tag, string state, params string[] captions)
    {
        var request = new HttpRequestMessage(HttpMethod.Put, $"/v1/labels/label?image=images/{name}.png")
        {
            Content = RunningServer.Json(new { state, captions }),
        };
        if (tag.Length > 0)
        {
            request.Headers.TryAddWithoutValidation("If-Match", $"\"{tag}\"");
        }

        return server.Client.SendAsync(request);
    }
}
