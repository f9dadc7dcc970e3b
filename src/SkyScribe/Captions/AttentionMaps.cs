namespace SkyScribe;

/// <summary>One attention map a word.</summary>
/// <param name="Words">the words</param>
/// <param name="Maps">weights of the regions, row by row, one array a word; each sums to 1</param>
/// <param name="Rows">rows of the grid of regions</param>
/// <param name="Columns">columns of the grid of regions</param>
public sealed record AttentionMaps(IReadOnlyList<string> Words, IReadOnlyList<float[]> Maps, int Rows, int Columns);
