namespace SkyScribe.Decoding;

/// <summary>Several models that choose every word together: a word's probability is the mean of theirs. They must have the same vocabulary.</summary>
internal sealed class EnsembleStepper : ICaptionStepper
{
    private readonly IReadOnlyList<ICaptionStepper> _members;
    private float[] _memberValues = [];

    /// <param name="members">at least one, of the same images</param>
    /// <exception cref="ArgumentException">There is none, or they differ in the vocabulary's size or in their images.</exception>
    public EnsembleStepper(IReadOnlyList<ICaptionStepper> members)
    {
        ArgumentOutOfRangeException.ThrowIfZero(members.Count);
        if (members.Any(member => (member.VocabularySize, member.ImageCount) != (members[0].VocabularySize, members[0].ImageCount)))
        {
            throw new ArgumentException(
                $"expected models of one vocabulary and the same images, found {string.Join(", ", members.Select(member => $"{member.VocabularySize} words for {member.ImageCount} images"))}");
        }

        _members = members;
    }

    /// <inheritdoc/>
    public int VocabularySize => _members[0].VocabularySize;

    /// <inheritdoc/>
    public int ImageCount => _members[0].ImageCount;

    /// <inheritdoc/>
    public void Step(ReadOnlySpan<int> parents, ReadOnlySpan<int> words, Span<float> logProbabilities)
    {
        if (_memberValues.Length < logProbabilities.Length)
        {
            _memberValues = new float[logProbabilities.Length];
        }

        var own = _memberValues.AsSpan(0, logProbabilities.Length);
        _members[0].Step(parents, words, logProbabilities);
        foreach (var member in _members.Skip(1))
        {
            member.Step(parents, words, own);
            for (int i = 0; i < own.Length; i++)
            {
                logProbabilities[i] = LogOfSum(logProbabilities[i], own[i]);
            }
        }

        float logCount = MathF.Log(_members.Count);
        foreach (ref float value in logProbabilities)
        {
            value -= logCount;
        }
    }

    // log(e^a + e^b), exact where both would underflow.
    private static float LogOfSum(float a, float b)
    {
        float most = MathF.Max(a, b), least = MathF.Min(a, b);
        return float.IsNegativeInfinity(least) ? most : most + float.LogP1(MathF.Exp(least - most));
    }
}
