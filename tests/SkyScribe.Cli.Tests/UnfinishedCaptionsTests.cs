using System.Text;
using SkyScribe.IO;

namespace SkyScribe.Cli.Tests;

public sealed class UnfinishedCaptionsTests : IDisposable
{
    private const string Header = "image,caption,log_probability,attributes,confidence,out_of_domain,error\r\n";
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Read_NamesWithLineEndsQuotesAndCommas_AreWhole()
    {
        string row = "\"a\nb, \"\"c\"\".png\",a road,-1.5,road,0.5,false,\r\n";
        var read = Read(Header + row + "x.png,,,,,,gone\r\n\"cut\nwithin a na", CaptionFormat.Csv);
        Assert.Equal(["a\nb, \"c\".png", "x.png"], read.Done);
        Assert.Equal(["x.png"], read.Failed);
        Assert.Equal((Header + row + "x.png,,,,,,gone\r\n").Length, read.WholeBytes);
    }

    [Theory]
    [InlineData("Csv", Header + "é.png,a road,-1,,,,\r\n")]
    [InlineData("Json", "{\"image\":\"é.png\",\"caption\":\"a road\"}\n")]
    public void Read_ByteOrderMark_CostsNothing(string name, string content)
    {
        var format = Enum.Parse<CaptionFormat>(name);
        byte[] bytes = [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(content)];
        File.WriteAllBytes(_path, [.. bytes, .. "{\"im"u8]);
        var read = UnfinishedCaptions.Read(_path, format);
        Assert.Equal(["é.png"], read.Done);
        Assert.Equal(bytes.Length, read.WholeBytes);
    }

    [Theory]
    [InlineData("Json", "{\"image\": 3}\n")]
    [InlineData("Json", "null\n")]
    [InlineData("Json", "a letter to somebody")]
    [InlineData("Csv", "a,b\r\n")]
    [InlineData("Csv", "\"a,,,,,,,,\r\n")]
    [InlineData("Csv", Header + "a,b\r\n")]
    public void Read_SomethingElse_IsRefused(string name, string content)
    {
        var format = Enum.Parse<CaptionFormat>(name);
        Assert.Contains(_path, Assert.Throws<OptionException>(() => Read(content, format)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Csv")]
    [InlineData("Json")]
    public void Read_InvalidUtf8_IsRefusedAtItsPlace(string name)
    {
        var format = Enum.Parse<CaptionFormat>(name);
        byte[] start = format == CaptionFormat.Csv ? Encoding.UTF8.GetBytes(Header) : "{\"image\":\"a.png\"}\n"u8.ToArray();
        byte[] bad = format == CaptionFormat.Csv ? [0xFF, .. ".png,,,,,,\r\n"u8] : [.. "{\"image\":\""u8, 0xFF, .. ".png\"}\n"u8];
        File.WriteAllBytes(_path, [.. start, .. bad]);
        Assert.Contains($"at byte {start.Length}", Assert.Throws<OptionException>(() => UnfinishedCaptions.Read(_path, format)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Read_EntryWithoutEnd_IsRefusedBeforeItFillsTheMemory()
    {
        using (var stream = File.OpenWrite(_path))
        {
            stream.Write("{\"image\":\""u8);
            stream.SetLength(3L << 30);
        }

        Assert.Throws<OptionException>(() => UnfinishedCaptions.Read(_path, CaptionFormat.Json));
    }

    private UnfinishedCaptions Read(string content, CaptionFormat format)
    {
        File.WriteAllText(_path, content);
        return UnfinishedCaptions.Read(_path, format);
    }
}
