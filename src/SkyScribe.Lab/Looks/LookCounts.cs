using System.Globalization;
using System.Text;
using SkyScribe.Datasets;
using SkyScribe.Datasets.Scores;

namespace SkyScribe.Lab.Looks;

/// <summary>What a person's judgements say of each model.</summary>
internal static class LookCounts
{
    /// <summary>What a caption can be: right, wrong, or right but so general that it would fit many pictures.</summary>
    public static readonly string[] Judgements = ["right", "wrong", "bland"];

    private const string Expected = "judgements that a page of lab look saved";

    /// <summary>A caption's name in the page and in the judgements.</summary>
    public static string IdOf(int picture, int caption) => string.Create(CultureInfo.InvariantCulture, $"p{picture + 1}c{caption + 1}");

    /// <summary>Counts the judgements.</summary>
    /// <param name="task">what was judged, drawn again from the same files and seed</param>
    /// <param name="path">what the page saved</param>
    /// <returns>a Markdown table, a row a model</returns>
    /// <exception cref="CaptionFileException">The file is no such file, or of another task.</exception>
    public static string Of(LookTask task, string path)
    {
        var source = new JsonSource(path, CaptionFileException.Of, Expected);
        JsonPlace root = source.Parse(source.ReadText().Text);
        if (root.Member("format").Text() != "skyscribe-look")
        {
            throw root.Error("format", root.Member("format").Text(), "skyscribe-look");
        }

        if (root.Member("task").Text() is var id && id != task.Id)
        {
            throw root.Error("task", id, $"{task.Id}: give the files, the split, --count and --seed that the page was made with");
        }

        var judged = root.Member("judgements").Members().ToDictionary(member => member.Name, member => member.Value.Text());
        var counts = new int[task.Files.Count, Judgements.Length];
        for (int picture = 0; picture < task.Pictures.Count; picture++)
        {
            for (int caption = 0; caption < task.Pictures[picture].Captions.Count; caption++)
            {
                if (judged.TryGetValue(IdOf(picture, caption), out string? judgement))
                {
                    int kind = Array.IndexOf(Judgements, judgement);
                    if (kind < 0)
                    {
                        throw root.Error($"judgements.{IdOf(picture, caption)}", judgement, string.Join(", ", Judgements));
                    }

                    foreach (int model in task.Pictures[picture].Models[caption])
                    {
                        counts[model, kind]++;
                    }
                }
            }
        }

        var table = new StringBuilder($"| captions | {string.Join(" | ", Judgements)} | not judged |\n|---|---|---|---|---|\n");
        for (int model = 0; model < task.Files.Count; model++)
        {
            int[] row = [.. Enumerable.Range(0, Judgements.Length).Select(kind => counts[model, kind])];
            table.Append(CultureInfo.InvariantCulture,
                $"| {Path.GetFileName(task.Files[model])} | {string.Join(" | ", row)} | {task.Pictures.Count - row.Sum()} |\n");
        }

        return table.ToString();
    }
}
