using SkyScribe.Metrics.Content;

namespace SkyScribe.Metrics.Tests.Content;

public sealed class ObjectWordsTests
{
    [Theory]
    [InlineData("two airplanes are parked on the runway", "airplane pavement")]
    [InlineData("many mobile homes beside some houses", "buildings mobile-home")]
    [InlineData("many mobile homes", "mobile-home")]               // the longest phrase counts: no home of its own
    [InlineData("a baseball field beside a field", "field")]
    [InlineData("a baseball field", "")]
    [InlineData("storage tanks and a tennis court", "court tanks")]
    [InlineData("buses on the grass near the sea water", "cars grass sea")]
    [InlineData("it is a dense residential area", "")]
    [InlineData("", "")]
    public void KindsIn_Caption_AreThoseItNames(string caption, string kinds) => Assert.Equal(
        kinds.Split(' ', StringSplitOptions.RemoveEmptyEntries), ObjectWords.Aerial.KindsIn(caption.Split(' ')).Order(StringComparer.Ordinal));

    [Fact]
    public void Aerial_HasThe17KindsOfTheLabels() => Assert.Equal(
        [
            "airplane", "bare-soil", "buildings", "cars", "chaparral", "court", "dock", "field", "grass", "mobile-home", "pavement", "sand", "sea",
            "ship", "tanks", "trees", "water",
        ], ObjectWords.Aerial.Kinds);

    [Theory]
    [InlineData("trees", "line 1")]
    [InlineData("trees: ", "line 1")]
    [InlineData("a: tree\n\nb: bush, trees", "line 3: 'trees' has two kinds, a and b")]
    [InlineData("# nothing", "no kind")]
    [InlineData("-: field", "no kind")]
    public void Parse_NoList_SaysWhere(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<FormatException>(() => ObjectWords.Parse(text)).Message, StringComparison.Ordinal);
}
