using SkyScribe.Decoding;

namespace SkyScribe.Tests.Decoding;

public class DecodingOptionsTests
{
    [Theory]
    [InlineData(0, 20, 0, "BeamSize must be from 1 to 1000")]
    [InlineData(1001, 20, 0, "BeamSize must be from 1 to 1000")]
    [InlineData(3, 0, 0, "MaxWords must be from 1 to 1000")]
    [InlineData(3, 20, 3, "Alternatives must be from 0 to 2 (below BeamSize)")]
    [InlineData(3, 20, -1, "Alternatives must be from 0 to 2 (below BeamSize)")]
    public void Validate_OutOfRange_NamesTheValueAndItsRange(int beam, int words, int alternatives, string message)
    {
        var options = new DecodingOptions { BeamSize = beam, MaxWords = words, Alternatives = alternatives };
        Assert.StartsWith(message, Assert.Throws<ArgumentOutOfRangeException>(options.Validate).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_Defaults_AreThePredecessors()
    {
        var options = new DecodingOptions();
        options.Validate();
        Assert.Equal((3, 20, 0), (options.BeamSize, options.MaxWords, options.Alternatives));
    }
}
