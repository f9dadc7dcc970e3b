using Microsoft.ML.OnnxRuntime;
using SkyScribe.Decoding;

namespace SkyScribe.Packages;

/// <summary>All memory that captioning a batch of images takes, bound to the package's two graphs once and used for every batch of that size. For one
/// thread at a time.</summary>
/// <remarks>B images, N rows, R regions, D hidden. States are two sets of buffers that change places each step. A step's rows are rounded up to a
/// multiple of <see cref="RowStep"/>, so that few bindings serve all steps; rows beyond the real ones are computed and never read.</remarks>
internal sealed class CaptionWorkspace : ICaptionStepper, IDisposable
{
    private const int RowStep = 4;

    private readonly PackageTensors _tensors;
    private readonly RunOptions _run = new();
    private readonly OrtIoBinding _encoding;
    private readonly OrtIoBinding?[,] _steps;
    private readonly Dictionary<string, OrtValue> _context = new(StringComparer.Ordinal);
    private readonly float[,][] _states;
    private readonly int _rows;
    private readonly float[] _logProbabilities, _attention;
    private readonly long[] _words, _parents, _images;
    private readonly List<IDisposable> _owned = [];
    private int[] _imageOfRow, _nextImageOfRow;
    private int _side;

    /// <param name="sessions">the graphs, which stay the caller's</param>
    /// <param name="images">B</param>
    /// <param name="beam">most rows an image</param>
    public CaptionWorkspace(PackageManifest manifest, PackageSessions sessions, int images, int beam)
    {
        (_tensors, VocabularySize, Sessions, ImageCount, Beam) = (PackageTensors.Of(manifest), manifest.Words, sessions, images, beam);
        try
        {
            _rows = RoundUp(images * beam);
            Pixels = new float[_tensors.Picture.Count(images)];
            _encoding = Own(sessions.Encoder.CreateIoBinding());
            _encoding.BindInput(_tensors.Picture.Name, Wrap(Pixels, _tensors.Picture, images));
            var encoded = _tensors.EncoderOutputs.ToDictionary(tensor => tensor.Name, Bind, StringComparer.Ordinal);
            Features = encoded[PackageTensors.Features];
            Probabilities = encoded.GetValueOrDefault(PackageTensors.Probabilities) ?? [];
            Sampled = encoded.GetValueOrDefault(PackageTensors.Sampled) ?? Probabilities;
            _states = new float[2, _tensors.States.Count][];
            for (int state = 0; state < _tensors.States.Count; state++)
            {
                (_states[0, state], _states[1, state]) =
                    (new float[_tensors.States[state].Count(_rows)], new float[_tensors.States[state].Count(_rows)]);
            }

            _logProbabilities = new float[_tensors.Output(PackageTensors.LogProbabilities).Count(_rows)];
            _attention = new float[_tensors.Output(PackageTensors.Attention).Count(_rows)];
            (_words, _parents, _images) = (new long[_rows], new long[_rows], new long[_rows]);
            (_imageOfRow, _nextImageOfRow) = (new int[_rows], new int[_rows]);
            _steps = new OrtIoBinding?[_rows / RowStep + 1, 2];
            Bytes = (sizeof(float) * new[] { Pixels, _logProbabilities, _attention }.Concat(encoded.Values).Concat(_states.Cast<float[]>())
                .Sum(values => (long)values.Length))
                + ((long)_rows * ((3 * sizeof(long)) + (2 * sizeof(int))));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public int VocabularySize { get; }

    /// <inheritdoc/>
    public int ImageCount { get; }

    /// <summary>Most rows an image.</summary>
    public int Beam { get; }

    /// <summary>The graphs that it is bound to.</summary>
    public PackageSessions Sessions { get; }

    /// <summary>Size of its buffers.</summary>
    public long Bytes { get; }

    /// <summary>To be filled before <see cref="Encode"/>: the preprocessed pictures [B, 3, S, S].</summary>
    public float[] Pixels { get; }

    /// <summary>x [B, C, R], after <see cref="Encode"/>.</summary>
    public float[] Features { get; }

    /// <summary>y_a [B, K]; empty for a model without attributes.</summary>
    public float[] Probabilities { get; }

    /// <summary>y_s [B, K]; y_a for a model without gates.</summary>
    public float[] Sampled { get; }

    /// <summary>Attention weights of the last step's rows [N, R].</summary>
    public ReadOnlySpan<float> Attention => _attention;

    /// <summary>Runs the encoder and puts the decoder before its first step.</summary>
    public void Encode()
    {
        Sessions.Encoder.RunWithBinding(_run, _encoding);
        _side = 0;
        for (int state = 0; state < _tensors.States.Count; state++)
        {
            Array.Clear(_states[0, state]);
        }

        for (int image = 0; image < ImageCount; image++)
        {
            _imageOfRow[image] = image;
        }
    }

    /// <inheritdoc/>
    public void Step(ReadOnlySpan<int> parents, ReadOnlySpan<int> words, Span<float> logProbabilities)
    {
        int rows = parents.Length;
        if (rows > _rows)
        {
            throw new ArgumentException($"found {rows} rows, expected at most {_rows}", nameof(parents));
        }

        for (int row = 0; row < rows; row++)
        {
            (_words[row], _parents[row]) = (words[row], parents[row]);
            _images[row] = _nextImageOfRow[row] = _imageOfRow[parents[row]];
        }

        int computed = RoundUp(rows);
        _words.AsSpan(rows, computed - rows).Clear();
        _parents.AsSpan(rows, computed - rows).Clear();
        _images.AsSpan(rows, computed - rows).Clear();
        Sessions.Decoder.RunWithBinding(_run, _steps[computed / RowStep, _side] ??= BindStep(computed, _side));
        _logProbabilities.AsSpan(0, rows * VocabularySize).CopyTo(logProbabilities);
        (_imageOfRow, _nextImageOfRow) = (_nextImageOfRow, _imageOfRow);
        _side = 1 - _side;
    }

    public void Dispose()
    {
        foreach (var owned in _owned)
        {
            owned.Dispose();
        }

        _run.Dispose();
    }

    private static int RoundUp(int rows) => (rows + RowStep - 1) / RowStep * RowStep;

    private T Own<T>(T owned)
        where T : IDisposable
    {
        _owned.Add(owned);
        return owned;
    }

    // A tensor in the first values of an array, which stays where it is as long as the workspace lives.
    private OrtValue Wrap<T>(T[] values, PackageTensor tensor, int rows)
        where T : unmanaged => Own(
        OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, values.AsMemory(0, tensor.Count(rows)), tensor.Shape(rows)));

    // An output of the encoder, which the decoder reads where it is part of the context.
    private float[] Bind(PackageTensor tensor)
    {
        float[] values = new float[tensor.Count(ImageCount)];
        var wrapped = Wrap(values, tensor, ImageCount);
        _encoding.BindOutput(tensor.Name, wrapped);
        if (_tensors.Context.Contains(tensor))
        {
            _context.Add(tensor.Name, wrapped);
        }

        return values;
    }

    private OrtIoBinding BindStep(int rows, int side)
    {
        var binding = Own(Sessions.Decoder.CreateIoBinding());
        foreach (var (tensor, values) in _tensors.Indices.Zip([_words, _parents, _images]))
        {
            binding.BindInput(tensor.Name, Wrap(values, tensor, rows));
        }

        foreach (var (name, tensor) in _context)
        {
            binding.BindInput(name, tensor);
        }

        for (int state = 0; state < _tensors.States.Count; state++)
        {
            binding.BindInput(_tensors.States[state].Name, Wrap(_states[side, state], _tensors.States[state], _rows));
            binding.BindOutput(_tensors.NextStates[state].Name, Wrap(_states[1 - side, state], _tensors.NextStates[state], rows));
        }

        foreach (var (name, values) in new[] { (PackageTensors.LogProbabilities, _logProbabilities), (PackageTensors.Attention, _attention) })
        {
            binding.BindOutput(name, Wrap(values, _tensors.Output(name), rows));
        }

        return binding;
    }
}
