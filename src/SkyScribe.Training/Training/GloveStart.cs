using SkyScribe.Datasets.WordVectors;
using SkyScribe.IO;
using SkyScribe.Training.Model;
using static TorchSharp.torch;

namespace SkyScribe.Training.Training;

/// <summary>Starts word and attribute embeddings (W_e of Eq. 25 and of Eq. 15) from GloVe; words that GloVe lacks keep their random start.</summary>
internal static class GloveStart
{
    public static void Apply(TrainingRun run, TrainingData data, JttsModel model, TrainingAnnouncer announce)
    {
        if (run.GloveFile is null)
        {
            announce.Message("embeddings start at random: no GloVe file was given (--glove)");
            return;
        }

        var names = Enumerable.Range(0, data.Attributes.Count).Select(data.Attributes.Name).ToArray();
        var vectors = GloveReader.Read(run.GloveFile, data.Vocabulary.Words.Concat(names).ToHashSet(StringComparer.Ordinal));
        if (vectors.Dimension != model.Options.EmbeddingSize)
        {
            throw new OptionException($"{run.GloveFile}: vectors of {vectors.Dimension} numbers; model.embeddingSize is {model.Options.EmbeddingSize}: give vectors of that size or set the option");
        }

        Fill(model.Decoder.WordVectors, data.Vocabulary.Words, vectors);
        if (model.AttributeVectors is { } attributes)
        {
            Fill(attributes, names, vectors);
        }

        announce.Glove(vectors, data.Vocabulary);
    }

    private static void Fill(Tensor table, IReadOnlyList<string> words, GloveVectors vectors)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        for (int row = 0; row < words.Count; row++)
        {
            if (vectors.TryGet(words[row], out var vector))
            {
                table.select(0, row).copy_(tensor(vector.ToArray()));
            }
        }
    }
}
