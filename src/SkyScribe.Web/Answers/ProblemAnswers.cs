using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;
using SkyScribe.Imaging;
using SkyScribe.IO;

namespace SkyScribe.Web.Answers;

/// <summary>Gives every error the form of RFC 9457: a JSON object with title, status and a sentence that says what to do.</summary>
internal static class ProblemAnswers
{
    private const string MediaType = "application/problem+json";
    private const int NoSpaceLeft = 28;   // ENOSPC

    /// <summary>Catches what endpoints throw, and gives answers without a body (no such address, wrong method) one.</summary>
    public static void UseProblemAnswers(this IApplicationBuilder app, ILogger logger) => app.Use(async (context, next) =>
    {
        try
        {
            await next(context).ConfigureAwait(false);
            if (context.Response is { HasStarted: false, StatusCode: >= 400, ContentLength: null, ContentType: null })
            {
                await WriteAsync(context, context.Response.StatusCode, Sentence(context)).ConfigureAwait(false);
            }
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            context.Abort();   // nobody is left to tell
        }
        catch (Exception problem) when (!context.Response.HasStarted)
        {
            var (status, sentence) = Of(problem);
            if (status == StatusCodes.Status500InternalServerError)
            {
                logger.LogError(problem, "{Method} {Path} failed", context.Request.Method, context.Request.Path);
            }

            if (problem is RefusedException { RetryAfter: { } wait })
            {
                context.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
            }

            await WriteAsync(context, status, sentence).ConfigureAwait(false);
        }
    });

    /// <summary>Answers with an error.</summary>
    public static Task WriteAsync(HttpContext context, int status, string sentence)
    {
        context.Response.StatusCode = status;
        var details = new ProblemDetails
        {
            Type = $"https://httpwg.org/specs/rfc9110.html#status.{status.ToString(CultureInfo.InvariantCulture)}",
            Title = ReasonPhrases.GetReasonPhrase(status), Status = status, Detail = sentence,
        };
        return context.Response.WriteAsJsonAsync(details, options: null, MediaType, context.RequestAborted);
    }

    private static (int Status, string Sentence) Of(Exception problem) => problem switch
    {
        RefusedException refused => (refused.Status, refused.Message),
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } =>
            (StatusCodes.Status413PayloadTooLarge, "the body is larger than this server takes; shrink or split it"),
        BadHttpRequestException bad => (bad.StatusCode, $"{bad.Message}{(bad.InnerException is { } inner ? $" ({inner.Message})" : "")}"),
        ImageException => (StatusCodes.Status422UnprocessableEntity, problem.Message),
        OptionException => (StatusCodes.Status400BadRequest, problem.Message),
        SkyScribeException => (StatusCodes.Status422UnprocessableEntity, problem.Message),
        ObjectDisposedException or OperationCanceledException => (StatusCodes.Status503ServiceUnavailable, "the server is stopping; try again later"),
        IOException { HResult: NoSpaceLeft } => (StatusCodes.Status507InsufficientStorage, "the disk of the server is full; tell its operator"),
        InvalidDataException => (StatusCodes.Status400BadRequest, problem.Message),
        _ => (StatusCodes.Status500InternalServerError, "this is a fault of the server, not of the request; its log has the details"),
    };

    private static string Sentence(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => $"there is nothing at {context.Request.Path}; /openapi/v1.json lists what there is",
        StatusCodes.Status405MethodNotAllowed => $"{context.Request.Method} is not known at {context.Request.Path}; /openapi/v1.json lists what is",
        StatusCodes.Status415UnsupportedMediaType =>
            $"found the media type '{context.Request.ContentType}', expected one that /openapi/v1.json lists for {context.Request.Path}",
        var status => $"the request was refused with status {status.ToString(CultureInfo.InvariantCulture)}",
    };
}
