using System.Globalization;
using System.Text.Json.Serialization;
using SkyScribe.Datasets;
using SkyScribe.Datasets.Augmentation;
using SkyScribe.Imaging;
using SkyScribe.IO;

namespace SkyScribe.Training.Options;

/// <summary>What is taken from the data set.</summary>
public sealed record DataOptions
{
    /// <summary>Raw sentences or the file's tokens.</summary>
    public SentenceSource Sentences { get; init; } = SentenceSource.Raw;

    /// <summary>Words seen less often in the training split become unknown. Not in the paper.</summary>
    public int MinimumWordCount { get; init; } = 2;

    /// <summary>Nouns and adjectives seen more often than this in the training split become attributes. Paper: 100 (UCM), 50 (Sydney), 200
    /// (RSICD).</summary>
    public int AttributeThreshold { get; init; } = 100;

    /// <summary>Longer training captions are cut to this many words.</summary>
    public int MaxWords { get; init; } = 30;

    /// <summary>Detailed captions of an image that are learned beside its own ones: pairs of these that complement each other, "A and B". The model
    /// then knows both styles. 0 is off. Not in the paper.</summary>
    public int Detailed { get; init; }

    /// <summary>Folders below the image folder whose images are shown several times an epoch ("ucm=3"): for a merged data set whose parts differ in
    /// size. Not in the paper.</summary>
    public string Repeat { get; init; } = "";

    /// <summary>Mirror images of a training image that are shown too: none, horizontal, or both (horizontal, vertical, and both at once, which is
    /// upside down). Each showing draws one way; images whose captions name a direction are shown only in ways that leave these true. Not in the
    /// paper.</summary>
    public Flips Flips { get; init; }

    /// <summary>Whether a training image is shown rotated by 90, 180 and 270 degrees too; with flips, in all eight ways of a square. Not in the
    /// paper.</summary>
    public bool Rotations { get; init; }

    /// <summary>How the values of pictures with more than 8 bits become 8; 8-bit pictures are stretched only by a rule that is named. Not in the
    /// paper.</summary>
    public StretchRule Stretch { get; init; }

    /// <summary>Bands that become red, green and blue ("4,3,2"), counted from 1; empty takes what the files say. Not in the paper.</summary>
    public string Bands { get; init; } = "";

    /// <summary>What <see cref="Stretch"/> and <see cref="Bands"/> stand for.</summary>
    [JsonIgnore]
    public Rendering Rendering => new() { Stretch = Stretch, Bands = Bands };

    /// <summary>The EXIF orientations that <see cref="Flips"/> and <see cref="Rotations"/> stand for.</summary>
    [JsonIgnore]
    public IReadOnlyList<int> Orientations => ImageOrientations.Of(Flips, Rotations);
}

/// <summary>The encoder and what of it is trained.</summary>
public sealed record EncoderOptions
{
    /// <summary>One of <c>ImageEncoder.Names</c>. Paper: resnet101.</summary>
    public string Name { get; init; } = "resnet101";

    /// <summary>Parameters to train: empty for none (features are cached), "all", or beginnings of names, separated by commas
    /// ("block3,norm").</summary>
    public string Trainable { get; init; } = "";

    /// <summary>Learning rate of the encoder's parameters as a share of the others'.</summary>
    public double LearningRateFactor { get; init; } = 0.1;
}

/// <summary>Changes to how captions are learned; none is in the paper, and all are off.</summary>
public sealed record LossOptions
{
    /// <summary>Share of a target word's probability that is spread over all words (Szegedy et al., CVPR 2016). 0 is off.</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>Margin that words other than the target keep: a target word with a probability above 1 - this adds no gradient, as in the truncation
    /// cross entropy of Li et al. (TGRS 2021; [16] in the paper), read from its abstract and the paper's summary. 0 is off.</summary>
    public double Truncation { get; init; }

