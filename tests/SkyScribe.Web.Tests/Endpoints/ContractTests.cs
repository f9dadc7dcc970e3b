using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Json.Schema;
using SkyScribe.Web.Tests.Support;

namespace SkyScribe.Web.Tests.Endpoints;

/// <summary>Every operation of /openapi/v1.json with generated input, good and bad: the answer has a status that the document names, never 500, and a
/// body that matches its schema.</summary>
public sealed class ContractTests
{
    private const int CallsOfAnOperation = 30, MostRounds = 20;
    private static readonly string[] Texts = ["field", "ä ö%", "' OR 1=1 --", "<script>", "0", "-1", "1e308", "NaN", "💧", "a,b;c", "null", "true", "../..", new('x', 300)];

    [Fact]
    public async Task Operations_WithGeneratedInput_AnswerAsTheirDocumentSays()
    {
        await using var server = await RunningServer.StartAsync(options => options with { MaxJobs = 20, MaxRasterBytes = 1 << 20 });
        string id = await Rasters.Caption(server, Rasters.Small());
        var document = JsonNode.Parse(await server.Client.GetStringAsync("/openapi/v1.json"))!.AsObject();
        var operations = OperationsOf(document).ToArray();
        Assert.True(operations.Length >= 25, $"{operations.Length} operations");
        var problems = new List<string>();
        var seen = new HashSet<string>();
        foreach (var operation in operations)
        {
            // Chance may leave out good input, so that there are more rounds where none came.
            for (int round = 0; round == 0 || (round < MostRounds && !IsSeen(operation.Method, operation.Path)); round++)
            {
                Gen.Int.Array[64].Sample(
                    numbers => Call(server, document, operation, id, new Choice(numbers), problems, seen), iter: CallsOfAnOperation, threads: 1);
            }
        }

        Assert.True(problems.Count == 0, string.Join('\n', problems.Distinct().Take(20)));
        Assert.All(operations, one => Assert.True(
            IsSeen(one.Method, one.Path), $"{one.Method} {one.Path} was never answered well: the generator does not know its input"));

        bool IsSeen(string method, string path) => path is "/v1/corrections.zip" or "/v1/jobs/{id}" || seen.Contains($"{method} {path} good");
    }

    private static void Call(
        RunningServer server, JsonObject document, (string Method, string Path, JsonObject Operation) operation, string id, Choice choice,
        List<string> problems, HashSet<string> seen)
    {
        var (method, path, description) = operation;
        bool isDeleteOfAll = (method, path) is ("DELETE", "/v1/jobs/{id}");
        string address = path;
        var query = new List<string>();
        string? contentRange = null;
        foreach (var parameter in description["parameters"]?.AsArray() ?? [])
        {
            string name = parameter!["name"]!.GetValue<string>(), place = parameter["in"]!.GetValue<string>();
            string value = choice.Next(3) == 0 || (isDeleteOfAll && name == "id") ? Texts[choice.Next(Texts.Length)]
                : Good(name, path, id, server, choice);
            if (place == "path")
            {
                address = address.Replace($"{{{name}}}", Uri.EscapeDataString(value), StringComparison.Ordinal);
            }
            else if (place == "query" && (choice.Next(2) == 0 || parameter["required"]?.GetValue<bool>() == true))
            {
                query.Add($"{name}={Uri.EscapeDataString(value)}");
            }
            else if (place == "header" && choice.Next(4) > 0)
            {
                contentRange = choice.Next(3) == 0 ? "bytes 0-1/2" : "bytes 0-99/200";
            }
        }

        using var request = new HttpRequestMessage(
            new HttpMethod(method), address.Replace("/..", "/%2e%2e", StringComparison.Ordinal) + (query.Count > 0 ? "?" + string.Join('&', query) : ""))
        {
            Content = description["requestBody"] is { } body ? Body(body.AsObject(), path, choice) : null,
        };
        if (contentRange is not null)
        {
            request.Content?.Headers.TryAddWithoutValidation("Content-Range", contentRange);
        }

        using var answer = server.Client.Send(request);
        int status = (int)answer.StatusCode;
        string text = new StreamReader(answer.Content.ReadAsStream()).ReadToEnd(), call = $"{method} {request.RequestUri} ({request.Content?.Headers.ContentType})";
        if (status < 300)
        {
            seen.Add($"{method} {path} good");
        }

        if (description["responses"]![status.ToString(CultureInfo.InvariantCulture)] is not { } documented)
        {
            problems.Add($"{call}: status {status} is not in the document: {text}");
            return;
        }

        string? type = answer.Content.Headers.ContentType?.MediaType;
        if (documented["content"] is JsonObject content && text.Length > 0)
        {
            if (type is null || content[type] is not { } media)
            {
                problems.Add($"{call}: status {status} with the media type {type}, the document has {string.Join(", ", content.Select(one => one.Key))}");
            }
            else if (type.EndsWith("json", StringComparison.Ordinal) && Fault(document, media["schema"]!, text) is { } fault)
            {
                problems.Add($"{call}: status {status}: {fault}: {text[..Math.Min(300, text.Length)]}");
            }
        }
    }

