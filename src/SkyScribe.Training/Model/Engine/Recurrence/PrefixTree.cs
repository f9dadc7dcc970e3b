using System.Runtime.InteropServices;
using SkyScribe.Datasets;
using SkyScribe.Training.Options;
using static TorchSharp.torch;

namespace SkyScribe.Training.Model.Engine.Recurrence;

/// <summary>The captions of a training step as trees of words, a forest for each image: a node is a decoder step,
/// its children are the steps after it.</summary>
/// <remarks>
/// Nodes are numbered level by level (level t holds the t-th step of all captions that are that long), inside a level by image, and all children of a
/// node follow one another. So a level is a block of rows, a caption that ended is in no later block, and nothing is padding.
/// M nodes, P targets (one for each word that some node must predict).
/// </remarks>
internal sealed class PrefixTree
{
    private readonly List<int> _levelStart = [];
    private readonly List<int> _image = [], _parent = [], _childStart = [], _childCount = [];
    private List<int> _word = [];
    private readonly List<long> _targetNode = [], _targetWord = [];
    private readonly List<float> _targetWeight = [];

    private PrefixTree(int images) => Images = images;

    /// <summary>Images of the step.</summary>
    public int Images { get; }

    /// <summary>M.</summary>
    public int Nodes => _image.Count;

    /// <summary>Steps of the longest caption.</summary>
    public int Levels => _levelStart.Count - 1;

    /// <summary>Words of the captions.</summary>
    public long Words { get; private set; }

    /// <summary>Sum of all targets' weights, which the loss is divided by; the number of words where every caption weighs 1.</summary>
    public double Weight { get; private set; }

    /// <summary>First node of each level, and M at the end.</summary>
    public IReadOnlyList<int> LevelStart => _levelStart;

    /// <summary>The image of each node [M].</summary>
    public ReadOnlySpan<int> Image => CollectionsMarshal.AsSpan(_image);

    /// <summary>The word that each node reads [M].</summary>
    public ReadOnlySpan<int> Word => CollectionsMarshal.AsSpan(_word);

    /// <summary>The node before each node [M]; -1 at level 0.</summary>
    public ReadOnlySpan<int> Parent => CollectionsMarshal.AsSpan(_parent);

    /// <summary>First child of each node [M].</summary>
    public ReadOnlySpan<int> ChildStart => CollectionsMarshal.AsSpan(_childStart);

    /// <summary>Children of each node [M].</summary>
    public ReadOnlySpan<int> ChildCount => CollectionsMarshal.AsSpan(_childCount);

    /// <summary>The node, the word it must predict, and the weight of the captions that want that: all [P].</summary>
    public (long[] Node, long[] Word, float[] Weight) Targets() => ([.. _targetNode], [.. _targetWord], [.. _targetWeight]);

    /// <param name="batch">the captions</param>
    /// <param name="sharing">what is computed once</param>
    /// <param name="distinctAlike">an image's distinct captions weigh alike, however often each was copied; together they weigh as much as all its
    /// captions</param>
    public static PrefixTree Of(CaptionBatch batch, CaptionSharing sharing, bool distinctAlike = false)
    {
        var captions = batch.Lines().Select(line => new Caption(line.Image, line.Words, 1)).ToList();
        captions.Sort(Compare);
        var tree = new PrefixTree(batch.Images.Length) { Words = WordsOf(captions) };
        if (sharing != CaptionSharing.None || distinctAlike)
        {
            Merge(captions);
        }

        if (distinctAlike)
        {
            WeighAlike(captions);
        }

        tree.Weight = captions.Sum(caption => (caption.Words.Length - 1) * (double)caption.Weight);
        tree.Grow(captions, sharing == CaptionSharing.Prefixes);
        return tree;
    }

    /// <summary>Captions with weights of their own, which may be negative; <see cref="Weight"/> is the number of their words.</summary>
    /// <param name="images">images of the step</param>
    /// <param name="captions">image, words from "begin" to "end" (or to the last word of a caption that did not end), weight</param>
    /// <param name="sharing">what is computed once</param>
    public static PrefixTree Weighed(int images, IEnumerable<(int Image, int[] Words, float Weight)> captions, CaptionSharing sharing)
    {
        var sorted = captions.Select(caption => new Caption(caption.Image, caption.Words, caption.Weight)).ToList();
        sorted.Sort(Compare);
        long words = WordsOf(sorted);
        if (sharing != CaptionSharing.None)
        {
            Merge(sorted);
        }

        var tree = new PrefixTree(images) { Words = words, Weight = words };
        tree.Grow(sorted, sharing == CaptionSharing.Prefixes);
        return tree;
    }