    /// <summary>An image's distinct captions weigh alike, instead of as often as they were copied.</summary>
    public bool DistinctAlike { get; init; }

    /// <summary>Scheduled sampling: share of the words that the decoder reads in the last epoch which are drawn from its own predictions
    /// instead of the reference (Bengio et al., NeurIPS 2015); it grows linearly from 0 in the first epoch. 0 is off.</summary>
    public double ScheduledSampling { get; init; }
}

/// <summary>What a drawn caption's reward is compared with in self-critical training.</summary>
[JsonConverter(typeof(NamedEnumConverter<RewardBaseline>))]
public enum RewardBaseline
{
    /// <summary>The reward of the image's greedy caption (Rennie et al., CVPR 2017).</summary>
    Greedy,

    /// <summary>The mean reward of the image's other drawn captions (Luo, "A Better Variant of Self-Critical Sequence Training", 2020).</summary>
    LeaveOneOut,
}

/// <summary>Self-critical training in the last epochs (Rennie et al., CVPR 2017); not in the paper, and off.</summary>
public sealed record SelfCriticalOptions
{
    /// <summary>How many of the run's epochs, the last ones, reward drawn captions instead of repeating the references. 0 is off.</summary>
    public int Epochs { get; init; }

    /// <summary>RAdam's step size in these epochs.</summary>
    public double LearningRate { get; init; } = 5e-5;

    /// <summary>Captions drawn for each image of a step.</summary>
    public int Samples { get; init; } = 5;

    /// <summary>What their rewards are compared with.</summary>
    public RewardBaseline Baseline { get; init; } = RewardBaseline.Greedy;

    /// <summary>Diversity guard: the weight of each reference caption beside the drawn ones, whose weights are their rewards less the baseline.
    /// Rewards alone drive a model towards few safe sentences; references keep the others probable; copies of a reference count each. 0 is
    /// off.</summary>
    public double Guard { get; init; }
}

/// <summary>Keeping what the model knew that a run starts from; not in the paper, and off.</summary>
public sealed record DistillationOptions
{
    /// <summary>The share of the loss that the old model's word probabilities have as targets, beside the captions; only with `--from`. 0 is
    /// off.</summary>
    public double Weight { get; init; }
}

/// <summary>Every setting of a training run; stored with it. "paper" marks values of section IV-C, the others are not stated there.</summary>
public sealed record TrainingOptions
{
    /// <summary>Name of the preset that these settings came from.</summary>
    public string Preset { get; init; } = "";

    /// <summary>Name and SHA-256 of the model that the run starts from; `--from` sets it. Empty starts from nothing. Not in the paper.</summary>
    public string From { get; init; } = "";

    /// <summary>What computes a step: fast, the hand-written engine, or plain, the paper's modules under autograd alone. Both have the same losses,
    /// but for rounding.</summary>
    public EngineKind Engine { get; init; } = EngineKind.Fast;

    /// <summary>Where the model is trained: cpu, or with the plain engine cuda:N, the GPU of number N, which needs a libtorch with CUDA.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>The model.</summary>
    public JttsOptions Model { get; init; } = new();

    /// <summary>The encoder.</summary>
    public EncoderOptions Encoder { get; init; } = new();

    /// <summary>The data.</summary>
    public DataOptions Data { get; init; } = new();

    /// <summary>How captions are learned, beyond the paper.</summary>
    public LossOptions Loss { get; init; } = new();

    /// <summary>Keeping what an older model knew, beyond the paper.</summary>
    public DistillationOptions Distillation { get; init; } = new();

    /// <summary>Rewarding drawn captions, beyond the paper.</summary>
    public SelfCriticalOptions SelfCritical { get; init; } = new();

    /// <summary>Decay, per step, of an exponential moving average of the weights; the model that is scored and saved has the averages. 0 is off. Not
    /// in the paper.</summary>
    public double Ema { get; init; }

    /// <summary>Passes over the training images. Paper: 30.</summary>
    public int Epochs { get; init; } = 30;

