using SkyScribe.Geo.Layers;

namespace SkyScribe.Geo.Tests.Layers;

public sealed class HilbertCurveTests
{
    [Fact]
    public void Cells_OfAGrid_FollowEachOtherSideBySide()
    {
        const int Side = 16;
        var cells = (from y in Enumerable.Range(0, Side) from x in Enumerable.Range(0, Side) select (X: x, Y: y))
            .OrderBy(cell => HilbertCurve.Of((cell.X + 0.5) / Side, (cell.Y + 0.5) / Side)).ToArray();
        Assert.All(cells.Zip(cells.Skip(1)),
            step => Assert.Equal(1, Math.Abs(step.First.X - step.Second.X) + Math.Abs(step.First.Y - step.Second.Y)));
    }
}
