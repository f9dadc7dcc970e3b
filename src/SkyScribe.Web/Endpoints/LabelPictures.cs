using SkyScribe.Datasets.Labels;
using SkyScribe.Imaging;

namespace SkyScribe.Web.Endpoints;

/// <summary>The pictures of a data set, made small enough to be looked at and shown as the model saw them.</summary>
/// <param name="store">the data set</param>
/// <param name="rendering">how values of more than 8 bits are shown; null for the default</param>
internal sealed class LabelPictures(LabelStore store, Rendering? rendering) : IDisposable
{
    private const int Longest = 1024, Quality = 92;
    private readonly SemaphoreSlim _turns = new(Math.Max(1, Environment.ProcessorCount));

    /// <summary>A picture as JPEG.</summary>
    /// <param name="row">which</param>
    /// <param name="cancellation">nobody waits any more</param>
    /// <exception cref="ImageException">It is not there any more, or cannot be read.</exception>
    public async Task<byte[]> JpegAsync(LabelRow row, CancellationToken cancellation)
    {
        await _turns.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return await Task.Run(() => ImageWriter.EncodeJpeg(ImageReader.ReadShrunk(store.PathOf(row), Longest, null, rendering), Quality),
                cancellation).ConfigureAwait(false);
        }
        finally
        {
            _turns.Release();
        }
    }

    public void Dispose() => _turns.Dispose();
}
