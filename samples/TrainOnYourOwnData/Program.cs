using SkyScribe.Imaging;
using SkyScribe.Training.Inference;
using SkyScribe.Training.Options;
using SkyScribe.Training.Training;

// Your data: a folder with images and a captions.csv whose columns are file,caption (one row a sentence) and, if you have it, split.
string folder = args is [var given, ..] ? given : throw new ArgumentException("usage: TrainOnYourOwnData FOLDER [OUT]");
string output = args is [_, var chosen] ? chosen : "runs/own";

// The toy preset trains a small network from nothing. With encoder weights at hand, start from "ucm" and set EncoderWeights.
var run = new TrainingRun
{
    Options = TrainingPresets.Read("toy", "epochs=20", "attributeThreshold=10"),
    CaptionFile = folder,
    ImageFolder = folder,
    OutputFolder = output,
};
var result = Trainer.Run(run, new Epochs());

using var model = TrainedModel.Load(result.ModelFolder);
foreach (string file in ImageFiles.Expand([folder]).Take(5))
{
    Console.WriteLine($"{Path.GetFileName(file)}: {model.Describe(ImageReader.Read(file)).Text}");
}

internal sealed class Epochs : IProgress<TrainingEvent>
{
    public void Report(TrainingEvent value)
    {
        if (value is EpochSummary epoch)
        {
            Console.WriteLine($"epoch {epoch.Epoch}: loss {epoch.Loss.Total:f3}, CIDEr {epoch.Scores.GetValueOrDefault("CIDEr"):f3}");
        }
    }
}
