using System.Globalization;
using System.Text;

namespace SkyScribe.Geo.Layers;

/// <summary>How QGIS shows the layers when they are opened: tiles by confidence, regions in a colour for each caption, failures in red; captions as
/// map tips.</summary>
internal static class QgisStyle
{
    private static readonly (double From, double To, string Color)[] Classes =
        [(0, 0.2, "215,48,39,90"), (0.2, 0.4, "252,141,89,90"), (0.4, 0.6, "254,224,139,90"), (0.6, 0.8, "145,207,96,90"), (0.8, 1, "26,152,80,90")];

    /// <summary>A style in QGIS's own XML.</summary>
    public static string Of(LayerTable table) => $"""
        <!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
        <qgis version="3.22.0" styleCategories="Symbology|Fields|MapTips" simplifyDrawingHints="1">
          {Renderer(table)}
          <previewExpression>"{(table == LayerTable.Failed ? "problem" : "caption")}"</previewExpression>
          <mapTip>{(table == LayerTable.Failed ? "[% \"problem\" %]" : "&lt;b>[% \"caption\" %]&lt;/b>&lt;br>confidence [% \"confidence\" %]")}</mapTip>
          <layerGeometryType>2</layerGeometryType>
        </qgis>
        """;

    private static string Renderer(LayerTable table) => table switch
    {
        LayerTable.Tiles => Graduated(),
        LayerTable.Regions =>
            $"<renderer-v2 type=\"singleSymbol\" symbollevels=\"0\" enableorderby=\"0\" forceraster=\"0\"><symbols>{Fill("0", "128,128,128,120", colorField: "color")}</symbols></renderer-v2>",
        _ => $"<renderer-v2 type=\"singleSymbol\" symbollevels=\"0\" enableorderby=\"0\" forceraster=\"0\"><symbols>{Fill("0", "227,26,28,160")}</symbols></renderer-v2>",
    };

    private static string Graduated()
    {
        var ranges = new StringBuilder();
        var symbols = new StringBuilder();
        for (int i = 0; i < Classes.Length; i++)
        {
            var (from, to, color) = Classes[i];
            ranges.Append(CultureInfo.InvariantCulture,
                $"<range symbol=\"{i}\" lower=\"{from:f1}\" upper=\"{to:f1}\" label=\"confidence {from:f1} - {to:f1}\" render=\"true\"/>");
            symbols.Append(Fill(i.ToString(CultureInfo.InvariantCulture), color));
        }

        return $"<renderer-v2 type=\"graduatedSymbol\" attr=\"coalesce(&quot;confidence&quot;, 0)\" graduatedMethod=\"GraduatedColor\" symbollevels=\"0\" enableorderby=\"0\" forceraster=\"0\"><ranges>{ranges}</ranges><symbols>{symbols}</symbols></renderer-v2>";
    }

    private static string Fill(string name, string color, string? colorField = null)
    {
        string property = colorField is null ? "" : $"""
            <data_defined_properties><Option type="Map"><Option name="name" value="" type="QString"/><Option name="properties" type="Map"><Option name="fillColor" type="Map"><Option name="active" value="true" type="bool"/><Option name="expression" value="set_color_part(&quot;{colorField}&quot;, 'alpha', 130)" type="QString"/><Option name="type" value="3" type="int"/></Option></Option><Option name="type" value="collection" type="QString"/></Option></data_defined_properties>
            """;
        return $"""
            <symbol type="fill" name="{name}" alpha="1" clip_to_extent="1" force_rhr="0"><layer class="SimpleFill" enabled="1" locked="0" pass="0"><Option type="Map"><Option name="color" value="{color}" type="QString"/><Option name="outline_color" value="35,35,35,120" type="QString"/><Option name="outline_style" value="solid" type="QString"/><Option name="outline_width" value="0.1" type="QString"/><Option name="outline_width_unit" value="MM" type="QString"/><Option name="style" value="solid" type="QString"/></Option>{property}</layer></symbol>
            """;
    }
}
