using System.Text;
using SkyScribe.IO;
using SkyScribe.Web.Access;
using SkyScribe.Web.Tests.Support;

namespace SkyScribe.Web.Tests.Access;

public sealed class AccessTests
{
    private const string Key = "0123456789abcdef0123";

    [Theory]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Host", "evil.example")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    public async Task Request_OfAnotherOrigin_IsRefused(string header, string value)
    {
        await using var server = await RunningServer.StartAsync();
        await RunningServer.Problem(await server.Send("GET", "/healthz", null, (header, value)), 403);
        var answer = await server.Send("POST", "/v1/captions", RunningServer.Body(RunningServer.Png, "image/png"), (header, value));
        await RunningServer.Problem(answer, 403);
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task Request_OfItsOwnPageOrOfAProgram_IsServed()
    {
        await using var server = await RunningServer.StartAsync();
        await RunningServer.Read(await server.Send("GET", "/healthz"), 200);
        await RunningServer.Read(await server.Send("GET", "/healthz", null, ("Origin", server.Url), ("Sec-Fetch-Site", "same-origin")), 200);
        await RunningServer.Read(await server.Send("GET", "/healthz", null, ("Host", $"localhost:{new Uri(server.Url).Port}")), 200);
    }

    [Fact]
    public async Task Answers_OfAllKinds_ForbidScriptsOfOthers()
    {
        await using var server = await RunningServer.StartAsync();
        foreach (string path in (string[])["/healthz", "/nothing", "/openapi/v1.json"])
        {
            var answer = await server.Send("GET", path);
            Assert.Contains("script-src 'self';", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe-inline", answer.Headers.GetValues("Content-Security-Policy").First(), StringComparison.Ordinal);
            Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        }
    }

    [Fact]
    public async Task Key_WhereOneIsNeeded_LetsIn()
    {
        await using var server = await RunningServer.StartAsync(options => options with { ApiKeys = ["another-key-of-20-letters", Key] });
        string basic = Convert.ToBase64String(Encoding.UTF8.GetBytes("anybody:" + Key));
        await RunningServer.Problem(await server.Send("GET", "/v1/server"), 401);
        await RunningServer.Problem(await server.Send("GET", "/v1/server", null, ("Authorization", "Bearer " + Key + "x")), 401);
        await RunningServer.Problem(await server.Send("GET", "/metrics"), 401);
        await RunningServer.Read(await server.Send("GET", "/healthz"), 200);
        await RunningServer.Read(await server.Send("GET", "/v1/server", null, ("Authorization", "Bearer " + Key)), 200);
        await RunningServer.Read(await server.Send("GET", "/v1/server", null, ("Authorization", "Basic " + basic)), 200);
    }

    [Fact]
    public async Task Session_OfAKey_IsACookieThatLetsIn()
    {
        await using var server = await RunningServer.StartAsync(options => options with { ApiKeys = [Key] });
        await RunningServer.Problem(await server.Send("POST", "/v1/session", RunningServer.Json(new { key = "wrong" })), 401);
        var answer = await server.Send("POST", "/v1/session", RunningServer.Json(new { key = Key }));
        Assert.Equal(204, (int)answer.StatusCode);
        string cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        await RunningServer.Read(await server.Send("GET", "/v1/server", null, ("Cookie", cookie.Split(';')[0])), 200);
    }

    [Fact]
    public async Task Start_ForOtherMachinesWithoutAKey_IsRefused()
    {
        var problem = await Assert.ThrowsAsync<OptionException>(
            () => RunningServer.StartAsync(options => options with { Urls = ["http://0.0.0.0:0"] }));
        Assert.Contains("--api-key-file", problem.Message, StringComparison.Ordinal);
        await using var server = await RunningServer.StartAsync(options => options with { Urls = ["http://0.0.0.0:0"], AllowAnonymous = true });
        await using var other = await RunningServer.StartAsync(options => options with { Urls = ["http://0.0.0.0:0"], ApiKeys = [Key] });
    }

    [Theory]
    [InlineData("https://127.0.0.1:8080")]
    [InlineData("127.0.0.1:8080")]
    [InlineData("http://example.org:80")]
    [InlineData("http://127.0.0.1:8080/path")]
    public async Task Start_AtWhatIsNoAddress_SaysWhatIsExpected(string url)
    {
        var problem = await Assert.ThrowsAsync<OptionException>(() => RunningServer.StartAsync(options => options with { Urls = [url] }));
        Assert.Contains("expected http://", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void KeyFile_WithAShortKey_NamesItsLine()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, $"# keys\n\n{Key}\nshort\n");
            var problem = Assert.Throws<SkyScribeException>(() => KeyGuard.ReadFile(path));
            Assert.Contains("line 4", problem.Message, StringComparison.Ordinal);
            File.WriteAllText(path, $"# keys\n{Key}\n");
            Assert.Equal([Key], KeyGuard.ReadFile(path));
            File.WriteAllText(path, "# none\n");
            Assert.Throws<SkyScribeException>(() => KeyGuard.ReadFile(path));
        }
        finally
        {
            File.Delete(path);
        }
    }
}
