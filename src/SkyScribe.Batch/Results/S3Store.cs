using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using SkyScribe.Batch.Plans;
using SkyScribe.Geo;
using SkyScribe.Geo.Bytes;

namespace SkyScribe.Batch.Results;

/// <summary>Results below a prefix of a bucket, in S3 or a server that speaks it (<see cref="S3Access"/>).</summary>
/// <remarks>An object is written by one request and is there as a whole or not at all; a list shows what was written before it. No more is asked of
/// the server.</remarks>
internal sealed class S3Store : ResultStore
{
    private const int Retries = 4;
    private readonly AmazonS3Client _client;   // for as long as the process works
    private readonly string _bucket, _prefix;

    private S3Store(string name, string bucket, string prefix, AmazonS3Client client) =>
        (Name, _bucket, _prefix, _client) = (name, bucket, prefix.TrimEnd('/') + "/", client);

    public override string Name { get; }

    protected override string Aside => "clock/";

    /// <summary>Opens a place in a bucket.</summary>
    /// <param name="address">s3://BUCKET/PREFIX</param>
    /// <param name="credentials">null takes what the SDK finds</param>
    /// <param name="server">where it is; null takes Amazon's, or AWS_ENDPOINT_URL</param>
    /// <exception cref="BatchException">Bucket or prefix are missing, or there is no region.</exception>
    public static S3Store Open(string address, AWSCredentials? credentials = null, string? server = null)
    {
        try
        {
            var (bucket, prefix) = S3Access.Split(address);
            return new S3Store(address, bucket, prefix, S3Access.Client(credentials, server, Retries));
        }
        catch (GeoException)
        {
            throw new BatchException(address, "expected s3://BUCKET/PREFIX: a bucket, and a prefix that only the results of one plan have");
        }
        catch (AmazonClientException problem)
        {
            throw new BatchException(address, $"cannot be reached ({problem.Message}); {S3Access.Help}", problem);
        }
    }

    public override byte[]? Read(string key) => Asked(key, async () =>
    {
        try
        {
            using var answer = await _client.GetObjectAsync(_bucket, _prefix + key).ConfigureAwait(false);
            if (answer.ContentLength is < 0 or > MostBytes)
            {
                throw new BatchException(AddressOf(key),
                    $"has {answer.ContentLength} bytes; expected an object that 'batch run' made, of at most {MostBytes}");
            }

            byte[] bytes = new byte[answer.ContentLength];
            await answer.ResponseStream.ReadExactlyAsync(bytes).ConfigureAwait(false);
            return bytes;
        }
        catch (AmazonS3Exception problem) when (problem.ErrorCode == "NoSuchKey")
        {
            return null;
        }
    });

    public override void Write(string key, ReadOnlySpan<byte> bytes)
    {
        byte[] copy = bytes.ToArray();
        Asked(key, async () =>
        {
            using var stream = new MemoryStream(copy);
            var request = new PutObjectRequest { BucketName = _bucket, Key = _prefix + key, InputStream = stream, UseChunkEncoding = false };
            return await _client.PutObjectAsync(request).ConfigureAwait(false);
        });
    }

    public override void Delete(string key) => Asked(key, () => _client.DeleteObjectAsync(_bucket, _prefix + key));

    public override IEnumerable<StoredEntry> List(string prefix)
    {
        // A page begins after the last key of the one before, by its name: servers that speak S3 agree on that, and not on tokens.
        for (string? last = null; ;)
        {
            var request = new ListObjectsRequest { BucketName = _bucket, Prefix = _prefix + prefix, Marker = last };
            var page = Asked(prefix, () => _client.ListObjectsAsync(request));
            var found = page.S3Objects ?? [];
            foreach (var one in found)
            {
                yield return new StoredEntry(one.Key[_prefix.Length..], (one.LastModified ?? default).ToUniversalTime());
            }

            if (page.IsTruncated != true || found.Count == 0)
            {
                yield break;
            }

            last = found[^1].Key;
        }
    }

    public override DateTimeOffset Now()
    {
        string key = Aside + Guid.NewGuid().ToString("n");
        try
        {
            Write(key, [0]);
            var written = Asked(key, () => _client.GetObjectMetadataAsync(_bucket, _prefix + key));
            Delete(key);
            return (written.LastModified ?? DateTime.UtcNow).ToUniversalTime();
        }
        catch (BatchException)
        {
            return DateTimeOffset.UtcNow;   // who may only read takes this machine's clock
        }
    }

    private string AddressOf(string key) => $"{S3Access.Scheme}{_bucket}/{_prefix}{key}";

    private T Asked<T>(string key, Func<Task<T>> ask)
    {
        try
        {
            return ask().GetAwaiter().GetResult();
        }
        catch (AmazonS3Exception problem)
        {
            throw new BatchException(AddressOf(key),
                $"the server answers {(int)problem.StatusCode} ({problem.ErrorCode}: {problem.Message}); check the bucket, and that these credentials may list, read, write and delete there",
                problem)
            {
                MayPass = (int)problem.StatusCode >= 500 || problem.StatusCode == HttpStatusCode.TooManyRequests,
            };
        }
        catch (Exception problem) when (problem is AmazonClientException or HttpRequestException or IOException or OperationCanceledException)
        {
            throw new BatchException(AddressOf(key), $"cannot be reached ({problem.Message}); {S3Access.Help}", problem) { MayPass = true };
        }
    }
}
