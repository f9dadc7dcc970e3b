namespace SkyScribe.Metrics.Tests.SceneGraph;

public class CaptionParserTests
{
    public static TheoryData<string> Agreed => [.. ReadCaption.All.Where(read => read.Reason is null).Select(read => read.Caption)];

    [Theory]
    [MemberData(nameof(Agreed))]
    public void Parse_RealCaption_GivesTheTuplesThatAPersonRead(string caption)
    {
        ReadCaption read = ReadCaption.All.Single(other => other.Caption == caption);

        Assert.Equal(string.Join("; ", read.Tuples), string.Join("; ", ReadCaption.Parse(caption)));
    }
}
