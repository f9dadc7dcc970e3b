using System.Globalization;
using SkyScribe.Cli;
using SkyScribe.Datasets;
using SkyScribe.Datasets.Layouts;
using SkyScribe.IO;
using SkyScribe.Training.Options;
using SkyScribe.Training.Training;

namespace SkyScribe.Training.Cli;

/// <summary>What <c>skyscribe adapt</c> decides by itself: whether captions are enough to learn from, the settings, and what it will cost.</summary>
internal static class Adaptation
{
    /// <summary>The share of the training pictures that is held out where the data has no val split.</summary>
    private const double HeldOut = 0.2;

    /// <summary>With fewer held-out pictures no comparison tells anything.</summary>
    public const int FewToTell = 30;

    // Below some hundred steps nothing is learned: RAdam's first ones are small, and the average of the weights still is the old model.
    private const int Steps = 600, FewestEpochs = 10, MostEpochs = 60;

    private const int FewestTraining = 8, FewestHeldOut = 2, CaptionsOfAnAttribute = 75, FewestOfAnAttribute = 5;

    /// <summary>Reads a data set and refuses one that nothing can be learned from.</summary>
    /// <param name="source">the captions</param>
    /// <param name="seed">draws the val split where there is none</param>
    /// <returns>the data, and the share of the training pictures that was held out: none where it has a val split of its own</returns>
    /// <exception cref="DatasetException">It has too few pictures, one caption only, or captions in another script.</exception>
    public static (CaptionDataset Dataset, double HeldOutShare) Read(CaptionSource source, ulong seed)
    {
        double share = DatasetReader.Read(source).SplitCounts.ContainsKey("val") ? 0 : HeldOut;
        var dataset = DatasetReader.Read(source, new DatasetReaderOptions { SplitSeed = seed, ValidationShare = share });
        int train = dataset.SplitCounts.GetValueOrDefault("train"), held = dataset.SplitCounts.GetValueOrDefault("val");
        if (train < FewestTraining || held < FewestHeldOut)
        {
            throw new DatasetException(
                dataset.File, "", $"{train} pictures to learn from and {held} to hold out",
                $"at least {FewestTraining} and {FewestHeldOut}, and some hundreds for a model that is better: caption more pictures");
        }

        string[] captions = [.. dataset.Split("train").SelectMany(image => image.Sentences).Select(sentence => sentence.Raw)];
        if (captions.Distinct(StringComparer.OrdinalIgnoreCase).Count() == 1)
        {
            throw new DatasetException(
                dataset.File, "", $"one caption for all {train} pictures: {SkyScribeException.Quote(captions[0])}",
                "captions that tell the pictures apart");
        }

        int letters = captions.Sum(caption => caption.Count(char.IsLetter)), latin = captions.Sum(caption => caption.Count(IsLatin));
        if (latin * 2 < letters)
        {
            throw new DatasetException(
                dataset.File, "", $"{(double)(letters - latin) / letters:p0} of the captions' letters are of another script than the model's words",
                "captions in the model's language, English for the bundled one; for another language train a model from nothing ('train --help')");
        }

        return (dataset, share);
    }

    /// <summary>The settings of a run.</summary>
    /// <param name="start">the model to start from</param>
    /// <param name="dataset">what it learns from</param>
    /// <param name="changes">the user's own</param>
    public static TrainingOptions OptionsFor(string start, CaptionDataset dataset, IEnumerable<string> changes)
    {
        var train = dataset.Split("train");
        int captions = train.Sum(image => image.Sentences.Count);
        int threshold = Math.Max(FewestOfAnAttribute, captions / CaptionsOfAnAttribute);
        int stepsOfAnEpoch = Math.Max(1, train.Count / TrainingPresets.Read("adapt").BatchImages);
        int epochs = Math.Clamp(Steps / stepsOfAnEpoch, FewestEpochs, MostEpochs);
        return TrainingPresets.Read(
            "adapt", [.. StartingModel.SettingsOf(start), $"data.attributeThreshold={threshold}", $"epochs={epochs}", .. changes]);
    }

    /// <summary>What a run will cost, for people.</summary>
    /// <param name="perPicture">the time that one picture takes to be captioned by the old model on this machine</param>
    public static string Estimate(CaptionDataset dataset, TrainingOptions options, TimeSpan perPicture, int alsoPictures)
    {
        int train = dataset.SplitCounts["train"], held = dataset.SplitCounts["val"], ways = options.Data.Orientations.Count;
        int captions = dataset.Split("train").Sum(image => Math.Min(image.Sentences.Count, options.CaptionsPerImage));
        // in pictures' times: an encoder's pass in float32 takes twice as long as a caption in 8 bits, a caption's step about a seventh,
        // the search over known features half
        double pictures = (2.0 * ((ways * train) + held)) + (options.Epochs * ((captions / 7.0) + (held / 2.0)))
            + Math.Min(train, 256) + train + held + (2.0 * (held + alsoPictures));
        double gigabytes = 1.6 + (options.BatchImages * options.CaptionsPerImage * 0.01);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"this will take about {ProgressText.Of(perPicture * pictures)} on this machine as busy as it is now ({perPicture.TotalSeconds:f2} s a picture), and about {gigabytes:f1} GB of memory");
    }

    private static bool IsLatin(char letter) => char.IsLetter(letter) && letter < '\u0250';
}
