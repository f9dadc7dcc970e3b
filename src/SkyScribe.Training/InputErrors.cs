using SkyScribe.Imaging;
using SkyScribe.Metrics.Files;
using SkyScribe.Models;
using SkyScribe.Text;
using SkyScribe.Training.Checkpoints;
using SkyScribe.Training.Data;
using SkyScribe.Training.Weights;

namespace SkyScribe.Training;

/// <summary>Which errors a program shows as one line.</summary>
internal static class InputErrors
{
    /// <summary>Whether an error's message is written for the person who gave the input; anything else is a bug and shows its trace.</summary>
    public static bool Include(Exception problem) => problem
        is ArgumentException or IOException or UnauthorizedAccessException or InvalidOperationException
        or CheckpointException or DatasetException or WeightFileException or VocabularyException or ImageException or FeatureCacheException
        or CaptionFileException or InvalidDataException or PackageException or NotSupportedException;
}
