namespace SkyScribe.IO;

/// <summary>How far a long piece of work has come; reported through <see cref="IProgress{T}"/>.</summary>
/// <param name="Stage">What is being done, in a few words ("features", "captions").</param>
/// <param name="Done">Units finished, those of an earlier, resumed run included.</param>
/// <param name="Total">Units in all.</param>
/// <param name="DoneBefore">Units that an earlier run had finished; they do not count towards the rate.</param>
/// <param name="Elapsed">Time spent in this run.</param>
public readonly record struct WorkProgress(string Stage, long Done, long Total, long DoneBefore, TimeSpan Elapsed)
{
    /// <summary>Units a second in this run; 0 until the first is done.</summary>
    public double Rate => Elapsed > TimeSpan.Zero ? (Done - DoneBefore) / Elapsed.TotalSeconds : 0;

    /// <summary>Estimated time to the end, or null while the rate is unknown.</summary>
    public TimeSpan? Remaining => Rate > 0 ? TimeSpan.FromSeconds((Total - Done) / Rate) : null;
}
