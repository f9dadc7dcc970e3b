using Microsoft.ML.OnnxRuntime;
using SkyScribe.Decoding;

namespace SkyScribe.Models;

/// <summary>All memory that captioning a batch of images takes, bound to the package's two graphs once and used for every batch of that size. For one thread at a time.</summary>
/// <remarks>B images, N rows, R regions, D hidden. States are two sets of buffers that change places each step. A step's rows are rounded up to a multiple of
/// <see cref="RowStep"/>, so that few bindings serve all steps; rows beyond the real ones are computed and never read.</remarks>
internal sealed class CaptionWorkspace : ICaptionStepper, IDisposable
{
    private const int RowStep = 4;
    private static readonly string[] States = ["hidden1", "cell1", "hidden2", "cell2"];

    private readonly PackageManifest _manifest;
    private readonly InferenceSession _encoder, _decoder;
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

    /// <param name="images">B</param>
    /// <param name="beam">most rows an image</param>
    public CaptionWorkspace(PackageManifest manifest, InferenceSession encoder, InferenceSession decoder, int images, int beam)
    {
        (_manifest, _encoder, _decoder, ImageCount, Beam) = (manifest, encoder, decoder, images, beam);
        _rows = RoundUp(images * beam);
        int regions = manifest.Encoder.Regions, size = manifest.HiddenSize, pixels = manifest.Preprocessing.Size;
        Pixels = new float[images * 3 * pixels * pixels];
        _encoding = Own(encoder.CreateIoBinding());
        _encoding.BindInput("images", Wrap(Pixels, [images, 3, pixels, pixels]));
        Features = Bind("features", [images, manifest.Encoder.Channels, regions], isContext: false);
        Bind("regions", [images, regions, size]);
        Bind("keys", [images, regions, size]);
        Bind("mean_input", [images, 4 * size]);
        Probabilities = manifest.Attributes.Count > 0 ? Bind("probabilities", [images, manifest.Attributes.Count], isContext: false) : [];
        Sampled = manifest.HasGates ? Bind("sampled", [images, manifest.Attributes.Count], isContext: false) : Probabilities;
        for (int gate = 1; manifest.HasGates && gate <= 3; gate++)
        {
            Bind($"gate{gate}", [images, 2 * size]);
        }

        _states = new float[2, States.Length][];
        for (int state = 0; state < 2 * States.Length; state++)
        {
            _states[state % 2, state / 2] = new float[_rows * size];
        }

        _logProbabilities = new float[_rows * manifest.Words];
        _attention = new float[_rows * regions];
        (_words, _parents, _images) = (new long[_rows], new long[_rows], new long[_rows]);
        (_imageOfRow, _nextImageOfRow) = (new int[_rows], new int[_rows]);
        _steps = new OrtIoBinding?[_rows / RowStep + 1, 2];
    }

    /// <inheritdoc/>
    public int VocabularySize => _manifest.Words;

    /// <inheritdoc/>
    public int ImageCount { get; }

    /// <summary>Most rows an image.</summary>
    public int Beam { get; }

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
        _encoder.RunWithBinding(_run, _encoding);
        _side = 0;
        for (int state = 0; state < States.Length; state++)
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
        _decoder.RunWithBinding(_run, _steps[computed / RowStep, _side] ??= BindStep(computed, _side));
        _logProbabilities.AsSpan(0, rows * VocabularySize).CopyTo(logProbabilities);
        (_imageOfRow, _nextImageOfRow) = (_nextImageOfRow, _imageOfRow);
        _side = 1 - _side;
    }

    public void Dispose()
    {
        foreach (var binding in _steps)
        {
            binding?.Dispose();
        }

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
    private OrtValue Wrap<T>(T[] values, long[] shape)
        where T : unmanaged
    {
        int count = (int)shape.Aggregate(1L, (product, size) => checked(product * size));
        return Own(OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, values.AsMemory(0, count), shape));
    }

    // An output of the encoder, which the decoder reads where it is part of the context.
    private float[] Bind(string name, long[] shape, bool isContext = true)
    {
        float[] values = new float[shape.Aggregate(1L, (product, size) => checked(product * size))];
        var tensor = Wrap(values, shape);
        _encoding.BindOutput(name, tensor);
        if (isContext)
        {
            _context.Add(name, tensor);
        }

        return values;
    }

    private OrtIoBinding BindStep(int rows, int side)
    {
        int size = _manifest.HiddenSize;
        var binding = _decoder.CreateIoBinding();
        foreach (var (name, values) in new[] { ("words", _words), ("parents", _parents), ("images", _images) })
        {
            binding.BindInput(name, Wrap(values, [rows]));
        }

        foreach (var (name, tensor) in _context)
        {
            binding.BindInput(name, tensor);
        }

        for (int state = 0; state < States.Length; state++)
        {
            binding.BindInput(States[state], Wrap(_states[side, state], [_rows, size]));
            binding.BindOutput("next_" + States[state], Wrap(_states[1 - side, state], [rows, size]));
        }

        binding.BindOutput("log_probabilities", Wrap(_logProbabilities, [rows, VocabularySize]));
        binding.BindOutput("attention", Wrap(_attention, [rows, _manifest.Encoder.Regions]));
        return binding;
    }
}
