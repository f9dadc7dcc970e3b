namespace SkyScribe.Geo.Regions;

/// <summary>Neighbouring tiles that say the same, as one area.</summary>
/// <param name="Caption">what they say</param>
/// <param name="Tiles">how many they are</param>
/// <param name="Confidence">the mean of their confidences; null for a model that was not calibrated</param>
/// <param name="Area">square metres on the ellipsoid; null where that is not known</param>
/// <param name="Rings">the outline, then holes; corners of the grid of tiles (column, row), the first one not repeated</param>
internal sealed record Region(
    string Caption, long Tiles, double? Confidence, double? Area, IReadOnlyList<IReadOnlyList<(int Column, int Row)>> Rings);

/// <summary>What regions are made of: one tile.</summary>
/// <param name="Row">its row among the tiles</param>
/// <param name="Column">its column</param>
/// <param name="Caption">what it says; null where it says nothing</param>
/// <param name="Confidence">null for a model that was not calibrated</param>
/// <param name="Area">of its owned part, in square metres; null where that is not known</param>
internal sealed record RegionTile(int Row, int Column, string? Caption, double? Confidence, double? Area);
