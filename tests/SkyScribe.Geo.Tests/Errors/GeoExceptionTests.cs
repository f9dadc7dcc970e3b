namespace SkyScribe.Geo.Tests.Errors;

public sealed class GeoExceptionTests
{
    [Fact]
    public void Message_OfOnePlace_NamesFileFieldFoundAndExpected()
    {
        var problem = new GeoException("a.tif", "tag 33550 (ModelPixelScale)", "0", "a size above 0");
        Assert.Equal("a.tif: tag 33550 (ModelPixelScale): found 0, expected a size above 0", problem.Message);
    }
}
