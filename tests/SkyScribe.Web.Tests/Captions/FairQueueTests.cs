using SkyScribe.Web.Captions;

namespace SkyScribe.Web.Tests.Captions;

public sealed class FairQueueTests
{
    [Fact]
    public async Task Take_OfTwoClients_GivesThemTurns()
    {
        using var queue = new FairQueue<string>(100, 100);
        Assert.True(queue.TryAdd("noisy", ["n1", "n2", "n3"]));
        Assert.True(queue.TryAdd("quiet", ["q1"]));
        var taken = new List<string>();
        while (queue.Count > 0)
        {
            taken.Add(await queue.TakeAsync(default));
        }

        Assert.Equal(["n1", "q1", "n2", "n3"], taken);
    }

    [Fact]
    public async Task Add_BeyondAClientsShare_IsRefusedAndLeavesRoomForOthers()
    {
        using var queue = new FairQueue<int>(capacity: 4, perClient: 3);
        Assert.True(queue.TryAdd("a", [1, 2, 3]));
        Assert.False(queue.TryAdd("a", [4]));
        Assert.True(queue.TryAdd("b", [5]));
        Assert.False(queue.TryAdd("b", [6]));
        Assert.Equal(1, await queue.TakeAsync(default));
        Assert.True(queue.TryAdd("b", [6]));
    }

    [Fact]
    public void Add_OfTooMany_AddsNone()
    {
        using var queue = new FairQueue<int>(capacity: 2, perClient: 2);
        Assert.False(queue.TryAdd("a", [1, 2, 3]));
        Assert.Equal(0, queue.Count);
    }
}
