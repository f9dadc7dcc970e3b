using SkyScribe.Datasets;
using SkyScribe.Datasets.Scores;
using SkyScribe.IO;

namespace SkyScribe.Lab.Looks;

/// <summary>One picture to be judged.</summary>
/// <param name="Image">the picture</param>
/// <param name="Captions">what is said of it, in the order shown; equal captions stand once</param>
/// <param name="Models">for each caption the models that say it, as numbers from 0</param>
internal sealed record LookPicture(CaptionedImage Image, IReadOnlyList<string> Captions, IReadOnlyList<IReadOnlyList<int>> Models);

/// <summary>Pictures of a split, drawn by a seed, with the captions of one or more models in an order that does not tell the models apart.</summary>
/// <remarks>The page that people judge by has no names of models; who said what is found again from the same files and seed.</remarks>
internal sealed record LookTask(IReadOnlyList<LookPicture> Pictures, IReadOnlyList<string> Files)
{
    /// <summary>What tells one task from another: kept in the page and in the judgements.</summary>
    public string Id { get; private init; } = "";

    /// <summary>Draws pictures.</summary>
    /// <param name="dataset">the pictures</param>
    /// <param name="split">which of them</param>
    /// <param name="files">the models' captions, a file each, as evaluate --captions-out or caption writes them</param>
    /// <param name="count">how many; all where there are fewer</param>
    /// <param name="seed">of the draw and of the orders</param>
    /// <exception cref="CaptionFileException">No picture has captions of all models.</exception>
    public static LookTask Draw(CaptionDataset dataset, string split, IReadOnlyList<string> files, int count, ulong seed)
    {
        OptionRange.Check(count, 1, 1000, nameof(count));
        CaptionedImage[] images = [.. dataset.Split(split)];
        CandidateFile[] read = [.. files.Select(CandidateFile.Read)];
        string?[][] captions = [.. read.Select(file => CaptionsOf(file, images))];
        int[] common = [.. Enumerable.Range(0, images.Length).Where(image => captions.All(of => of[image] is not null))];
        if (common.Length == 0)
        {
            throw new CaptionFileException(files[0], "", $"no picture of {split} that has a caption in {string.Join(" and in ", files)}", "at least one");
        }

        var pictures = new List<LookPicture>();
        foreach (int image in DeterministicRandom.Permutation(common.Length, seed, 0).Take(count).Select(place => common[place]))
        {
            int[] order = DeterministicRandom.Permutation(files.Count, seed, (ulong)image + 1);
            var said = order.GroupBy(model => captions[model][image]!).ToArray();
            pictures.Add(new LookPicture(
                images[image], [.. said.Select(caption => caption.Key)], [.. said.Select(caption => (IReadOnlyList<int>)[.. caption])]));
        }

        string parts = string.Join(' ', [dataset.Hash, split, $"{count}", $"{seed}", .. read.Select(file => file.Hash)]);
        return new LookTask(pictures, files) { Id = Sha256.Of(parts)[..16] };
    }

    private static string?[] CaptionsOf(CandidateFile file, CaptionedImage[] images)
    {
        IdMatch match = IdMatch.Find([.. file.Captions.Keys], [.. images.Select(image => new ReferencedImage(ReferencedImage.IdsOf(image), []))]);
        return [.. match.CandidateOf.Select(id => id is null ? null : file.Captions.GetValueOrDefault(id))];
    }
}
