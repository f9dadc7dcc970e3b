namespace SkyScribe.Decoding;

/// <summary>
/// The one thing a search needs of a caption model: next-word log-probabilities for a batch of rows. A row is one partial caption of one
/// image. The stepper owns the states; the search says which old row each new row continues.
/// </summary>
internal interface ICaptionStepper
{
    /// <summary>Size of the caption vocabulary, special words included.</summary>
    int VocabularySize { get; }

    /// <summary>Images of the batch; before the first step there is one row an image, in order, with the initial state.</summary>
    int ImageCount { get; }

    /// <summary>Advances the rows by one word.</summary>
    /// <param name="parents">For each new row, the index of the row of the previous step (or the image, at the first step) that it continues. The
    /// new row belongs to the same image. Rows may be dropped, kept or doubled.</param>
    /// <param name="words">For each new row, the word that was appended last (the begin word at the first step).</param>
    /// <param name="logProbabilities">Filled with [rows, vocabulary], row-major: natural logarithms of the next word's probabilities.</param>
    void Step(ReadOnlySpan<int> parents, ReadOnlySpan<int> words, Span<float> logProbabilities);
}
