namespace SkyScribe.Training.Model.Engine.Recurrence;

/// <summary>A decoder's steps for the rows of a search, which it keeps, doubles and drops.</summary>
internal interface IDecoderSteps : IDisposable
{
    /// <summary>Attention weights of the last step, row-major [N, R].</summary>
    float[] Attention { get; }

    /// <summary>Advances the rows by one word.</summary>
    /// <param name="parents">for each new row, the row before that it continues; at first the image</param>
    /// <param name="words">for each new row, the word that it reads</param>
    /// <param name="logProbabilities">out: of the words after that [N, V]</param>
    void Step(ReadOnlySpan<int> parents, ReadOnlySpan<int> words, Span<float> logProbabilities);
}
