using Amazon.Runtime;
using Amazon.S3;
using SkyScribe.IO;

namespace SkyScribe.Geo.Bytes;

/// <summary>How S3, or a server that speaks it, is reached. Credentials, region and address (AWS_ENDPOINT_URL) are those that the AWS SDK finds in
/// the environment, in ~/.aws, or on the machine.</summary>
internal static class S3Access
{
    /// <summary>How addresses begin.</summary>
    public const string Scheme = "s3://";

    /// <summary>What to do where the SDK finds no credentials or no region.</summary>
    public const string Help = "set AWS_REGION, and AWS_ACCESS_KEY_ID with AWS_SECRET_ACCESS_KEY or AWS_PROFILE";

    /// <summary>The bucket and the key of an address.</summary>
    /// <param name="address">s3://BUCKET/KEY</param>
    /// <exception cref="GeoException">One of them is missing.</exception>
    public static (string Bucket, string Key) Split(string address)
    {
        string[] parts = address[Scheme.Length..].Split('/', 2);
        return parts is [{ Length: > 0 } bucket, { Length: > 0 } key] ? (bucket, key)
            : throw new GeoException(address, "", SkyScribeException.Quote(address), "s3://BUCKET/KEY");
    }

    /// <summary>A client; the caller disposes of it.</summary>
    /// <param name="credentials">null takes what the SDK finds</param>
    /// <param name="server">where it is; null takes Amazon's, or AWS_ENDPOINT_URL</param>
    /// <param name="retries">how often the SDK tries again</param>
    /// <exception cref="AmazonClientException">There is no region.</exception>
    public static AmazonS3Client Client(AWSCredentials? credentials, string? server, int retries)
    {
        // Servers other than Amazon's know neither chunked signatures nor names of buckets in the host's.
        var config = new AmazonS3Config
        {
            MaxErrorRetry = retries, RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        string? address = server ?? Environment.GetEnvironmentVariable("AWS_ENDPOINT_URL_S3")
            ?? Environment.GetEnvironmentVariable("AWS_ENDPOINT_URL");
        if (!string.IsNullOrEmpty(address))
        {
            (config.ServiceURL, config.ForcePathStyle) = (address, true);
        }

        return credentials is null ? new AmazonS3Client(config) : new AmazonS3Client(credentials, config);
    }
}
