using System.Net;
using System.Net.Http.Headers;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace SkyScribe.Geo.Bytes;

/// <summary>An object in Amazon's S3 or a server that speaks it, read by ranges (<see cref="S3Access"/>).</summary>
internal sealed class S3File : RemoteFile
{
    private readonly AmazonS3Client _client;
    private readonly string _bucket, _key;

    private S3File(string address, string bucket, string key, AmazonS3Client client, HttpPatience patience)
        : base(address, patience) => (_bucket, _key, _client) = (bucket, key, client);

    /// <summary>Opens an address.</summary>
    /// <param name="address">s3://BUCKET/KEY</param>
    /// <param name="credentials">null takes what the SDK finds</param>
    /// <param name="server">where it is; null takes Amazon's, or AWS_ENDPOINT_URL</param>
    /// <param name="patience">how long is waited, and how often it is tried; null takes the defaults</param>
    /// <exception cref="GeoException">There is nothing, it may not be read, or there is no region or credential.</exception>
    public static S3File Open(string address, AWSCredentials? credentials = null, string? server = null, HttpPatience? patience = null)
    {
        var (bucket, key) = S3Access.Split(address);
        S3File? file = null;
        try
        {
            // Retries are ours, as for other remote files.
            file = new S3File(address, bucket, key, S3Access.Client(credentials, server, retries: 0), patience ?? new HttpPatience());
            file.Begin();
            return file;
        }
        catch (AmazonClientException problem)
        {
            file?.Dispose();
            throw new GeoException(address, $"cannot be read ({problem.Message}); {S3Access.Help}", problem);
        }
        catch
        {
            file?.Dispose();
            throw;
        }
    }

    public override void Dispose() => _client.Dispose();

    protected override async Task<(byte[] Bytes, long Length, string Fingerprint)> FetchOnce(
        long offset, int count, CancellationToken cancellation)
    {
        try
        {
            using var answer = await _client.GetObjectAsync(
                new GetObjectRequest { BucketName = _bucket, Key = _key, ByteRange = new ByteRange(offset, offset + count - 1) }, cancellation)
                .ConfigureAwait(false);
            if (!ContentRangeHeaderValue.TryParse(answer.ContentRange, out var range)
                || range is not { Length: { } length, From: { } from, To: { } to } || from != offset || to >= length
                || (to != offset + count - 1 && to != length - 1))
            {
                throw new GeoException(
                    Name,
                    $"the server answers with the range '{answer.ContentRange}' where bytes {offset}-{offset + count - 1} are asked for; download the file first");
            }

            return (await Whole(answer.ResponseStream, to - from + 1, cancellation).ConfigureAwait(false), length, $"{length} bytes, {answer.ETag}");
        }
        catch (AmazonS3Exception problem) when ((int)problem.StatusCode >= 500 || problem.StatusCode == HttpStatusCode.TooManyRequests)
        {
            throw new IOException(problem.Message, problem);
        }
        catch (AmazonS3Exception problem)
        {
            throw new GeoException(
                Name, $"the server answers {(int)problem.StatusCode} ({problem.ErrorCode}: {problem.Message}); check the bucket, the key, and that it may be read with these credentials",
                problem);
        }
    }
}
