using SkyScribe.Training.Model.Engine.Recurrence;
using static TorchSharp.torch;

namespace SkyScribe.Training.Tests.Model.Engine.Recurrence;

public sealed class RowBufferTests
{
    // 2.5 GiB, more than a span of bytes holds: a buffer that believed in its new size would be written past its end.
    [Fact]
    public void Ensure_MoreThanASpanHolds_FailsEachTimeAndKeepsWhatItHad()
    {
        using var scope = NewDisposeScope();
        using var buffer = new RowBuffer(1 << 20);
        buffer.Ensure(1);
        buffer.Tensor(1).fill_(7);
        Assert.ThrowsAny<Exception>(() => buffer.Ensure(600));
        Assert.ThrowsAny<Exception>(() => buffer.Ensure(600));
        buffer.Clear(0, 1);
        Assert.Equal(0, buffer.Tensor(1).sum().item<float>());
    }
}
