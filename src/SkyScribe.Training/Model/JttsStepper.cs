using SkyScribe.Decoding;
using static TorchSharp.torch;

namespace SkyScribe.Training.Model;

/// <summary>Lets a search walk the model over a batch of images. The model must be in evaluation mode.</summary>
internal sealed class JttsStepper : ICaptionStepper, IDisposable
{
    private readonly JttsModel _model;
    private readonly DecoderContext _perImage;
    private readonly int[] _firstImages;
    private DecoderContext _context;
    private DecoderState _state;
    private int[] _imageOfRow;

    /// <param name="features">x [B, C, R]</param>
    /// <param name="given">attributes to write with instead of the sampled ones [B, K]</param>
    public JttsStepper(JttsModel model, Tensor features, Tensor? given = null)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        _model = model;
        ImageCount = (int)features.shape[0];
        var stage = model.Attend(features, given);
        Probabilities = stage.Probabilities?.ToArray();
        Sampled = stage.Sampled?.ToArray();
        _perImage = model.Decoder.Prepare(stage).Detach();
        _context = _perImage;
        _state = model.Decoder.Begin(_perImage).Detach();
        _firstImages = Enumerable.Range(0, ImageCount).ToArray();
        _imageOfRow = _firstImages;
    }

    /// <inheritdoc/>
    public int VocabularySize => _model.Sizes.Words;

    /// <inheritdoc/>
    public int ImageCount { get; }

    /// <summary>y_a, row-major [B, K]; null for a model without attributes.</summary>
    public float[]? Probabilities { get; }

    /// <summary>y_s, row-major [B, K]; null for a model without attributes.</summary>
    public float[]? Sampled { get; }

    /// <summary>Attention weights of the last step, row-major [N, R].</summary>
    public float[] Attention { get; private set; } = [];

    /// <inheritdoc/>
    public void Step(ReadOnlySpan<int> parents, ReadOnlySpan<int> words, Span<float> logProbabilities)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        int[] imageOfRow = new int[parents.Length];
        for (int row = 0; row < parents.Length; row++)
        {
            imageOfRow[row] = _imageOfRow[parents[row]];
        }

        if (!imageOfRow.AsSpan().SequenceEqual(_imageOfRow))
        {
            var rows = _perImage.Rows(Indices(imageOfRow)).Detach();
            DisposeRows();
            _context = rows;
            _imageOfRow = imageOfRow;
        }

        var (logits, next, attention) = _model.Decoder.Step(Indices(words.ToArray()), _context, _state.Rows(Indices(parents.ToArray())));
        _state.Dispose();
        _state = next.Detach();
        Attention = attention.ToArray();
        nn.functional.log_softmax(logits, 1).CopyValues(logProbabilities);
    }

    public void Dispose()
    {
        DisposeRows();
        _state.Dispose();
        _perImage.Dispose();
    }

    private static Tensor Indices(int[] values) => tensor(values, int64);

    // The rows' tensors are copies, the step weights belong to the context of the images.
    private void DisposeRows()
    {
        if (!ReferenceEquals(_context, _perImage))
        {
            _context.DisposeRows();
        }
    }
}
