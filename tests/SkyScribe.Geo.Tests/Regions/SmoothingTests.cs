using SkyScribe.Geo.Regions;

namespace SkyScribe.Geo.Tests.Regions;

public sealed class SmoothingTests
{
    [Fact]
    public void TileAmidOthers_TakesWhatTheySay() => Assert.Equal(["aaa", "aaa", "aaa"], Smooth(1, "aaa", "aba", "aaa"));

    [Fact]
    public void TileWithAsManyVotes_KeepsItsOwn() => Assert.Equal(["ab"], Smooth(3, "ab"));

    [Fact]
    public void TilesWithoutData_StayAndDoNotVote() => Assert.Equal(["...", ".b.", "..."], Smooth(1, "...", ".b.", "..."));

    [Fact]
    public void NoPass_ChangesNothing() => Assert.Equal(["aaa", "aba", "aaa"], Smooth(0, "aaa", "aba", "aaa"));

    private static string[] Smooth(int passes, params string[] map) =>
    [
        .. Smoothing.Apply(map.Select(
        (row, y) => row.Select((letter, x) => new RegionTile(y, x, letter == '.' ? null : letter.ToString(), null, null)).ToArray()), passes)
            .Select(row => string.Concat(row.Select(tile => tile.Caption ?? "."))),
    ];
}