    /// <summary>Images a step. Paper: 10.</summary>
    public int BatchImages { get; init; } = 10;

    /// <summary>Captions of each image in a step; of an image with more, others are drawn each epoch. Predecessor code: 5.</summary>
    public int CaptionsPerImage { get; init; } = 5;

    /// <summary>What captions of an image share in a step: nothing, equal ones, or equal beginnings. It saves time; with dropout, shared words share
    /// their masks.</summary>
    public CaptionSharing Sharing { get; init; } = CaptionSharing.Prefixes;

    /// <summary>RAdam's step size. Paper: 5e-4.</summary>
    public double LearningRate { get; init; } = 5e-4;

    /// <summary>The learning rate is multiplied by this every <see cref="DecayEvery"/> epochs. Predecessor code: 0.9.</summary>
    public double Decay { get; init; } = 0.9;

    /// <summary>Epochs between two decays. Predecessor code: 5.</summary>
    public int DecayEvery { get; init; } = 5;

    /// <summary>Gradients are clamped element by element to +- this; null takes 1 with the logistic operator (paper), else 0.1 (predecessor
    /// code).</summary>
    public double? GradientClamp { get; init; }

    /// <summary>Epochs of the classifier's own training in "b.+sg/s".</summary>
    public int ClassifierEpochs { get; init; } = 10;

    /// <summary>Seed of everything random: parameters, dropout, order, a split that the data lacks.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Beam of the captions that val is scored with. Predecessor code: 3.</summary>
    public int BeamSize { get; init; } = 3;

    /// <summary>Most words of a caption. Predecessor code: 20.</summary>
    public int MaxWords { get; init; } = 20;

    /// <summary>Threads of libtorch; 0 lets it choose. Part of the options because sums in another order round differently.</summary>
    public int Threads { get; init; }

    /// <summary>The clamp that <see cref="GradientClamp"/> stands for.</summary>
    [JsonIgnore]
    public double EffectiveGradientClamp => GradientClamp ?? (Model.Switches.Sampling == SamplingOperator.Logistic ? 1 : 0.1);

    /// <summary>Epochs of the classifier's own training, before the captioner's; none but in "b.+sg/s".</summary>
    [JsonIgnore]
    public int EffectiveClassifierEpochs => Model.Switches.Sampling == SamplingOperator.Hard ? ClassifierEpochs : 0;

    /// <summary>Whether images go through the encoder in every step, instead of their features being cached.</summary>
    [JsonIgnore]
    public bool TrainsEncoder => Encoder.Trainable.Length > 0;

    /// <summary>The step size of an epoch, counted from 0.</summary>
    public double LearningRateAt(int epoch) => IsSelfCritical(epoch) ? SelfCritical.LearningRate : DecayedLearningRateAt(epoch);

    /// <summary>The step size of an epoch of the classifier's own training, counted from 0.</summary>
    public double DecayedLearningRateAt(int epoch) => LearningRate * Math.Pow(Decay, epoch / DecayEvery);

    /// <summary>Whether an epoch, counted from 0, is self-critical.</summary>
    public bool IsSelfCritical(int epoch) => epoch >= Epochs - SelfCritical.Epochs;

    /// <summary>The share of drawn words that the decoder reads in an epoch, counted from 0.</summary>
    public double ScheduledSamplingAt(int epoch) => Loss.ScheduledSampling * epoch / Math.Max(1, Epochs - 1);

