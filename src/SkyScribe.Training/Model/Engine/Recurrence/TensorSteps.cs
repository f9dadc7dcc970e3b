using static TorchSharp.torch;

namespace SkyScribe.Training.Model.Engine.Recurrence;

/// <summary>Steps of any decoder, by <see cref="CaptionDecoder.Step"/>.</summary>
internal sealed class TensorSteps : IDecoderSteps
{
    private readonly CaptionDecoder _decoder;
    private readonly DecoderContext _perImage;
    private DecoderContext _context;
    private DecoderState _state;
    private int[] _imageOfRow;

    public TensorSteps(CaptionDecoder decoder, AttributeStage stage)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        _decoder = decoder;
        _perImage = decoder.Prepare(stage).Detach();
        _context = _perImage;
        _state = decoder.Begin(_perImage).Detach();
        _imageOfRow = [.. Enumerable.Range(0, (int)stage.Regions.shape[0])];
    }

    /// <inheritdoc/>
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

        var (logits, next, attention) = _decoder.Step(Indices(words.ToArray()), _context, _state.Rows(Indices(parents.ToArray())));
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

    private Tensor Indices(int[] values) => tensor(Array.ConvertAll(values, value => (long)value), int64, _perImage.Regions.device);

    // The rows' tensors are copies, the step weights belong to the context of the images.
    private void DisposeRows()
    {
        if (!ReferenceEquals(_context, _perImage))
        {
            _context.DisposeRows();
        }
    }
}
