using CsCheck;
using SkyScribe.Geo.Regions;

namespace SkyScribe.Geo.Tests.Regions;

public sealed class RegionBuilderTests
{
    [Fact]
    public void Tiles_AroundAnother_AreOneRegionWithAHole()
    {
        var regions = Build("aaa", "aba", "aaa");
        Assert.Equal(["b", "a"], regions.Select(region => region.Caption));
        Assert.Equal([[(0, 0), (3, 0), (3, 3), (0, 3)], [(1, 1), (1, 2), (2, 2), (2, 1)]], regions[1].Rings.Select(ring => ring.ToArray()));
        Assert.Equal((8, 0.5, 16.0), (regions[1].Tiles, regions[1].Confidence!.Value, regions[1].Area!.Value));
    }

    [Fact]
    public void Tiles_ThatMeetAtACornerOnly_AreTwoRegions() => Assert.Equal(4, Build("ab", "ba").Length);

    [Fact]
    public void Hole_ThatTouchesTheOutlineAtACorner_IsARingOfItsOwn()
    {
        var region = Assert.Single(Build("aaa", "ab.", "aaa"), region => region.Caption == "a");
        Assert.All(region.Rings, ring => Assert.Equal(ring.Count, ring.Distinct().Count()));
        Assert.Equal(7, Area(region));
    }

    [Fact]
    public void Tiles_WithoutData_BelongToNoRegion() => Assert.Equal(2, Assert.Single(Build("..", "aa")).Tiles);

    [Fact]
    public void Regions_OfAnyMap_AreItsConnectedAreas() =>
        Gen.Select(Gen.Int[1, 9], Gen.Int[1, 9])
        .SelectMany((width, height) => Gen.Char["ab."].Array[width].Select(row => new string(row)).Array[height]).Sample(map =>
        {
            var regions = Build(map);
            Assert.Equal(Areas(map).Order(), regions.Select(region => (region.Caption[0], region.Tiles)).Order());
            foreach (var region in regions)
            {
                Assert.Equal(region.Tiles, Area(region));
                Assert.True(Signed(region.Rings[0]) > 0 && region.Rings.Skip(1).All(ring => Signed(ring) < 0));
                Assert.All(region.Rings, ring => Assert.Equal(ring.Count, ring.Distinct().Count()));
            }
        }, iter: 2000);

    private static Region[] Build(params string[] map) => [.. RegionBuilder.Build(map.Select((row, y) =>
        row.Select((letter, x) => new RegionTile(y, x, letter == '.' ? null : letter.ToString(), 0.5, 2)).ToArray()))];

    private static double Area(Region region) => region.Rings.Sum(Signed);

    // Clockwise on the screen, where rows grow downwards, is above 0.
    private static double Signed(IReadOnlyList<(int Column, int Row)> ring) =>
        ring.Select((corner, i) => (corner, next: ring[(i + 1) % ring.Count]))
        .Sum(side => (side.corner.Column * side.next.Row) - (side.next.Column * side.corner.Row)) / 2.0;

    // By flooding.
    private static List<(char, long)> Areas(string[] map)
    {
        var seen = new HashSet<(int, int)>();
        var areas = new List<(char, long)>();
        for (int y = 0; y < map.Length; y++)
        {
            for (int x = 0; x < map[0].Length; x++)
            {
                if (map[y][x] == '.' || !seen.Add((x, y)))
                {
                    continue;
                }

                var open = new Stack<(int X, int Y)>([(x, y)]);
                long count = 0;
                while (open.TryPop(out var cell))
                {
                    count++;
                    foreach (var (dx, dy) in new[] { (1, 0), (-1, 0), (0, 1), (0, -1) })
                    {
                        var (nx, ny) = (cell.X + dx, cell.Y + dy);
                        if (nx >= 0 && ny >= 0 && ny < map.Length && nx < map[0].Length && map[ny][nx] == map[y][x] && seen.Add((nx, ny)))
                        {
                            open.Push((nx, ny));
                        }
                    }
                }

                areas.Add((map[y][x], count));
            }
        }

        return areas;
    }
}
