namespace SkyScribe.Web.Answers;

/// <summary>A request that is not served, with the status that says why.</summary>
/// <param name="status">the HTTP status</param>
/// <param name="detail">what was found, what was expected, what to do</param>
internal sealed class RefusedException(int status, string detail) : Exception(detail)
{
    /// <summary>The HTTP status.</summary>
    public int Status { get; } = status;

    /// <summary>When it is worth trying again; null where it is not a matter of time.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Nothing of that name is there.</summary>
    public static RefusedException NotFound(string what) => new(404, what);
}
