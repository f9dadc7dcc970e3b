using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using SkyScribe.Web.Answers;
using SkyScribe.Web.Options;

namespace SkyScribe.Web.Sources;

/// <summary>Which files and hosts requests may name: those below what the operator allowed, and nothing else.</summary>
/// <remarks>An entry that is a folder allows the rasters below it, links followed. Any other entry is a host, with a port if it is not 80 or 443. A
/// host by name must resolve to public addresses only; an address or <c>localhost</c> as the entry itself is taken as it stands.</remarks>
internal sealed class SourceRules
{
    private static readonly string[] Endings = [".tif", ".tiff"];
    private readonly List<string> _roots = [];
    private readonly List<(string Host, int? Port)> _hosts = [];

    public SourceRules(ServeOptions options)
    {
        foreach (string entry in options.AllowedSources)
        {
            if (Directory.Exists(entry))
            {
                _roots.Add(Path.TrimEndingDirectorySeparator(RealPath(Path.GetFullPath(entry))) + Path.DirectorySeparatorChar);
            }
            else if (!entry.Contains('/', StringComparison.Ordinal) && Uri.TryCreate($"http://{entry}", UriKind.Absolute, out var host))
            {
                _hosts.Add((host.Host.Trim('[', ']'), entry.EndsWith($":{host.Port.ToString(CultureInfo.InvariantCulture)}", StringComparison.Ordinal)
                    ? host.Port : null));
            }
            else
            {
                throw new IO.OptionException(
                    $"--allow-source: {IO.SkyScribeException.Quote(entry)} is neither a folder that exists nor a host such as data.example.org or 127.0.0.1:9000");
            }
        }
    }

    /// <summary>Whether a source is an address.</summary>
    public static bool IsAddress(string source) => source.Contains("://", StringComparison.Ordinal);

    /// <summary>Checks a source that a request names.</summary>
    /// <returns>the address, or the file with all links followed</returns>
    /// <exception cref="RefusedException">It is not below what is allowed, whether or not it exists.</exception>
    public string Check(string source)
    {
        if (IsAddress(source))
        {
            return CheckAddress(source).ToString();
        }

        string path = source.Contains('\0', StringComparison.Ordinal) || !Path.IsPathFullyQualified(source) ? "" : RealPath(Path.GetFullPath(source));
        bool isAllowed = path.Length > 0 && _roots.Exists(root => path.StartsWith(root, StringComparison.Ordinal));
        if (!isAllowed || !Endings.Contains(Path.GetExtension(path).ToLowerInvariant()) || !File.Exists(path))
        {
            throw new RefusedException(StatusCodes.Status403Forbidden,
                $"source: there is no raster that may be read under this name; expected the whole path of a {string.Join(" or ", Endings)} below a folder that the operator named with --allow-source");
        }

        return path;
    }

    /// <summary>Checks an address, also one that a server redirects to.</summary>
    public Uri CheckAddress(string address)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.UserInfo.Length > 0
            || !_hosts.Exists(allowed => allowed.Host.Equals(uri.Host.Trim('[', ']'), StringComparison.OrdinalIgnoreCase)
                && (allowed.Port is { } port ? port == uri.Port : uri.IsDefaultPort)))
        {
            throw new RefusedException(StatusCodes.Status403Forbidden,
                "source: this address may not be read; expected http:// or https:// and a host that the operator named with --allow-source");
        }

        return uri;
    }

    /// <summary>The addresses of a host that may be connected to.</summary>
    /// <exception cref="RefusedException">There is none.</exception>
    public static IReadOnlyList<IPAddress> CheckAddresses(string host, IReadOnlyList<IPAddress> found)
    {
        bool isLiteral = IPAddress.TryParse(host.Trim('[', ']'), out _) || host.Equals("localhost", StringComparison.OrdinalIgnoreCase);
        return isLiteral || (found.Count > 0 && found.All(IsPublic)) ? found : throw new RefusedException(StatusCodes.Status403Forbidden,
            $"source: {host} has an address within a private network, which is not read; the operator can allow the address itself with --allow-source");
    }

    /// <summary>Whether an address belongs to the open network: not loopback, private, link-local, shared, multicast or reserved.</summary>
    public static bool IsPublic(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        byte[] bytes = address.GetAddressBytes();
        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            return (bytes[0], bytes[1]) switch
            {
                (0 or 10 or 127, _) or (169, 254) or (172, >= 16 and <= 31) or (192, 168) or (192, 0) or (100, >= 64 and <= 127)
                    or (198, 18 or 19) or ( >= 224, _) => false,
                _ => true,
            };
        }

        // Of the IPv6 addresses only 2000::/3 are given out; 2002::/16 and 64:ff9b::/96 hold IPv4 addresses of any kind.
        return (bytes[0] & 0xE0) == 0x20 && !(bytes[0] == 0x20 && bytes[1] == 0x02) && !(bytes[0] == 0x20 && bytes[1] == 0x01 && bytes[2] == 0);
    }

    // Every folder on the way may be a link.
    private static string RealPath(string path)
    {
        string root = Path.GetPathRoot(path)!, real = root;
        foreach (string part in path[root.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            string next = Path.Combine(real, part);
            try
            {
                real = (Directory.Exists(next) ? Directory.ResolveLinkTarget(next, returnFinalTarget: true)
                    : File.ResolveLinkTarget(next, returnFinalTarget: true)) is { } target
                    ? Path.GetFullPath(target.FullName) : next;
            }
            catch (IOException)
            {
                return "";   // links in a circle
            }
        }

        return real;
    }
}
