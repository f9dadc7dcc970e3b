using SkyScribe.Datasets.Labels;
using SkyScribe.Imaging;
using SkyScribe.Web.Options;

namespace SkyScribe.Web.Tests.Support;

/// <summary>A server of a small data set to label, on a free port; the data set is deleted with it.</summary>
internal sealed class RunningLabels : IAsyncDisposable
{
    private readonly LabelServer _server;

    private RunningLabels(LabelServer server, LabelStore store)
    {
        (_server, Store, Url) = (server, store, server.Urls[0]);
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri(Url) };
    }

    public HttpClient Client { get; }

    public LabelStore Store { get; }

    public string Url { get; }

    public string Table => Path.Combine(Store.Folder, LabelStore.TableName);

    /// <param name="names">pictures without their folder and ending</param>
    /// <param name="change">changes the options</param>
    public static async Task<RunningLabels> StartAsync(string[] names, Func<ServeOptions, ServeOptions>? change = null)
    {
        string folder = Path.Combine(Directory.CreateTempSubdirectory("skyscribe-labels-").FullName, "harbour");
        for (int i = 0; i < names.Length; i++)
        {
            byte color = (byte)(40 * (i + 1));
            ImageWriter.WritePng(Path.Combine(folder, "images", names[i] + ".png"),
                new RgbImage(96, 64, [.. Enumerable.Range(0, 96 * 64).SelectMany(pixel => new[] { color, (byte)pixel, (byte)(255 - color) })]));
        }

        var store = LabelStore.OpenOrMake(folder);
        store.AddWords(["ships", "shipyard", "port", "white", "water"]);
        store.Add(names.Select((name, number) => new LabelRow($"images/{name}.png", LabelState.Open, [], $"a port with {number + 2} ships", 0.25)));
        var options = new ServeOptions { Urls = ["http://127.0.0.1:0"], Data = folder, MaxRequestBytes = 64 << 10 };
        return new RunningLabels(await LabelServer.StartAsync(change?.Invoke(options) ?? options, store), store);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _server.DisposeAsync();
        Directory.Delete(Path.GetDirectoryName(Store.Folder)!, recursive: true);
    }
}
