using SkyScribe.Decoding;
using SkyScribe.IO;
using SkyScribe.Imaging;
using SkyScribe.Training.Checkpoints;
using SkyScribe.Training.Model;
using static TorchSharp.torch;

namespace SkyScribe.Training.Inference;

/// <summary>An ensemble: captions from the mean of several trained models' word probabilities. They must come from the same data set and thresholds;
/// encoders and settings may differ. Not safe for use by several threads at once.</summary>
public sealed class ModelEnsemble : IImageCaptioner
{
    private readonly IReadOnlyList<TrainedModel> _members;
    private readonly ImageLimits _limits;
    private readonly Lifetime _lifetime;

    private ModelEnsemble(IReadOnlyList<TrainedModel> members, ImageLimits limits)
    {
        (_members, _limits) = (members, limits);
        _lifetime = new Lifetime(this, Free);
    }

    /// <inheritdoc/>
    /// <remarks>Hashes are of the members' hashes, one after another; the seed is the first one's. It was selected on val only if every member
    /// was.</remarks>
    public ModelOrigin Origin
    {
        get
        {
            var own = _members.Select(member => member.Origin).ToArray();
            return new ModelOrigin(
                $"ensemble of {own.Length}: {Joined(own.Select(origin => origin.Ablation))}", Joined(own.Select(origin => origin.Encoder)),
                HashOf(own.Select(origin => origin.EncoderHash)), HashOf(own.Select(origin => origin.ModelHash)),
                own[0].Seed, own.FirstOrDefault(origin => !origin.IsSelectedOnVal, own[0]).SelectedOn, own[0].Precision);
        }
    }

    /// <inheritdoc/>
    /// <remarks>The first member's.</remarks>
    public DecodingOptions DefaultDecoding => _members[0].DefaultDecoding;

    /// <inheritdoc/>
    /// <remarks>All members have the same words.</remarks>
    public IReadOnlyList<CaptionStyle> Styles => _members[0].Styles;

    /// <inheritdoc/>
    /// <remarks>All members have the same.</remarks>
    public Rendering Rendering => _members[0].Rendering;

    /// <summary>Opens models.</summary>
    /// <param name="folders">model folders, or folders of training runs, whose best models are taken</param>
    /// <param name="limits">what a picture that is read from a file may cost; null takes the defaults</param>
    /// <exception cref="CheckpointException">A folder is no model, or its captions, words or attributes are not those of the first.</exception>
    public static ModelEnsemble Load(IReadOnlyList<string> folders, ImageLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(folders);
        ArgumentOutOfRangeException.ThrowIfZero(folders.Count);
        var members = new List<TrainedModel>();
        try
        {
            foreach (string folder in folders)
            {
                members.Add(TrainedModel.Load(folder));
                if (members[0].Differs(members[^1]) is { } difference)
                {
                    throw new CheckpointException(
                        $"{folder}: its {difference} are not those of {folders[0]}; models that write together come from the same captions, splits and thresholds");
                }

                if (members[0].Rendering != members[^1].Rendering)
                {
                    throw new CheckpointException(
                        $"{folder}: it was trained on pictures with {members[^1].Rendering}, {folders[0]} with {members[0].Rendering}; models that write together take the same");
                }
            }

            return new ModelEnsemble(members, limits ?? ImageLimits.Default);
        }
        catch
        {
            members.ForEach(member => member.Dispose());
            throw;
        }
    }

    /// <inheritdoc/>
    /// <remarks>An attribute's probability is the mean over the members that have attributes; it is sampled where most of them sample it.</remarks>
    public IReadOnlyList<Caption> Describe(IReadOnlyList<RgbImage> images, DecodingOptions? decoding = null)
    {
        ArgumentNullException.ThrowIfNull(images);
        using var use = _lifetime.Enter();
        if (images.Count == 0)
        {
            return [];
        }

        using var guard = no_grad();
        using var scope = NewDisposeScope();
        var steppers = new List<JttsStepper>();
        try
        {
            foreach (var member in _members)
            {
                steppers.Add(member.StepperOf(images));
            }

            return _members[0].Describe(
                new EnsembleStepper(steppers), Mean(steppers.Select(stepper => stepper.Probabilities)),
                Mean(steppers.Select(stepper => stepper.Sampled)), decoding ?? DefaultDecoding);
        }
        finally
        {
            steppers.ForEach(stepper => stepper.Dispose());
        }
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<CaptionedFile> DescribeFilesAsync(
        IEnumerable<string> paths, DecodingOptions? decoding = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(paths);
        _lifetime.Check();
        return CaptionSearch.DescribeFilesAsync(this, _lifetime, Read, paths, decoding, cancellation);
    }

    /// <inheritdoc/>
    /// <remarks>Where the first member looked.</remarks>
    public AttentionMaps Explain(RgbImage image, string text, CaptionStyle style = CaptionStyle.Plain)
    {
        using var use = _lifetime.Enter();
        return _members[0].Explain(image, text, style);
    }

    /// <inheritdoc/>
    public void Dispose() => _lifetime.Close();

    // Members that take pictures of other sizes each resize the whole picture.
    private RgbImage Read(string path)
    {
        var first = _members[0].Preprocessing;
        bool areAlike = _members.All(member => (member.Preprocessing.Size, member.Preprocessing.Filter) == (first.Size, first.Filter));
        return areAlike ? ImageReader.ReadResized(path, first, _limits) : ImageReader.Read(path, _limits, Rendering);
    }

    private void Free()
    {
        foreach (var member in _members)
        {
            member.Dispose();
        }
    }

    private static float[]? Mean(IEnumerable<float[]?> values)
    {
        float[][] known = [.. values.OfType<float[]>()];
        return known.Length == 0 ? null : [.. Enumerable.Range(0, known[0].Length).Select(i => known.Average(own => own[i]))];
    }

    private static string Joined(IEnumerable<string> texts) => string.Join(" and ", texts.Distinct());

    private static string HashOf(IEnumerable<string> hashes) => Sha256.Of(string.Join('\n', hashes));
}