    private static string? Fault(JsonObject document, JsonNode schema, string text)
    {
        var whole = new JsonObject { ["allOf"] = new JsonArray(schema.DeepClone()), ["$defs"] = document["components"]!["schemas"]!.DeepClone() };
        string local = whole.ToJsonString().Replace("#/components/schemas/", "#/$defs/", StringComparison.Ordinal);
        var result = JsonSchema.FromText(local).Evaluate(
            JsonDocument.Parse(text).RootElement, new EvaluationOptions { OutputFormat = OutputFormat.List });
        return result.IsValid ? null : string.Join("; ", (result.Details ?? []).Where(detail => detail.Errors is not null)
            .SelectMany(detail => detail.Errors!.Select(error => $"{detail.InstanceLocation} {error.Value}")).Take(4));
    }

    private static string Good(string name, string path, string id, RunningServer server, Choice choice) => name switch
    {
        "id" when path.StartsWith("/v1/uploads", StringComparison.Ordinal) => Upload(server),
        "id" or "layer" => id,
        "tile" when path.Contains("{tile}", StringComparison.Ordinal) => "3",
        "tile" => "32",
        "level" or "column" or "row" or "smooth" or "offset" => "0",
        "q" => "field",
        "box" => "0,0,50,50",
        "bbox" => "14,48,16,49",
        "table" => choice.Next(2) == 0 ? "tiles" : "regions",
        "limit" => "5",
        "minConfidence" or "overlap" => "0.1",
        "gsd" => "0.5",
        "bands" => "1,2,3",
        "columns" => "",
        "attention" => "true",
        _ => "field",
    };

    private static string Upload(RunningServer server)
    {
        using var begun = server.Client.Send(new HttpRequestMessage(HttpMethod.Post, "/v1/uploads")
        {
            Content = RunningServer.Json(new { name = "a.tif", size = 200 }),
        });
        return begun.Headers.Location!.ToString().Split('/')[^1];
    }

    private static HttpContent Body(JsonObject body, string path, Choice choice)
    {
        string[] types = [.. body["content"]!.AsObject().Select(type => type.Key)];
        string type = choice.Next(6) == 0 ? "text/plain" : types[choice.Next(types.Length)];
        bool isGood = choice.Next(3) > 0;
        if (type == "multipart/form-data" && isGood)
        {
            return new MultipartFormDataContent { { new ByteArrayContent(RunningServer.Png), "picture", "a.png" } };
        }

        byte[] bytes = !isGood ? [.. Enumerable.Range(0, choice.Next(200)).Select(_ => (byte)choice.Next(256))]
            : type == "application/json" ? JsonSerializer.SerializeToUtf8Bytes(Json(path, choice))
            : path == "/v1/captions" ? RunningServer.Png : path.Contains("uploads", StringComparison.Ordinal) ? new byte[100] : Rasters.Small(64, 64);
        return RunningServer.Body(bytes, type);
    }

    private static object Json(string path, Choice choice) => choice.Next(5) switch
    {
        0 => Texts[choice.Next(Texts.Length)],
        1 => new { name = choice.Next(10), size = "x", text = (string?)null, key = 5, source = (string?)null },
        2 => new
        {
            name = Texts[choice.Next(Texts.Length)], size = choice.Next(1 << 30), text = Texts[choice.Next(Texts.Length)], key = Texts[0],
            source = Texts[choice.Next(Texts.Length)],
        },
        _ => path.Contains("correction", StringComparison.Ordinal) ? new { text = "a right caption", who = "Ada" }
            : path.Contains("session", StringComparison.Ordinal) ? new { key = "key" } : (object)new { name = "a.tif", size = 100, source = "/a.tif" },
    };

    private static IEnumerable<(string Method, string Path, JsonObject Operation)> OperationsOf(JsonObject document) => document["paths"]!.AsObject()
        .SelectMany(path => path.Value!.AsObject().Select(operation => (operation.Key.ToUpperInvariant(), path.Key, operation.Value!.AsObject())));

    /// <summary>Choices by generated numbers, so that CsCheck can repeat and shrink them.</summary>
    private sealed class Choice(int[] numbers)
    {
        private int _next;

        public int Next(int count) => (int)((uint)numbers[_next++ % numbers.Length] % (uint)count);
    }
}
