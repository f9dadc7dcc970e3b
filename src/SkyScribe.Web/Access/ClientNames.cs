using Microsoft.AspNetCore.Http;

namespace SkyScribe.Web.Access;

/// <summary>Who sends a request, for fair turns: the key where there are keys, else the address.</summary>
internal static class ClientNames
{
    private static readonly object Item = new();

    /// <summary>Says whose key it was.</summary>
    public static void SetClient(this HttpContext context, string name) => context.Items[Item] = name;

    /// <summary>The client's name.</summary>
    public static string Client(this HttpContext context) =>
        context.Items[Item] as string ?? context.Connection.RemoteIpAddress?.ToString() ?? "unknown";
}
