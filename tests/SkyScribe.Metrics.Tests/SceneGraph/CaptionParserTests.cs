using System.Text.Json;
using SkyScribe.Metrics.SceneGraph;
using SkyScribe.Metrics.Tokenization;
using SkyScribe.TestSupport;

namespace SkyScribe.Metrics.Tests.SceneGraph;

public class CaptionParserTests
{
    // Captions of the three corpora; what they say was written down by reading them.
    [Theory]
    [InlineData("There is a piece of farmland .", "(farmland)")]
    [InlineData("It is a piece of cropland .", "(cropland)")]
    [InlineData("An airplane is stopped at the airport", "(airplane) (airplane, stopped) (airport) (airplane, at, airport)")]
    [InlineData("There are two airplanes at the airport", "(airplane) (airplane, two) (airport) (airplane, at, airport)")]
    [InlineData("Two small planes parked neatly on the airport", "(plane) (plane, two) (plane, small) (plane, parked) (airport) (plane, on, airport)")]
    [InlineData("a baseball diamond with some green lawns surrounded", "(diamond) (diamond, baseball) (lawn) (lawn, green) (diamond, with, lawn) (lawn, surrounded)")]
    [InlineData("This is a beach with blue sea and white sand .", "(beach) (sea) (sea, blue) (beach, with, sea) (sand) (sand, white) (beach, with, sand)")]
    [InlineData("many green trees are around a pond", "(tree) (tree, many) (tree, green) (pond) (tree, around, pond)")]
    [InlineData("some buildings are near a river", "(building) (river) (building, near, river)")]
    [InlineData("many buildings are in a dense residential area", "(building) (building, many) (area) (area, dense) (area, residential) (building, in, area)")]
    [InlineData("a playground is surrounded by many green trees", "(playground) (playground, surrounded) (tree) (tree, many) (tree, green) (playground, surround, tree)")]
    [InlineData("a white bridge is over a green river", "(bridge) (bridge, white) (river) (river, green) (bridge, over, river)")]
    [InlineData("many cars are parked in a parking lot next to a building", "(car) (car, many) (car, parked) (lot) (lot, parking) (car, in, lot) (building) (car, near, building)")]
    [InlineData("a lot of cars are parked in the parking lot", "(car) (car, many) (car, parked) (lot) (lot, parking) (car, in, lot)")]
    [InlineData("the lawn is green", "(lawn) (lawn, green)")]
    [InlineData("some green trees and several buildings are near a church", "(tree) (tree, green) (building) (building, several) (church) (tree, near, church) (building, near, church)")]
    [InlineData("a river goes through this area", "(river) (area) (river, through, area)")]
    [InlineData("a road is between the river and the forest", "(road) (river) (road, between, river) (forest) (road, between, forest)")]
    [InlineData("green and brown fields", "(field) (field, green) (field, brown)")]
    [InlineData("two tennis courts", "(court) (court, two) (court, tennis)")]
    [InlineData("houses with red roofs", "(house) (roof) (roof, red) (house, with, roof)")]
    [InlineData("a stadium in the middle of a park", "(stadium) (park) (stadium, middle, park)")]
    [InlineData("rows of houses", "(row) (house) (row, of, house)")]
    [InlineData("it is a desert", "(desert)")]
    [InlineData("", "")]
    [InlineData("is in the", "")]
    public void Parse_Caption_SaysWhatAReaderSays(string caption, string tuples) =>
        Assert.Equal(tuples, string.Join(' ', CaptionParser.Parse(PtbTokenizer.Tokenize(caption))));

    [Fact]
    public void Parse_CaptionsOfRsicdVal_NearlyAllHaveAnObject()
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(SharedFiles.Require("golden/rsicd_human.json")));
        string[][] captions = [.. json.RootElement.GetProperty("images").EnumerateArray().SelectMany(image => image.GetProperty("reference_tokens").EnumerateArray())
            .Select(tokens => Some.Tokens(tokens.GetString()!)).Where(tokens => tokens.Length > 0)];
        Assert.True(captions.Count(tokens => CaptionParser.Parse(tokens).Count > 0) >= 0.99 * captions.Length);
    }
}
