using System.Text.Json;
using SkyScribe.Imaging;
using SkyScribe.TestSupport;
using SkyScribe.Web.Tests.Support;

namespace SkyScribe.Web.Tests.Endpoints;

public sealed class CaptionEndpointsTests
{
    [Fact]
    public async Task Post_APicture_GivesWhatTheCaptionerSays()
    {
        using var model = RunningServer.OpenTiny();
        await using var server = await RunningServer.StartAsync(model: model);
        var expected = model.Describe(SharedFiles.Fixture("resize/bicubic_256x256_to_224x224.png"));
        var lines = await RunningServer.Read(
            await server.Send("POST", "/v1/captions?name=a.png", RunningServer.Body(RunningServer.Png, "image/png")), 200);
        var line = Assert.Single(lines.EnumerateArray());
        Assert.Equal("a.png", line.GetProperty("image").GetString());
        Assert.Equal(expected.Text, line.GetProperty("caption").GetString());
        Assert.Equal(expected.LogProbability, line.GetProperty("logProbability").GetDouble());
        Assert.Equal(expected.Attributes.Count, line.GetProperty("attributes").GetArrayLength());
        Assert.Equal(expected.Alternatives.Select(other => other.Text),
            line.GetProperty("alternatives").EnumerateArray().Select(other => other.GetProperty("caption").GetString()!));
    }