    /// <summary>Checks every value's range.</summary>
    /// <exception cref="OptionException">A value is out of range; the message names it, its value and the range.</exception>
    public void Validate()
    {
        ValidateDevice();
        Model.Validate();
        OptionRange.Check(Loss.LabelSmoothing, 0, 0.9, nameof(Loss.LabelSmoothing));
        OptionRange.Check(Loss.Truncation, 0, 0.9, nameof(Loss.Truncation));
        OptionRange.Check(Loss.ScheduledSampling, 0, 1, nameof(Loss.ScheduledSampling));
        ValidateDistillation();
        OptionRange.Check(SelfCritical.Epochs, 0, Epochs, "SelfCritical.Epochs");
        OptionRange.Check(SelfCritical.LearningRate, 1e-12, 10, "SelfCritical.LearningRate");
        OptionRange.Check(SelfCritical.Samples, 1, 1000, nameof(SelfCritical.Samples));
        OptionRange.Check(SelfCritical.Guard, 0, 1000, "SelfCritical.Guard");
        if (SelfCritical is { Baseline: RewardBaseline.LeaveOneOut, Samples: 1 })
        {
            throw new OptionException("SelfCritical.Samples is 1; with SelfCritical.Baseline leaveOneOut, expected at least 2");
        }

        if (SelfCritical is { Guard: > 0, Epochs: 0 })
        {
            throw new OptionException($"SelfCritical.Guard is {SelfCritical.Guard}, but no epoch is self-critical; set SelfCritical.Epochs too");
        }

        OptionRange.Check(Ema, 0, 0.999999, nameof(Ema));
        OptionRange.Check(Data.MinimumWordCount, 1, 1_000_000, nameof(Data.MinimumWordCount));
        OptionRange.Check(Data.AttributeThreshold, 0, 10_000_000, nameof(Data.AttributeThreshold));
        OptionRange.Check(Data.MaxWords, 1, 1000, "Data.MaxWords");
        OptionRange.Check(Data.Detailed, 0, 10, "Data.Detailed");
        ImageRepeats.Parse(Data.Repeat);
        _ = Data.Rendering.BandIndices;
        OptionRange.Check(Encoder.LearningRateFactor, 0, 1000, nameof(Encoder.LearningRateFactor));
        OptionRange.Check(Epochs, 1, 100_000, nameof(Epochs));
        OptionRange.Check(BatchImages, 1, 4096, nameof(BatchImages));
        OptionRange.Check(CaptionsPerImage, 1, 1000, nameof(CaptionsPerImage));
        OptionRange.Check(LearningRate, 1e-12, 10, nameof(LearningRate));
        OptionRange.Check(Decay, 1e-6, 1, nameof(Decay));
        OptionRange.Check(DecayEvery, 1, 100_000, nameof(DecayEvery));
        OptionRange.Check(EffectiveGradientClamp, 1e-9, 1e9, nameof(GradientClamp));
        // hard sampling gives the classifier no gradient later
        OptionRange.Check(ClassifierEpochs, Model.Switches.Sampling == SamplingOperator.Hard ? 1 : 0, 100_000, nameof(ClassifierEpochs));
        OptionRange.Check(BeamSize, 1, 100, nameof(BeamSize));
        OptionRange.Check(MaxWords, 1, 1000, nameof(MaxWords));
        OptionRange.Check(Threads, 0, 1024, nameof(Threads));
    }

    private void ValidateDistillation()
    {
        OptionRange.Check(Distillation.Weight, 0, 1, "Distillation.Weight");
        if (Distillation.Weight > 0 && TrainsEncoder)
        {
            throw new OptionException(
                $"Distillation.Weight is {Distillation.Weight} and Encoder.Trainable is {Encoder.Trainable}: the old model reads features of the encoder as it was; expected one of the two");
        }
    }

    private void ValidateDevice()
    {
        bool isGpu = Device.StartsWith("cuda:", StringComparison.Ordinal)
            && byte.TryParse(Device.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out _);
        if (!isGpu && Device != "cpu")
        {
            throw new OptionException($"option device is '{Device}'; expected cpu, or cuda:N such as cuda:0");
        }

        if (isGpu && Engine != EngineKind.Plain)
        {
            throw new OptionException(
                $"option device is {Device} with engine fast, which computes on the CPU; add --set engine=plain, or leave the device out");
        }
    }
}
