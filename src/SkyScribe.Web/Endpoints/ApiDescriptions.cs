using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace SkyScribe.Web.Endpoints;

/// <summary>What the document at /openapi/v1.json says beyond what the code itself does.</summary>
internal static class ApiDescriptions
{
    /// <summary>Name of the document.</summary>
    public const string Document = "v1";

    private const string Binary = "binary";
    private static readonly string[] PictureTypes = ["image/jpeg", "image/png", "image/webp", "image/tiff"];

    /// <summary>Adds the document.</summary>
    public static void Add(IServiceCollection services) => services.AddOpenApi(Document, options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.ShouldInclude = description => description.RelativePath?.StartsWith("v1/", StringComparison.Ordinal) == true
            || description.RelativePath is "healthz" or "readyz";
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "SkyScribe", Version = typeof(ApiDescriptions).Assembly.GetName().Version?.ToString(3) ?? "0",
                Description = "Captions of remote-sensing pictures and rasters. Errors are problem details (RFC 9457).",
            };
            document.Servers = [];
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
            {
                ["key"] = new OpenApiSecurityScheme
                {
                    Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "one of the operator's keys; a server on loopback needs none",
                },
            };
            document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("key", document)] = [] }, []];
            return Task.CompletedTask;
        });
    });

    /// <summary>Says with which errors an endpoint answers; 401 and 403 are possible everywhere.</summary>
    public static RouteHandlerBuilder ProducesProblems(this RouteHandlerBuilder endpoint, params ReadOnlySpan<int> statuses)
    {
        foreach (int status in statuses)
        {
            endpoint.ProducesProblem(status);
        }

        return endpoint.ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden);
    }

    /// <summary>Says that the body is a picture, or a form of many.</summary>
    public static RouteHandlerBuilder HasPictures(this RouteHandlerBuilder endpoint) => endpoint.HasBody(
        [.. PictureTypes.Select(type => (type, Bytes())), ("application/octet-stream", Bytes()),
        ("multipart/form-data", new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Properties = new Dictionary<string, IOpenApiSchema> { ["picture"] = new OpenApiSchema { Type = JsonSchemaType.Array, Items = Bytes() } },
        })]);

    /// <summary>Says what the body is.</summary>
    public static RouteHandlerBuilder HasBody(this RouteHandlerBuilder endpoint, IReadOnlyList<(string Type, OpenApiSchema Schema)> types) =>
        endpoint.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Content = types.ToDictionary(type => type.Type, type => new OpenApiMediaType { Schema = type.Schema }),
            };
            return Task.CompletedTask;
        });

    /// <summary>Says how a raster can be captioned.</summary>
    public static RouteHandlerBuilder HasJobParameters(this RouteHandlerBuilder endpoint) =>
        endpoint.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.Parameters ??= [];
            foreach (var (name, type, description) in JobQuery.Parameters)
            {
                operation.Parameters.Add(new OpenApiParameter
                {
                    Name = name, In = ParameterLocation.Query, Description = description, Schema = new OpenApiSchema { Type = type },
                });
            }

            return Task.CompletedTask;
        });

    /// <summary>Says that an answer is a file.</summary>
    public static RouteHandlerBuilder ProducesFile(this RouteHandlerBuilder endpoint, params string[] types) =>
        endpoint.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.Responses ??= [];
            operation.Responses[StatusCodes.Status200OK.ToString(CultureInfo.InvariantCulture)] = new OpenApiResponse
            {
                Description = "the file",
                Content = types.ToDictionary(type => type, type => new OpenApiMediaType
                {
                    Schema = type.EndsWith("json", StringComparison.Ordinal) ? new OpenApiSchema { Type = JsonSchemaType.Object } : Bytes(),
                }),
            };
            return Task.CompletedTask;
        });

    /// <summary>Bytes as they are.</summary>
    public static OpenApiSchema Bytes() => new() { Type = JsonSchemaType.String, Format = Binary };
}
