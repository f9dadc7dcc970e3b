using System.Text.Json;
using SkyScribe.Geo.Tests.Support;

namespace SkyScribe.Web.Tests.Support;

/// <summary>Small rasters, and jobs of them.</summary>
internal static class Rasters
{
    /// <summary>A GeoTIFF of 160 x 96 pixels in UTM 33.</summary>
    public static byte[] Small(int width = 160, int height = 96) =>
        new TiffMaker { Width = width, Height = height, Value = (x, y, b) => ((x * 3) + (y * 7) + (b * 50)) % 250 }
        .At(500_000, 5_400_000, 0.5).ToArray();

    /// <summary>One that does not say where it lies.</summary>
    public static byte[] WithoutPlace() => new TiffMaker { Width = 96, Height = 96 }.ToArray();

    /// <summary>Sends a raster and waits until its job is over.</summary>
    /// <returns>the job's number</returns>
    public static async Task<string> Caption(RunningServer server, byte[] raster, string query = "tile=32&overlap=0", string state = "done")
    {
        var answer = await server.Send("POST", $"/v1/rasters?name=field.tif&{query}", RunningServer.Body(raster, "image/tiff"));
        var job = await RunningServer.Read(answer, 202);
        string id = job.GetProperty("id").GetString()!;
        Assert.Equal($"/v1/jobs/{id}", answer.Headers.Location?.ToString());
        var ended = await WaitFor(server, id, one => State(one) is "done" or "failed" or "cancelled");
        Assert.True(State(ended) == state, ended.GetRawText());
        return id;
    }

    /// <summary>Waits until a job is as it should be.</summary>
    public static async Task<JsonElement> WaitFor(RunningServer server, string id, Func<JsonElement, bool> condition)
    {
        JsonElement job = default;
        for (int i = 0; i < 1500; i++)
        {
            job = await server.Get($"/v1/jobs/{id}");
            if (condition(job))
            {
                return job;
            }

            await Task.Delay(20);
        }

        Assert.Fail($"the job never came so far: {job.GetRawText()}");
        return job;
    }

    public static string State(JsonElement job) => job.GetProperty("state").GetString()!;
}
