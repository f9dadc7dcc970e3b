using SkyScribe.Imaging;
using SkyScribe.Training.Inference;
using SkyScribe.Training.Tests.Training;
using SkyScribe.Training.Training;

namespace SkyScribe.Training.Tests.Inference;

/// <summary>Trained models that are disposed of in the middle of their work; a mistake here ends the whole process.</summary>
public sealed class DisposingTests : IDisposable
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);
    private readonly TinyRun _tiny = new();

    public DisposingTests() => Trainer.Run(_tiny.Run("run", TinyRun.Options("epochs=1")));

    public void Dispose() => _tiny.Dispose();

    private string[] Files => [.. Directory.GetFiles(_tiny.Toy.ImageFolder).Order(StringComparer.Ordinal)];

    private IImageCaptioner Load(bool isEnsemble) =>
        isEnsemble ? ModelEnsemble.Load([_tiny.PathOf("run"), _tiny.PathOf("run")]) : TrainedModel.Load(_tiny.PathOf("run"));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AnyCall_AfterDispose_Throws(bool isEnsemble)
    {
        var model = Load(isEnsemble);
        var image = ImageReader.Read(Files[0]);
        Assert.NotEmpty(model.Describe([image])[0].Text);
        var begun = model.DescribeFilesAsync(Files).GetAsyncEnumerator();
        Assert.True(await begun.MoveNextAsync());
        model.Dispose();
        model.Dispose();
        Assert.Throws<ObjectDisposedException>(() => model.Describe([image]));
        Assert.Throws<ObjectDisposedException>(() => model.Explain(image, "many green trees"));
        Assert.Throws<ObjectDisposedException>(() => model.DescribeFilesAsync(Files));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await begun.MoveNextAsync());
        await begun.DisposeAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Dispose_ACallUnderWay_WaitsForIt(bool isEnsemble)
    {
        var images = Files.Select(file => ImageReader.Read(file)).ToArray();
        for (int round = 0; round < 4; round++)
        {
            var model = Load(isEnsemble);
            int calls = 0;
            var work = Task.Factory.StartNew(
                () =>
                {
                    while (true)
                    {
                        Assert.Equal(images.Length, model.Describe(images).Count);
                        Interlocked.Increment(ref calls);
                    }
                },
                TaskCreationOptions.LongRunning);
            while (Volatile.Read(ref calls) < round)
            {
                await Task.Delay(1);
            }

            await Task.Delay(5 * round);
            await Task.Run(model.Dispose).WaitAsync(Long);
            await Assert.ThrowsAsync<ObjectDisposedException>(() => work.WaitAsync(Long));
        }
    }
}
