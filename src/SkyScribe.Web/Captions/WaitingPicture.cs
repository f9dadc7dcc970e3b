using SkyScribe.Decoding;
using SkyScribe.Imaging;

namespace SkyScribe.Web.Captions;

/// <summary>A picture on its way to the model.</summary>
/// <param name="name">what messages call it</param>
/// <param name="open">decodes it</param>
/// <param name="style">what its caption is to say</param>
/// <param name="needsAttention">whether it is asked where the model looked</param>
/// <param name="cancellation">nobody waits for it any more</param>
internal sealed class WaitingPicture(string name, Func<RgbImage> open, CaptionStyle style, bool needsAttention, CancellationToken cancellation)
{
    private readonly TaskCompletionSource<PictureCaption> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Name => name;

    public CaptionStyle Style => style;

    public bool NeedsAttention => needsAttention;

    public bool IsGivenUp => cancellation.IsCancellationRequested;

    public Task<PictureCaption> Result => _result.Task;

    public RgbImage Open() => open();

    public void Finish(PictureCaption line) => _result.TrySetResult(line);

    public void Fail(Exception problem) => _result.TrySetException(problem);

    public void GiveUp() => _result.TrySetCanceled(cancellation);
}
