using SkyScribe.Geo.Regions;

namespace SkyScribe.Geo.Tests.Regions;

public sealed class EllipsoidAreaTests
{
    // The whole of WGS 84 has 510,065,621.724 square kilometres (NIMA TR8350.2 gives its authalic radius as 6,371,007.1809 m).
    [Fact]
    public void Area_OfAHundredthOfTheBandsOfTheEarth_AddsUpToTheWholeOfIt()
    {
        double total = 0;
        for (int latitude = -90; latitude < 90; latitude += 10)
        {
            total += 36 * EllipsoidArea.Of([(0, latitude), (0, latitude + 10), (10, latitude + 10), (10, latitude)]);
        }

        Assert.Equal(4 * Math.PI * 6371007.1809 * 6371007.1809, total, 4e7);
    }

    [Fact]
    public void Area_AcrossTheAntimeridian_IsThatOfTheShortWay() =>
        Assert.Equal(EllipsoidArea.Of([(0, 10), (0, 11), (1, 11), (1, 10)]), EllipsoidArea.Of([(179.5, 10), (179.5, 11), (-179.5, 11), (-179.5, 10)]), 1.0);
}