    /// <summary>The same captions for the paper's modules: a node is a row, a level a step.</summary>
    public CaptionSteps ToSteps(Device device)
    {
        long[] parents = new long[Nodes];
        for (int level = 0; level < Levels; level++)
        {
            for (int node = _levelStart[level]; node < _levelStart[level + 1]; node++)
            {
                parents[node] = level == 0 ? _image[node] : _parent[node] - _levelStart[level - 1];
            }
        }

        return new CaptionSteps
        {
            Rows = [.. Enumerable.Range(0, Levels).Select(level => (long)_levelStart[level + 1] - _levelStart[level])],
            Words = tensor(Array.ConvertAll(_word.ToArray(), word => (long)word), int64, device),
            Images = tensor(Array.ConvertAll(_image.ToArray(), image => (long)image), int64, device),
            Parents = tensor(parents, int64, device),
            TargetRows = tensor(_targetNode.ToArray(), int64, device),
            TargetWords = tensor(_targetWord.ToArray(), int64, device),
            TargetWeights = tensor(_targetWeight.ToArray(), float32, device),
            TotalWeight = Weight,
        };
    }

    /// <summary>The same tree, reading other words [M].</summary>
    public PrefixTree WithWords(ReadOnlySpan<int> words)
    {
        var tree = (PrefixTree)MemberwiseClone();
        tree._word = [.. words];
        return tree;
    }

    private static long WordsOf(List<Caption> captions) => captions.Sum(caption => caption.Words.Length - 1L);

    private static int Compare(Caption a, Caption b) =>
        a.Image != b.Image ? a.Image.CompareTo(b.Image) : a.Words.AsSpan().SequenceCompareTo(b.Words);

    // Sorted, equal captions are neighbours.
    private static void Merge(List<Caption> captions)
    {
        int kept = 0;
        for (int i = 1; i < captions.Count; i++)
        {
            if (Compare(captions[kept], captions[i]) == 0)
            {
                captions[kept] = captions[kept] with { Weight = captions[kept].Weight + captions[i].Weight };
            }
            else
            {
                captions[++kept] = captions[i];
            }
        }

        captions.RemoveRange(kept + 1, captions.Count - kept - 1);
    }

    private static void WeighAlike(List<Caption> captions)
    {
        var weightOfImage = captions.GroupBy(caption => caption.Image)
            .ToDictionary(group => group.Key, group => group.Average(caption => caption.Weight));
        for (int i = 0; i < captions.Count; i++)
        {
            captions[i] = captions[i] with { Weight = weightOfImage[captions[i].Image] };
        }
    }

    private void Grow(List<Caption> captions, bool sharesPrefixes)
    {
        int[] node = new int[captions.Count];      // of each caption, at the level before
        Array.Fill(node, -1);
        int steps = captions.Max(caption => caption.Words.Length) - 1;
        for (int t = 0; t < steps; t++)
        {
            _levelStart.Add(Nodes);
            (int Image, int Parent, int Word) last = (-1, -1, -1);
            for (int i = 0; i < captions.Count; i++)
            {
                var (image, words, weight) = captions[i];
                if (words.Length - 1 <= t)
                {
                    continue;
                }

                var here = (image, node[i], words[t]);
                if (!sharesPrefixes || here != last)
                {
                    AddNode(image, node[i], words[t]);
                    last = here;
                }

                node[i] = Nodes - 1;
                AddTarget(node[i], words[t + 1], weight);
            }
        }

        _levelStart.Add(Nodes);
    }

    private void AddNode(int image, int parent, int word)
    {
        _image.Add(image);
        _word.Add(word);
        _parent.Add(parent);
        _childStart.Add(0);
        _childCount.Add(0);
        if (parent >= 0)
        {
            if (_childCount[parent]++ == 0)
            {
                _childStart[parent] = Nodes - 1;
            }
        }
    }

    private void AddTarget(int node, int word, float weight)
    {
        if (_targetNode.Count > 0 && _targetNode[^1] == node && _targetWord[^1] == word)
        {
            _targetWeight[^1] += weight;
            return;
        }

        _targetNode.Add(node);
        _targetWord.Add(word);
        _targetWeight.Add(weight);
    }

    private sealed record Caption(int Image, int[] Words, float Weight);
}
