using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using SkyScribe.TestSupport;
using SkyScribe.Web.Options;

namespace SkyScribe.Web.Tests.Support;

/// <summary>A server on a free port of loopback, with a data folder of its own that is deleted with it.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private readonly CaptionServer _server;
    private readonly IImageCaptioner? _ownModel;

    private RunningServer(CaptionServer server, string folder, IImageCaptioner? ownModel)
    {
        (_server, Folder, _ownModel, Url) = (server, folder, ownModel, server.Urls[0]);
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri(Url) };
    }

    public HttpClient Client { get; }

    public string Folder { get; }

    public string Url { get; }

    /// <summary>A small PNG of the fixtures.</summary>
    public static byte[] Png { get; } = File.ReadAllBytes(SharedFiles.Fixture("resize/bicubic_256x256_to_224x224.png"));

    /// <param name="change">changes the options</param>
    /// <param name="model">stays the caller's; null opens the tiny package</param>
    /// <param name="folder">data of an earlier server; null for a new folder</param>
    public static async Task<RunningServer> StartAsync(
        Func<ServeOptions, ServeOptions>? change = null, IImageCaptioner? model = null, string? folder = null)
    {
        folder ??= Directory.CreateTempSubdirectory("skyscribe-web-").FullName;
        var options = new ServeOptions { Urls = ["http://127.0.0.1:0"], Data = Path.Combine(folder, "data") };
        var own = model is null ? OpenTiny() : null;
        return new RunningServer(await CaptionServer.StartAsync(change?.Invoke(options) ?? options, model ?? own!), folder, own);
    }

    /// <summary>The tiny package of the fixtures.</summary>
    public static Captioner OpenTiny() => Captioner.Load(SharedFiles.Fixture("packages/version-2"), new CaptionerOptions { Threads = 1 });

    /// <summary>Sends a request.</summary>
    public Task<HttpResponseMessage> Send(
        string method, string path, HttpContent? body = null, params ReadOnlySpan<(string Name, string Value)> headers)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = body };
        foreach (var (name, value) in headers)
        {
            Assert.True(request.Headers.TryAddWithoutValidation(name, value) || body!.Headers.TryAddWithoutValidation(name, value));
        }

        return Client.SendAsync(request);
    }

    /// <summary>Gets JSON.</summary>
    public async Task<JsonElement> Get(string path) => await Read(await Client.GetAsync(path), 200);

    /// <summary>Reads an answer that must have a status.</summary>
    public static async Task<JsonElement> Read(HttpResponseMessage answer, int status)
    {
        string text = await answer.Content.ReadAsStringAsync();
        Assert.True((int)answer.StatusCode == status, $"{(int)answer.StatusCode}, expected {status}: {text}");
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement.Clone();
    }

    /// <summary>Reads an error, which must have the form of all errors.</summary>
    public static async Task<string> Problem(HttpResponseMessage answer, int status)
    {
        var problem = await Read(answer, status);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        return problem.GetProperty("detail").GetString()!;
    }

    /// <summary>A body of some type.</summary>
    public static ByteArrayContent Body(byte[] bytes, string type)
    {
        var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        return content;
    }

    /// <summary>A JSON body.</summary>
    public static StringContent Json(object value) => new(JsonSerializer.Serialize(value), Encoding.UTF8, "application/json");

    /// <summary>Ends the server and keeps its data.</summary>
    public async Task StopAsync()
    {
        Client.Dispose();
        await _server.DisposeAsync();
        _ownModel?.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
