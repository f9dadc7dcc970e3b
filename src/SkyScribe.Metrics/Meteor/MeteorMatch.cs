namespace SkyScribe.Metrics.Meteor;

/// <summary>How two phrases match, in the order in which METEOR tries; the number is the index of the weight.</summary>
internal enum MeteorModule
{
    Exact = 0,
    Stem = 1,
    Synonym = 2,
    Paraphrase = 3,
}

/// <summary>A phrase of the reference that matches one of the candidate.</summary>
/// <param name="Module">How.</param>
/// <param name="Reference">First word in the reference.</param>
/// <param name="ReferenceLength">Words in the reference.</param>
/// <param name="Candidate">First word in the candidate.</param>
/// <param name="CandidateLength">Words in the candidate.</param>
internal sealed record MeteorMatch(MeteorModule Module, int Reference, int ReferenceLength, int Candidate, int CandidateLength);
