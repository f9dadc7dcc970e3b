using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;
using SkyScribe.IO;
using SkyScribe.Imaging;
using SkyScribe.Packages;
using SkyScribe.Training.Model;
using SkyScribe.Training.Encoders;
using SkyScribe.Training.Onnx;

namespace SkyScribe.Training.Export;

/// <summary>Measures the smallest and largest value of each of an encoder's activations on training images: 8-bit values are spread over that
/// range.</summary>
internal static class RangeMeasurement
{
    private const int Batch = 4;

    /// <param name="images">the pictures' files</param>
    public static ActivationRanges Measure(ImageEncoder encoder, NamedWeights weights, JttsModel model, IReadOnlyList<string> images,
        IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfZero(images.Count);
        var built = EncoderModel.Build(encoder, weights, model, null, withActivations: true);
        using var session = OnnxSessions.Open(built.Bytes);
        using var run = new RunOptions();
        var ranges = new ActivationRanges();
        string[] outputs = [.. built.Activations.Where(tensor => tensor != PackageTensors.Images)];
        int size = encoder.Preprocessing.Size, values = 3 * size * size, done = 0;
        var clock = Stopwatch.StartNew();
        foreach (string[] batch in images.Chunk(Batch))
        {
            cancellation.ThrowIfCancellationRequested();
            float[] pixels = new float[batch.Length * values];
            for (int i = 0; i < batch.Length; i++)
            {
                encoder.Preprocessing.Apply(ImageReader.ReadResized(batch[i], encoder.Preprocessing), pixels.AsSpan(i * values, values));
            }

            ranges.Include(PackageTensors.Images, pixels, batch.Length, 3);
            using var input = OrtValue.CreateTensorValueFromMemory(pixels, [batch.Length, 3, size, size]);
            using var results = session.Run(run, [PackageTensors.Images], [input], outputs);
            for (int i = 0; i < outputs.Length; i++)
            {
                ranges.Include(outputs[i], results[i].GetTensorDataAsSpan<float>(), batch.Length, (int)results[i].GetTensorTypeAndShape().Shape[1]);
            }

            done += batch.Length;
            progress?.Report(new WorkProgress("activation ranges", done, images.Count, 0, clock.Elapsed));
        }

        return ranges;
    }
}
