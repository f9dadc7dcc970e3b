using SkyScribe.Datasets;
using SkyScribe.Datasets.WordVectors;
using SkyScribe.IO;
using SkyScribe.Training.Model;
using static TorchSharp.torch;

namespace SkyScribe.Training.Training;

/// <summary>Starts word and attribute embeddings (W_e of Eq. 25 and of Eq. 15) from GloVe; words that GloVe lacks keep
/// their start. Words and attributes of a model that is trained on keep theirs.</summary>
internal static class GloveStart
{
    private const int SpecialWords = 4;   // padding, begin, end, unknown

    public static void Apply(TrainingRun run, TrainingData data, JttsModel model, TrainingAnnouncer announce, StartingModel? start)
    {
        if (run.GloveFile is null)
        {
            if (start is null)
            {
                announce.Message("embeddings start at random: no GloVe file was given (--glove)");
            }

            return;
        }

        int firstWord = start?.Vocabulary.Count ?? SpecialWords, firstAttribute = start?.Attributes.Count ?? 0;
        if (firstWord == data.Vocabulary.Count && firstAttribute == data.Attributes.Count)
        {
            return;
        }

        var names = Enumerable.Range(0, data.Attributes.Count).Select(data.Attributes.Name).ToArray();
        var vectors = GloveReader.Read(run.GloveFile, data.Vocabulary.Words.Concat(names).ToHashSet(StringComparer.Ordinal));
        string[] words = [.. data.Vocabulary.Words.Skip(firstWord)];
        if (!run.AllowUncovered && words.Length > 0 && !Array.Exists(words, word => vectors.TryGet(word, out _)))
        {
            string why = vectors.InOtherCase > 0
                ? $"; {vectors.InOtherCase} of its words are theirs in other letters: write the file in small letters"
                : "; are these vectors of another language?";
            throw new DatasetException(run.GloveFile, "", $"vectors for 0 of {words.Length} words of the captions{why}",
                "vectors of the captions' words, or --allow-uncovered to start all of them at random");
        }

        if (vectors.Dimension != model.Options.EmbeddingSize)
        {
            throw new OptionException(
                $"{run.GloveFile}: vectors of {vectors.Dimension} numbers; model.embeddingSize is {model.Options.EmbeddingSize}: give vectors of that size or set the option");
        }

        Fill(model.Decoder.WordVectors, data.Vocabulary.Words, firstWord, vectors);
        if (model.AttributeVectors is { } attributes)
        {
            Fill(attributes, names, firstAttribute, vectors);
        }

        announce.Glove(vectors, words);
    }

    private static void Fill(Tensor table, IReadOnlyList<string> words, int first, GloveVectors vectors)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        for (int row = first; row < words.Count; row++)
        {
            if (vectors.TryGet(words[row], out var vector))
            {
                table.select(0, row).copy_(tensor(vector.ToArray()));
            }
        }
    }
}
