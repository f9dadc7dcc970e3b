using SkyScribe.Datasets.Labels;
using SkyScribe.Datasets.Layouts;
using SkyScribe.IO;

namespace SkyScribe.Datasets.Tests.Labels;

public sealed class LabelStoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("skyscribe-labels-").FullName;

    private string Table => Path.Combine(_folder, "labels.csv");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Labels_AreADataSetThatIsRead()
    {
        var store = Make("a", "b", "c", "d");
        Accept(store, "a");
        Change(store, "b", LabelState.Edited, "  two   red barns ", "крыши", "two red barns");
        Change(store, "c", LabelState.Rejected);
        var dataset = DatasetReader.Read(_folder);
        Assert.Equal(["images/a.png: draft of a", "images/b.png: two red barns / крыши"],
            dataset.Images.Select(image => $"{image.FileName}: {string.Join(" / ", image.Sentences.Select(sentence => sentence.Raw))}"));
        Assert.Equal(new LabelCounts(4, 1, 1, 1, 1, 3), LabelCounts.Of(store.Rows()));
        Assert.Equal(store.Rows().Select(row => (row.Image, row.Tag)), LabelStore.Open(_folder).Rows().Select(row => (row.Image, row.Tag)));
    }

    [Fact]
    public void Captions_ThatAreOlderThanLabelsByHand_AreToldOfAndBroughtUpToDate()
    {
        Accept(Make("a", "b"), "a");
        Assert.Empty(DatasetReader.Read(_folder).Warnings);
        Edit(text => text.Replace("images/b.png,open,", "images/b.png,,by hand", StringComparison.Ordinal));
        File.SetLastWriteTimeUtc(Table, DateTime.UtcNow.AddMinutes(1));
        Assert.Contains("label --status", Assert.Single(DatasetReader.Read(_folder).Warnings), StringComparison.Ordinal);
        LabelStore.Open(_folder);
        Assert.Equal(2, DatasetReader.Read(_folder).Images.Count);
    }

    [Fact]
    public void Change_IsOnTheDisk_WhenItReturns()
    {
        var store = Make("a");
        Change(store, "a", LabelState.Edited, "a barn");
        Assert.Contains("images/a.png,edited,a barn,", File.ReadAllText(Table), StringComparison.Ordinal);
        Assert.Contains("images/a.png,a barn", File.ReadAllText(Path.Combine(_folder, "captions.csv")), StringComparison.Ordinal);
        Change(store, "a", LabelState.Open);
        Assert.DoesNotContain("a barn", File.ReadAllText(Path.Combine(_folder, "captions.csv")), StringComparison.Ordinal);
    }

    [Fact]
    public void Change_OfWhatSomebodyElseChanged_IsRefusedAndTold()
    {
        var store = Make("a", "b");
        string seen = store.Find("images/a.png")!.Tag;
        Change(store, "a", LabelState.Edited, "the first one's barn");
        var conflict = Assert.Throws<LabelConflictException>(() => store.Change("images/a.png", seen, LabelState.Edited, ["the second one's"]));
        Assert.Contains("somebody else has changed", conflict.Message, StringComparison.Ordinal);
        Assert.Contains("the first one's barn", conflict.Message, StringComparison.Ordinal);
        Assert.Equal("the first one's barn", store.Find("images/a.png")!.Captions[0]);
        Change(store, "b", LabelState.Rejected);   // another picture's label was not touched
    }

    [Fact]
    public void File_ThatIsEditedMeanwhile_IsReadAnew()
    {
        var store = Make("a", "b");
        string seen = store.Find("images/a.png")!.Tag;
        Edit(text => text.Replace("images/a.png,open,", "images/a.png,,by hand", StringComparison.Ordinal));
        Assert.Equal(LabelState.Edited, store.Find("images/a.png")!.State);
        Assert.Throws<LabelConflictException>(() => store.Change("images/a.png", seen, LabelState.Rejected, []));
        Assert.Equal("", store.Notice);
        Edit(text => text.Replace("images/a.png", "images/c.png", StringComparison.Ordinal));
        Assert.Null(store.Change("images/a.png", seen, LabelState.Rejected, []));
        Assert.Contains("by hand", File.ReadAllText(Path.Combine(_folder, "labels.old.csv")), StringComparison.Ordinal);
    }

    [Fact]
    public void File_ThatIsSavedOverLaterLabels_LosesNone()
    {
        var store = Make("a", "b");
        byte[] opened = File.ReadAllBytes(Table);
        Change(store, "a", LabelState.Edited, "a red barn");
        Thread.Sleep(20);
        File.WriteAllBytes(Table, opened);
        Assert.Equal(LabelState.Open, store.Find("images/a.png")!.State);
        Assert.Contains("1 pictures have lost captions", store.Notice, StringComparison.Ordinal);
        Assert.Contains("a red barn", File.ReadAllText(Path.Combine(_folder, "labels.old.csv")), StringComparison.Ordinal);
    }

    [Fact]
    public void File_ThatIsBrokenMeanwhile_IsNeverOverwritten()
    {
        var store = Make("a");
        string tag = store.Find("images/a.png")!.Tag;
        Edit(text => text.Replace("open", "opne", StringComparison.Ordinal));
        string broken = File.ReadAllText(Table);
        Assert.Contains("line 2, state", Assert.Throws<DatasetException>(() => store.Change("images/a.png", tag, LabelState.Rejected, [])).Message,
            StringComparison.Ordinal);
        Assert.Equal(broken, File.ReadAllText(Table));
        Edit(text => text.Replace("opne", "open", StringComparison.Ordinal));
        Change(store, "a", LabelState.Rejected);
        File.Delete(Table);
        Assert.Contains("no such file", Assert.Throws<DatasetException>(() => store.Rows()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("=cmd|' /C calc'!A0")]
    [InlineData("none")]
    public void Caption_ThatIsNone_IsRefused(string text)
    {
        var store = Make("a");
        Assert.Throws<OptionException>(() => Change(store, "a", LabelState.Edited, text));
        Assert.Equal(LabelState.Open, store.Find("images/a.png")!.State);
    }

    [Fact]
    public void Captions_BeyondFive_AreRefused()
    {
        var problem = Assert.Throws<OptionException>(() => Change(Make("a"), "a", LabelState.Edited, "a", "b", "c", "d", "e", "f"));
        Assert.Contains("found 6 captions, expected 1 to 5", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Picture_ThatVanishes_KeepsItsLabel()
    {
        var store = Make("a", "b");
        Accept(store, "a");
        Accept(store, "b");
        File.Delete(Path.Combine(_folder, "images/a.png"));
        store = LabelStore.Open(_folder);
        Assert.Equal("images/a.png", Assert.Single(store.Missing()).Image);
        Assert.Equal("images/b.png", Assert.Single(DatasetReader.Read(_folder).Images).FileName);
        Assert.Equal(LabelState.Accepted, store.Find("images/a.png")!.State);
    }

    [Fact]
    public void Add_OfPicturesThatAreThere_ChangesNothing()
    {
        var store = Make("a");
        Change(store, "a", LabelState.Edited, "a barn");
        Edit(text => text.Replace("confidence", "confidence,notes", StringComparison.Ordinal).Replace("0.5", "0.5,mine", StringComparison.Ordinal));
        Assert.Equal(1, store.Add([Row("a"), Row("b")]));
        Assert.Equal(["a barn"], store.Find("images/a.png")!.Captions);
        Assert.Equal([["mine"], [""]], LabelStore.Open(_folder).Rows().Select(row => row.Others));
    }

    [Fact]
    public void Words_AreThoseOfThePeopleFirst()
    {
        var store = Make("a");
        store.AddWords(["barn", "port", "a"]);
        store.AddWords(["roof"]);
        Change(store, "a", LabelState.Edited, "Solar panels, on a barn.");
        Assert.Equal(["solar", "panels", "on", "barn", "roof", "port"], store.Words());
    }

    [Fact]
    public async Task Changes_OfManyThreads_AreAllKept()
    {
        string[] names = [.. Enumerable.Range(0, 40).Select(number => $"p{number}")];
        var store = Make(names);
        await Parallel.ForEachAsync(names, (name, _) =>
        {
            Change(store, name, LabelState.Edited, $"a picture of {name}");
            return ValueTask.CompletedTask;
        });
        Assert.Equal(names.Select(name => $"images/{name}.png a picture of {name}"),
            LabelStore.Open(_folder).Rows().Select(row => $"{row.Image} {string.Join('|', row.Captions)}"));
    }

    private static void Change(LabelStore store, string name, LabelState state, params string[] captions) =>
        store.Change($"images/{name}.png", store.Find($"images/{name}.png")!.Tag, state, captions);

    private static void Accept(LabelStore store, string name)
    {
        Change(store, name, LabelState.Edited, $"draft of {name}");
        Assert.Equal(LabelState.Accepted, store.Find($"images/{name}.png")!.State);
    }

    private static LabelRow Row(string name) => new($"images/{name}.png", LabelState.Open, [], $"draft of {name}", 0.5);

    private void Edit(Func<string, string> change)
    {
        Thread.Sleep(20);   // file systems keep times in steps
        File.WriteAllText(Table, change(File.ReadAllText(Table)));
    }

    private LabelStore Make(params string[] names)
    {
        Directory.CreateDirectory(Path.Combine(_folder, "images"));
        foreach (string name in names)
        {
            File.WriteAllBytes(Path.Combine(_folder, $"images/{name}.png"), [1]);
        }

        var store = LabelStore.OpenOrMake(_folder);
        store.Add(names.Select(Row));
        return store;
    }
}
