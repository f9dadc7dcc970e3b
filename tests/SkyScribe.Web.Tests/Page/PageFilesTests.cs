using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using SkyScribe.TestSupport;
using SkyScribe.Web.Page;
using SkyScribe.Web.Tests.Support;

namespace SkyScribe.Web.Tests.Page;

public sealed partial class PageFilesTests
{
    [Theory]
    [InlineData("ol.js")]
    [InlineData("ol.css")]
    public async Task OpenLayers_IsTheFileThatTheNoticesName(string name)
    {
        await using var server = await RunningServer.StartAsync();
        byte[] file = await server.Client.GetByteArrayAsync($"/assets/{name}");
        string notices = File.ReadAllText(Path.Combine(SharedFiles.Root, "THIRD-PARTY-NOTICES.md"));
        Assert.Contains($"SHA-256 {Convert.ToHexStringLower(SHA256.HashData(file))}", notices, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_OfThePage_AreServedWithTypesAndTags()
    {
        await using var server = await RunningServer.StartAsync();
        Assert.True(PageFiles.Names.Count > 10);
        foreach (string name in PageFiles.Names)
        {
            string path = name == "index.html" ? "/" : $"/assets/{name}";
            if (name == "label.html")
            {
                await RunningServer.Problem(await server.Send("GET", path), 404);   // of another server
                continue;
            }

            var answer = await server.Send("GET", path);
            Assert.Equal(200, (int)answer.StatusCode);
            var again = await server.Send("GET", path, null, ("If-None-Match", answer.Headers.ETag!.ToString()));
            Assert.Equal(304, (int)again.StatusCode);
        }

        var packed = await server.Send("GET", "/assets/ol.js", null, ("Accept-Encoding", "gzip, br"));
        Assert.Equal("br", Assert.Single(packed.Content.Headers.ContentEncoding));
        using var unpacked = new MemoryStream();
        await new BrotliStream(await packed.Content.ReadAsStreamAsync(), CompressionMode.Decompress).CopyToAsync(unpacked);
        Assert.Equal(await server.Client.GetByteArrayAsync("/assets/ol.js"), unpacked.ToArray());
        await RunningServer.Problem(await server.Send("GET", "/assets/..%2fappsettings.json"), 404);
        await RunningServer.Problem(await server.Send("GET", "/assets/none.js"), 404);
    }

    [Theory]
    [InlineData("index.html")]
    [InlineData("label.html")]
    public void Page_HasNoScriptOrStyleOfItsOwnAndNoOtherOrigin(string name)
    {
        string folder = Path.Combine(SharedFiles.Root, "src", "SkyScribe.Web", "Page", "Assets"), page = File.ReadAllText(Path.Combine(folder, name));
        Assert.DoesNotMatch(@"<script(?![^>]*\bsrc=)", page);
        Assert.DoesNotMatch(@"\son\w+=|\sstyle=|<style", page);
        foreach (string file in Directory.GetFiles(folder).Where(file => Path.GetFileName(file) is not ("ol.js.br" or "ol.css")))
        {
            string text = File.ReadAllText(file);
            Assert.DoesNotMatch(@"innerHTML|insertAdjacentHTML|document\.write|\beval\(", text);
            Assert.DoesNotMatch(@"https?://(?!www\.w3\.org/2000/svg)", text);
        }
    }

    [Fact]
    public void Texts_OfThePage_AreAllThere()
    {
        string folder = Path.Combine(SharedFiles.Root, "src", "SkyScribe.Web", "Page", "Assets");
        string texts = File.ReadAllText(Path.Combine(folder, "texts.js"));
        string[] asked = [.. Directory.GetFiles(folder).Where(file => Path.GetFileName(file) is not ("ol.js.br" or "ol.css" or "texts.js"))
            .SelectMany(file => Asked.Matches(File.ReadAllText(file))).Select(match => match.Groups[1].Value).Distinct()];
        Assert.True(asked.Length > 50);
        Assert.All(asked, name => Assert.Contains($"\n  {name}: ", texts, StringComparison.Ordinal));
    }

    [GeneratedRegex(@"(?:\bt\('|data-t(?:-\w+)?="")(\w+)")]
    private static partial Regex Asked { get; }
}