    [Fact]
    public async Task Post_AFormWithADamagedFile_CaptionsTheOthers()
    {
        await using var server = await RunningServer.StartAsync();
        using var form = new MultipartFormDataContent
        {
            { new ByteArrayContent(RunningServer.Png), "a", "first.png" },
            { new ByteArrayContent([1, 2, 3]), "b", "<b>second</b>.png" },
            { new ByteArrayContent(RunningServer.Png), "c", "third.png" },
        };
        var lines = await RunningServer.Read(await server.Send("POST", "/v1/captions", form), 200);
        Assert.Equal(["first.png", "<b>second</b>.png", "third.png"], lines.EnumerateArray().Select(line => line.GetProperty("image").GetString()!));
        Assert.Contains("unknown format", lines[1].GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.False(lines[1].TryGetProperty("caption", out _));
        Assert.Equal(lines[0].GetProperty("caption").GetString(), lines[2].GetProperty("caption").GetString());
    }

    [Fact]
    public async Task Post_ForEvents_SendsEachCaptionAsItIsReady_ThenTheirNumber()
    {
        using var model = new SlowModel();
        await using var server = await RunningServer.StartAsync(options => options with { QueueOfOneClient = 2 }, model);
        using var form = new MultipartFormDataContent
        {
            { new ByteArrayContent(RunningServer.Png), "a", "first.png" },
            { new ByteArrayContent([1, 2, 3]), "b", "second.png" },
            { new ByteArrayContent(RunningServer.Png), "c", "third.png" },
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/captions") { Content = form };
        request.Headers.Accept.ParseAdd("text/event-stream");
        using var answer = await server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal((200, "text/event-stream"), ((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());
        var first = await Event(reader);
        Assert.Equal(("caption", "first.png", "224 by 224"),
            (first.Name, first.Data.GetProperty("image").GetString(), first.Data.GetProperty("caption").GetString()));
        Assert.True((await Event(reader)).Data.TryGetProperty("error", out _));
        Assert.Equal("third.png", (await Event(reader)).Data.GetProperty("image").GetString());
        var last = await Event(reader);
        Assert.Equal(("end", 3), (last.Name, last.Data.GetProperty("pictures").GetInt32()));
        Assert.Equal("", await reader.ReadToEndAsync());
    }

    [Fact]
    public async Task Post_ForEvents_ThatIsRefused_IsAProblemBeforeTheFirstCaptionAndAnEventAfterIt()
    {
        using var released = new ManualResetEventSlim();
        int described = 0;
        using var model = new SlowModel(image =>
        {
            if (image.Width > 1 && Interlocked.Increment(ref described) == 2)
            {
                released.Wait();   // longer than the request may take
            }

            return "a field";
        });
        await using var server = await RunningServer.StartAsync(
            options => options with { QueueOfOneClient = 2, CaptionTime = TimeSpan.FromSeconds(8) }, model);
        await RunningServer.Problem(await server.Send(
            "POST", "/v1/captions?style=none", RunningServer.Body(RunningServer.Png, "image/png"), ("Accept", "text/event-stream")), 400);
        using var form = new MultipartFormDataContent
        {
            { new ByteArrayContent(RunningServer.Png), "a", "first.png" },
            { new ByteArrayContent(RunningServer.Png), "b", "second.png" },
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/captions") { Content = form };
        request.Headers.Accept.ParseAdd("text/event-stream");
        using var answer = await server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());
        Assert.Equal("first.png", (await Event(reader)).Data.GetProperty("image").GetString());
        var problem = await Event(reader);
        released.Set();
        Assert.Equal(("problem", 503), (problem.Name, problem.Data.GetProperty("status").GetInt32()));
        Assert.Contains("took more than", problem.Data.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    private static async Task<(string Name, JsonElement Data)> Event(StreamReader reader)
    {
        string name = (await reader.ReadLineAsync())!["event: ".Length..], data = (await reader.ReadLineAsync())!["data: ".Length..];
        Assert.Equal("", await reader.ReadLineAsync());
        return (name, JsonDocument.Parse(data).RootElement.Clone());
    }

    [Fact]
    public async Task Post_WithAttention_HasAMapOfEachWord()
    {
        await using var server = await RunningServer.StartAsync();
        var lines = await RunningServer.Read(
            await server.Send("POST", "/v1/captions?attention=true", RunningServer.Body(RunningServer.Png, "image/png")), 200);
        var attention = lines[0].GetProperty("attention");
        int cells = attention.GetProperty("rows").GetInt32() * attention.GetProperty("columns").GetInt32();
        Assert.Equal(lines[0].GetProperty("caption").GetString()!.Split(' ').Length, attention.GetProperty("weights").GetArrayLength());
        Assert.All(attention.GetProperty("weights").EnumerateArray(), map => Assert.Equal(cells, map.GetArrayLength()));
        Assert.Equal(1, attention.GetProperty("weights")[0].EnumerateArray().Sum(weight => weight.GetDouble()), 3);
    }

    [Fact]
    public async Task Post_InBothStylesAtOnce_EachGetsItsOwn()
    {
        using var model = new SlowModel(_ => "a road");
        await using var server = await RunningServer.StartAsync(model: model);
        async Task<string?> Caption(string query) => (await RunningServer.Read(
            await server.Send("POST", "/v1/captions" + query, RunningServer.Body(RunningServer.Png, "image/png")), 200))[0]
            .GetProperty("caption").GetString();
        model.Close();
        Task<string?>[] waiting = [.. new[] { "", "?style=detailed", "?style=plain", "?style=detailed&attention=true" }.Select(Caption)];
        await Task.Delay(200);
        model.Open();
        Assert.Equal(["a road", "a road and a road", "a road", "a road and a road"], await Task.WhenAll(waiting));
    }

    [Theory]
    [InlineData("detailed", "knows plain")]
    [InlineData("Detailed", "expected plain or detailed")]
    [InlineData("1", "expected plain or detailed")]
    public async Task Post_StyleThatIsNotThere_IsRefused(string style, string expected)
    {
        using var model = RunningServer.OpenTiny();
        await using var server = await RunningServer.StartAsync(model: model);
        var answer = await server.Send("POST", $"/v1/captions?style={style}", RunningServer.Body(RunningServer.Png, "image/png"));
        Assert.Contains(expected, await RunningServer.Problem(answer, 400), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text/plain", 415)]
    [InlineData("image/png", 422)]
    [InlineData("multipart/form-data", 400)]
    [InlineData("multipart/form-data; boundary=x", 400)]
    public async Task Post_WhatIsNoPicture_IsRefusedWithASentence(string type, int status)
    {
        await using var server = await RunningServer.StartAsync();
        Assert.NotEmpty(await RunningServer.Problem(await server.Send("POST", "/v1/captions", RunningServer.Body([1, 2, 3, 4], type)), status));
    }

    [Fact]
    public async Task Post_ABodyAboveTheLimit_IsRefused()
    {
        await using var server = await RunningServer.StartAsync(options => options with { MaxRequestBytes = 1000 });
        var answer = await server.Send("POST", "/v1/captions", RunningServer.Body(new byte[2000], "image/png"));
        Assert.Contains("larger", await RunningServer.Problem(answer, 413), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_APixelBomb_IsRefusedByItsHeader()
    {
        await using var server = await RunningServer.StartAsync(options => options with { MaxPixels = 10_000 });
        string problem = await RunningServer.Problem(
            await server.Send("POST", "/v1/captions", RunningServer.Body(RunningServer.Png, "image/png")), 422);
        Assert.Contains("more than the limit of 10000", problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_FromManyClients_SharesBatches()
    {
        using var model = new SlowModel();
        await using var server = await RunningServer.StartAsync(model: model);
        model.Batches.Clear();
        model.Close();
        Task<HttpResponseMessage>[] requests = [.. Enumerable.Range(0, 17).Select(
            _ => server.Send("POST", "/v1/captions", RunningServer.Body(RunningServer.Png, "image/png")))];
        await WaitFor(() => model.Batches.Count == 1);
        await Task.Delay(300);   // the others are decoded meanwhile
        model.Open();
        foreach (var request in requests)
        {
            Assert.Equal("224 by 224", (await RunningServer.Read(await request, 200))[0].GetProperty("caption").GetString());
        }

        Assert.Equal(17, model.Batches.Sum());
        Assert.True(model.Batches.Count < 10, $"17 pictures went in {model.Batches.Count} batches");
    }

    [Fact]
    public async Task Post_WhenTooManyWait_IsSentAwayUntilLater()
    {
        using var model = new SlowModel();
        await using var server = await RunningServer.StartAsync(options => options with { QueueLength = 4, QueueOfOneClient = 2 }, model);
        model.Close();
        Task<HttpResponseMessage>[] requests = [.. Enumerable.Range(0, 60).Select(
            _ => server.Send("POST", "/v1/captions", RunningServer.Body(RunningServer.Png, "image/png")))];
        await WaitFor(() => requests.Count(request => request.IsCompleted) > 10);
        var refused = await requests.First(request => request.IsCompleted);
        Assert.Contains("wait for the model", await RunningServer.Problem(refused, 429), StringComparison.Ordinal);
        Assert.True(refused.Headers.RetryAfter?.Delta >= TimeSpan.FromSeconds(1));
        model.Open();
        var answers = await Task.WhenAll(requests);
        Assert.All(answers, answer => Assert.True((int)answer.StatusCode is 200 or 429));
        Assert.Contains(answers, answer => (int)answer.StatusCode == 200);
    }

    [Fact]
    public async Task Post_ThatTakesTooLong_EndsAndTheNextWorks()
    {
        using var model = new SlowModel();
        await using var server = await RunningServer.StartAsync(options => options with { CaptionTime = TimeSpan.FromSeconds(0.3) }, model);
        model.Close();
        var late = await server.Send("POST", "/v1/captions", RunningServer.Body(RunningServer.Png, "image/png"));
        Assert.Contains("took more than", await RunningServer.Problem(late, 503), StringComparison.Ordinal);
        model.Open();
        await RunningServer.Read(await server.Send("POST", "/v1/captions", RunningServer.Body(RunningServer.Png, "image/png")), 200);
    }

    [Fact]
    public async Task Line_OfACaption_IsWhatTheCommandWrites()
    {
        await using var server = await RunningServer.StartAsync();
        var line = (await RunningServer.Read(await server.Send("POST", "/v1/captions", RunningServer.Body(RunningServer.Png, "image/png")), 200))[0];
        using var written = new StringWriter();
        using var model = RunningServer.OpenTiny();
        var caption = model.Describe(ImageReader.Read(new MemoryStream(RunningServer.Png), "picture"));
        using (var writer = new SkyScribe.Cli.CaptionWriter(written, SkyScribe.Cli.CaptionFormat.Json))
        {
            writer.Write(new CaptionedFile("picture", caption, null));
        }

        Assert.Equal(JsonDocument.Parse(written.ToString()).RootElement.GetRawText(), line.GetRawText());
    }

    private static async Task WaitFor(Func<bool> condition)
    {
        for (int i = 0; i < 1000 && !condition(); i++)
        {
            await Task.Delay(10);
        }

        Assert.True(condition());
    }
}
