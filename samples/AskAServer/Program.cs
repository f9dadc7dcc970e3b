// Asks a server that runs (./skyscribe serve) what a picture shows, or has a raster captioned and fetches the layer. Needs nothing of SkyScribe.
//   dotnet run --project samples/AskAServer -- photo.jpg
//   dotnet run --project samples/AskAServer -- city.tif [http://127.0.0.1:8080 [KEY]]
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json;

if (args.Length is 0 or > 3)
{
    Console.Error.WriteLine("expected a picture or a GeoTIFF, then the server's address and a key where they are not the default");
    return 2;
}

string path = args[0];
using var client = new HttpClient { BaseAddress = new Uri(args.Length > 1 ? args[1] : "http://127.0.0.1:8080"), Timeout = Timeout.InfiniteTimeSpan };
if (args.Length > 2)
{
    client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", args[2]);
}

bool isRaster = Path.GetExtension(path).ToLowerInvariant() is ".tif" or ".tiff";
using var body = new StreamContent(File.OpenRead(path));
body.Headers.ContentType = new MediaTypeHeaderValue(isRaster ? "image/tiff" : "application/octet-stream");
using var answer = await client.PostAsync($"/v1/{(isRaster ? "rasters" : "captions")}?name={Uri.EscapeDataString(Path.GetFileName(path))}", body);
var said = await answer.Content.ReadFromJsonAsync<JsonElement>();
if (!answer.IsSuccessStatusCode)
{
    Console.Error.WriteLine(said.GetProperty("detail"));   // every error has a sentence
    return 1;
}

if (!isRaster)
{
    Console.WriteLine(said[0].GetProperty("caption"));
    return 0;
}

// The job goes on whether or not anybody watches; it ends with an event that says how.
string job = answer.Headers.Location!.ToString();
using var events = await client.GetStreamAsync(job + "/events");
await foreach (var item in SseParser.Create(events).EnumerateAsync())
{
    using var now = JsonDocument.Parse(item.Data);
    var progress = now.RootElement.GetProperty("progress");
    Console.Error.WriteLine($"{now.RootElement.GetProperty("state")}: {progress.GetProperty("done")} of {progress.GetProperty("total")} tiles");
    if (now.RootElement.TryGetProperty("layer", out var layer))
    {
        string target = Path.ChangeExtension(Path.GetFileName(path), ".gpkg");
        using var file = File.Create(target);
        await (await client.GetStreamAsync(layer.GetString() + ".gpkg")).CopyToAsync(file);
        Console.WriteLine(target);
        return 0;
    }
}

Console.Error.WriteLine($"the job did not end well: {await client.GetStringAsync(job)}");
return 1;
