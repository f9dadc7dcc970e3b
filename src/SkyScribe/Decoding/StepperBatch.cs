using System.Runtime.InteropServices;

namespace SkyScribe.Decoding;

/// <summary>Collects the rows of one step over all images, runs the step, and hands out each row's checked log-probabilities.</summary>
internal sealed class StepperBatch(ICaptionStepper stepper)
{
    // Above 0 by more than rounding, a value is no log-probability: the stepper gave logits, or scores of another kind.
    private const float RoundingTolerance = 1e-3f;

    private readonly int _vocabulary = stepper.VocabularySize;
    private readonly List<int> _parents = [];
    private readonly List<int> _words = [];
    private float[] _logProbabilities = [];

    /// <summary>Rows added since <see cref="Clear"/>.</summary>
    public int Count => _parents.Count;

    public void Clear()
    {
        _parents.Clear();
        _words.Clear();
    }

    /// <summary>Adds a row and returns its index, which is the parent to name in the next step.</summary>
    public int Add(int parent, int word)
    {
        _parents.Add(parent);
        _words.Add(word);
        return _parents.Count - 1;
    }

    /// <summary>Runs the step for the rows added.</summary>
    /// <exception cref="InvalidOperationException">The stepper returned NaN or a value above 0.</exception>
    public void Step()
    {
        int size = checked(Count * _vocabulary);
        if (_logProbabilities.Length < size)
        {
            _logProbabilities = new float[size];
        }

        stepper.Step(CollectionsMarshal.AsSpan(_parents), CollectionsMarshal.AsSpan(_words), _logProbabilities.AsSpan(0, size));
        for (int i = 0; i < size; i++)
        {
            if (!(_logProbabilities[i] <= RoundingTolerance))
            {
                throw new InvalidOperationException(
                    $"the model gave word {i % _vocabulary} in row {i / _vocabulary} the log-probability {_logProbabilities[i]}; expected at most 0 "
                    + "(NaN usually means that training diverged or that weights are damaged)");
            }
        }
    }

    /// <summary>The log-probabilities of the words that may follow a row.</summary>
    public ReadOnlySpan<float> this[int row] => _logProbabilities.AsSpan(row * _vocabulary, _vocabulary);
}
