using System.Text.Json;
using SkyScribe.Datasets;
using SkyScribe.Datasets.Layouts;
using SkyScribe.Datasets.Scores;
using SkyScribe.Datasets.Toy;
using SkyScribe.Lab.Looks;

namespace SkyScribe.Lab.Tests.Looks;

public sealed class LookTaskTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("skyscribe-look-").FullName;
    private readonly ToyPaths _toy;
    private readonly CaptionDataset _dataset;
    private readonly string[] _files;

    public LookTaskTests()
    {
        _toy = ToyDataset.Generate(Path.Combine(_folder, "toy"), new ToyDatasetOptions { Train = 4, Validation = 40, Test = 2, ImageSize = 32 });
        _dataset = DatasetReader.Read(_toy.CaptionFile);
        _files = [Captions("a.json", "alpha"), Captions("b.json", "beta <script>")];
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Draw_TwoModels_StandInEitherOrderAndTheSameEachTime()
    {
        LookTask task = LookTask.Draw(_dataset, "val", _files, 30, 1), again = LookTask.Draw(_dataset, "val", _files, 30, 1);
        Assert.Equal(30, task.Pictures.Select(picture => picture.Image.FileName).Distinct().Count());
        Assert.All(task.Pictures, picture => Assert.Equal("val", picture.Image.Split));
        Assert.InRange(task.Pictures.Count(picture => picture.Models[0][0] == 0), 5, 25);   // binomial, 30 x 1/2: 3.7 standard deviations
        Assert.Equal(task.Pictures.Select(Shown), again.Pictures.Select(Shown));
        Assert.Equal(task.Id, again.Id);
        Assert.NotEqual(task.Id, LookTask.Draw(_dataset, "val", _files, 30, 2).Id);
        Assert.Equal(40, LookTask.Draw(_dataset, "val", _files, 60, 1).Pictures.Count);
    }

    [Fact]
    public void Draw_ModelsThatSayTheSame_AreJudgedOnce() =>
        Assert.All(
            LookTask.Draw(_dataset, "val", [_files[0], _files[0]], 5, 1).Pictures,
            picture => Assert.Equal([0, 1], Assert.Single(picture.Models).Order()));

    [Fact]
    public void Of_Page_HasEveryCaptionAndNoNameOfAModel()
    {
        LookTask task = LookTask.Draw(_dataset, "val", _files, 3, 1);
        string page = LookPage.Of(task, _toy.ImageFolder);
        Assert.Equal(3, page.Split("data:image/jpeg;base64,").Length - 1);
        Assert.Contains("beta &lt;script&gt;", page, StringComparison.Ordinal);
        Assert.DoesNotContain("a.json", page, StringComparison.Ordinal);
        Assert.DoesNotContain("http", page.Replace("http-equiv", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    // Everything that alpha says is right, what beta says is wrong, but for one that nobody judged.
    [Fact]
    public void Of_Judgements_AreCountedForTheModelThatSaidIt()
    {
        LookTask task = LookTask.Draw(_dataset, "val", _files, 20, 7);
        var judged = new Dictionary<string, string>();
        for (int picture = 0; picture < 19; picture++)
        {
            for (int caption = 0; caption < 2; caption++)
            {
                judged[LookCounts.IdOf(picture, caption)] = task.Pictures[picture].Captions[caption].StartsWith("alpha", StringComparison.Ordinal) ? "right" : "wrong";
            }
        }

        string[] rows = LookCounts.Of(task, Judged(task.Id, judged)).Split('\n');
        Assert.Equal("| a.json | 19 | 0 | 0 | 1 |", rows[2]);
        Assert.Equal("| b.json | 0 | 19 | 0 | 1 |", rows[3]);
    }

    [Fact]
    public void Of_JudgementsOfAnotherTaskOrKind_AreRefused()
    {
        LookTask task = LookTask.Draw(_dataset, "val", _files, 20, 7);
        string Problem(string id, string judgement) => Assert.Throws<CaptionFileException>(
            () => LookCounts.Of(task, Judged(id, new() { ["p1c1"] = judgement }))).Message;
        Assert.Contains("--seed", Problem("0123", "right"), StringComparison.Ordinal);
        Assert.Contains("judgements.p1c1", Problem(task.Id, "nice"), StringComparison.Ordinal);
    }

    private static string Shown(LookPicture picture) => picture.Image.FileName + string.Join('|', picture.Captions);

    private string Judged(string task, Dictionary<string, string> judgements)
    {
        string path = Path.Combine(_folder, "judged.json");
        File.WriteAllText(path, JsonSerializer.Serialize(new { format = "skyscribe-look", version = 1, task, judgements }));
        return path;
    }

    private string Captions(string name, string model)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, JsonSerializer.Serialize(_dataset.Images.ToDictionary(image => image.FileName, image => $"{model} {image.FileName}")));
        return path;
    }
}
