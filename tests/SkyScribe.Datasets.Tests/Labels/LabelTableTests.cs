using System.Text;
using SkyScribe.Datasets.Labels;

namespace SkyScribe.Datasets.Tests.Labels;

public sealed class LabelTableTests
{
    private const string Header = "image,state,caption_1,caption_2,draft,confidence\n";

    [Fact]
    public void Table_ThatIsWrittenAndRead_IsTheSame()
    {
        LabelRow[] rows =
        [
            new("images/a.jpg", LabelState.Open, [], "a \"port\", with ships", 0.25),
            new LabelRow("images/süd/б.jpg", LabelState.Open, [], "a port", null).With(LabelState.Edited, ["港口里有两艘船", "ميناء; فيه سفن", "два корабля"]),
            new LabelRow("images/c.jpg", LabelState.Open, [], "a port", 1).With(LabelState.Accepted, ["a port"]),
            new LabelRow("images/d.jpg", LabelState.Open, [], "", 0).With(LabelState.Rejected, []),
        ];
        string[] notes = ["look, again\nlater", "", "=1+1", " "];
        var table = new LabelTable([.. rows.Zip(notes, (row, note) => row with { Others = [note] })], ["notes"]);
        var read = Read(table.ToBytes());
        Assert.Equal(["notes"], read.OtherColumns);
        Assert.Equal(rows.Select(Text), read.Rows.Select(Text));
        Assert.Equal(notes, read.Rows.Select(row => row.Others[0]));
        Assert.Equal(table.ToBytes(), read.ToBytes());
        Assert.True(table.ToBytes().AsSpan().StartsWith(Encoding.UTF8.Preamble));
    }

    [Theory]
    [InlineData("images/a.jpg,,a red barn,,a barn,", LabelState.Edited, "a red barn")]
    [InlineData("images/a.jpg,open,a barn,,a barn,", LabelState.Accepted, "a barn")]
    [InlineData("images/a.jpg,Accepted,,,a barn,0.5", LabelState.Accepted, "a barn")]
    [InlineData("images/a.jpg,edited,,  a  red barn ,a barn,\"0,5\"", LabelState.Edited, "a red barn")]
    [InlineData("images/a.jpg,accepted,a red barn,,a barn,", LabelState.Edited, "a red barn")]
    [InlineData("images/a.jpg,rejected,a red barn,,a barn,", LabelState.Rejected, "a red barn")]
    public void Row_ThatAPersonWrote_MeansWhatTheyMeant(string line, object state, string caption)
    {
        var row = Assert.Single(Read(Header + line + "\n").Rows);
        Assert.Equal(((LabelState)state, caption), (row.State, Assert.Single(row.Captions)));
    }

    [Fact]
    public void Table_OfASpreadsheet_WithSemicolonsAndEmptyCells_IsRead()
    {
        var table = Read("\uFEFFImage;State;Caption_1;;\r\nimages/a.jpg;edited;\"a; b\";;\r\n;;;;\r\nimages/b.jpg;;;;;\r\n");
        Assert.Equal([(LabelState.Edited, "images/a.jpg"), (LabelState.Open, "images/b.jpg")], table.Rows.Select(row => (row.State, row.Image)));
        Assert.Equal("a; b", table.Rows[0].Captions[0]);
    }

    [Theory]
    [InlineData(Header + "images/a.jpg,acepted,,,a barn,", "line 2, state: found 'acepted', expected open, accepted, edited or rejected")]
    [InlineData(Header + "images/a.jpg,,a,,,\nimages/a.jpg,,b,,,", "line 3, image: found 'images/a.jpg' a second time")]
    [InlineData(Header + "../a.jpg,,a,,,", "line 2, image: found '../a.jpg', expected a path inside")]
    [InlineData(Header + "images/a.jpg,,a", "line 2: found 3 fields, expected 6")]
    [InlineData(Header + "images/a.jpg,accepted,,,,", "line 2, caption_1: found nothing, expected a caption")]
    [InlineData(Header + "images/a.jpg,,,=HYPERLINK(1),,", "line 2, caption_2: found a '=' at the start")]
    [InlineData(Header + "images/a.jpg,,['a'],,,", "line 2, caption_1: found '['a']', expected a sentence")]
    [InlineData(Header + "images/a.jpg,,,,a,2", "line 2, confidence: found '2', expected a number from 0 to 1")]
    [InlineData(Header + "images/a.jpg,,\"a,,,", "line 2: found a quote that is never closed")]
    [InlineData("image,state,state\na,,", "line 1: found 2 columns called 'state'")]
    [InlineData("image,caption\nimages/a.jpg,a", "line 1: found 'image,caption', expected the columns image, state, caption_1")]
    [InlineData("", "line 1: found '', expected the columns image, state")]
    public void Table_ThatIsWrong_SaysLineAndColumn(string text, string expected)
    {
        var problem = Assert.Throws<DatasetException>(() => Read(text));
        Assert.Contains(expected, problem.Message, StringComparison.Ordinal);
        Assert.Contains("labels.csv: ", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Table_InAnotherEncoding_IsRefused() =>
        Assert.Contains("no UTF-8", Assert.Throws<DatasetException>(() => Read(Encoding.Latin1.GetBytes(Header + "images/ä.jpg,,a,,,"))).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("a port", true)]
    [InlineData("два корабля", true)]
    [InlineData("2 ships", true)]
    [InlineData("", false)]
    [InlineData("nan", false)]
    [InlineData("...", false)]
    [InlineData("+1 ship", false)]
    [InlineData("@ship", false)]
    [InlineData("a\u0007ship", false)]
    public void Text_IsACaptionOrNot(string text, bool expected) => Assert.Equal(expected, LabelText.Problem(text) is null);

    [Fact]
    public void Text_WithHalfALetter_IsNoCaption() => Assert.NotNull(LabelText.Problem("half a " + '\uD83D'));

    private static LabelTable Read(string text) => Read(Encoding.UTF8.GetBytes(text));

    private static LabelTable Read(byte[] bytes)
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("skyscribe-labels-").FullName, "labels.csv");
        try
        {
            File.WriteAllBytes(path, bytes);
            return LabelTable.Read(path);
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        }
    }

    private static string Text(LabelRow row) => $"{row.Image} {row.State} {string.Join('|', row.Captions)} {row.Draft} {row.Confidence}";
}
