using System.Globalization;
using System.Net;
using System.Text;
using SkyScribe.Geo.Layers;
using SkyScribe.Geo.Results;
using SkyScribe.Imaging;

namespace SkyScribe.Geo.Reports;

/// <summary>A layer as one HTML page that needs nothing else, no network and no server: each raster as a picture with its tiles on it, by pointer and
/// by keyboard, a filter by attribute, and the shares. All text from files is escaped.</summary>
internal static class ReportPage
{
    private const int MostTiles = 20_000, MostRows = 40;

    private const string Style = """
        body { font: 15px/1.45 system-ui, sans-serif; margin: 1.5rem auto; max-width: 75rem; padding: 0 1rem; color: #1c2330; background: #fff }
        svg { width: 100%; height: auto; max-height: 80vh; background: #e8ebef; display: block } .t { fill-opacity: .25; stroke: #10151d; stroke-opacity: .5; vector-effect: non-scaling-stroke; stroke-width: 1 }
        .t:hover, .t:focus { fill-opacity: .05; stroke: #ffd400; stroke-opacity: 1; stroke-width: 3; outline: none } .t.off { display: none }
        .said { min-height: 3.2em; padding: .4rem 0; font-size: 1.05rem } table { border-collapse: collapse } td, th { border: 1px solid #ccd3dc; padding: .2rem .6rem; text-align: left }
        h1 { font-size: 1.4rem } h2 { font-size: 1.1rem; overflow-wrap: anywhere } label, select { font: inherit }
        """;

    private const string Script = """
        for (const map of document.querySelectorAll('svg')) {
          const said = document.getElementById(map.dataset.said), tiles = new Map();
          for (const tile of map.querySelectorAll('.t')) tiles.set(tile.dataset.at, tile);
          const tell = tile => { said.textContent = tile.getAttribute('aria-label') + (tile.dataset.a ? ' - ' + tile.dataset.a.replaceAll(' ', ', ') : ''); };
          map.addEventListener('pointerover', event => { if (event.target.classList.contains('t')) tell(event.target); });
          map.addEventListener('focusin', event => tell(event.target));
          map.addEventListener('keydown', event => {
            const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
            if (!step || !event.target.dataset.at) return;
            event.preventDefault();
            let [row, column] = event.target.dataset.at.split(' ').map(Number);
            for (let n = 0; n < 1000; n++) {
              row += step[0]; column += step[1];
              const next = tiles.get(row + ' ' + column);
              if (next && !next.classList.contains('off')) { event.target.tabIndex = -1; next.tabIndex = 0; next.focus(); return; }
            }
          });
        }
        document.getElementById('attribute').addEventListener('change', event => {
          const wanted = event.target.value;
          for (const tile of document.querySelectorAll('.t')) tile.classList.toggle('off', wanted !== '' && !tile.dataset.a.split(' ').includes(wanted));
        });
        """;

    /// <summary>Makes the page.</summary>
    /// <param name="description">model and system, for its head</param>
    /// <param name="plans">the rasters</param>
    /// <param name="records">their results</param>
    /// <param name="summary">shares by attribute</param>
    public static string Of(string description, IReadOnlyList<RasterPlan> plans, IEnumerable<TileRecord> records, IReadOnlyList<SummaryRow> summary)
    {
        var page = new StringBuilder();
        page.Append(
            $"<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>Captions of {plans.Count} raster{(plans.Count == 1 ? "" : "s")}</title><style>{Style}</style></head><body><main>\n");
        page.Append($"<h1>Captions</h1><p>{Text(description)}</p>\n");
        page.Append("<p><label for=\"attribute\">Show tiles with </label><select id=\"attribute\"><option value=\"\">anything</option>");
        page.AppendJoin("", summary.Select(row => $"<option>{Text(row.Attribute)}</option>")).Append(
            "</select> Colours: <strong>green</strong> sure, <strong>red</strong> unsure. Point at a tile, or move with the tabulator and the arrow keys.</p>\n");
        long captioned = 0, failed = 0;
        int shown = 0;
        double confidence = 0;
        foreach (var group in Grouped(records))
        {
            var plan = plans[group.Raster];
            Begin(page, plan, group.Raster);
            bool isFirst = true;
            foreach (var record in group.Records)
            {
                failed += record.Problem is null ? 0 : 1;
                if (record.Caption is not null)
                {
                    captioned++;
                    confidence += record.Confidence ?? 0;
                    if (shown++ < MostTiles)
                    {
                        Tile(page, plan, record, isFirst);
                        isFirst = false;
                    }
                }
            }

            page.Append("</svg>\n");
        }

        page.Append(CultureInfo.InvariantCulture,
            $"<h2>Statistics</h2><p>{captioned} tiles with captions, mean confidence {(captioned == 0 ? 0 : confidence / captioned):f2}; {failed} that could not be read.{(shown > MostTiles ? $" The maps show the first {MostTiles} tiles." : "")}</p>\n");
        page.Append(
            "<table><tr><th scope=\"col\">attribute</th><th scope=\"col\">tiles</th><th scope=\"col\">share of tiles</th><th scope=\"col\">share of area</th></tr>\n");
        foreach (var row in summary.Take(MostRows))
        {
            page.Append(CultureInfo.InvariantCulture,
                $"<tr><td>{Text(row.Attribute)}</td><td>{row.Tiles}</td><td>{row.TileShare:p1}</td><td>{(row.AreaShare is { } share ? share.ToString("p1", CultureInfo.InvariantCulture) : "not known")}</td></tr>\n");
        }

        return page.Append($"</table></main><script>{Script}</script></body></html>\n").ToString();
    }

    private static IEnumerable<(int Raster, List<TileRecord> Records)> Grouped(IEnumerable<TileRecord> records)
    {
        List<TileRecord> group = [];
        foreach (var record in records.Where(record => !record.IsEmpty))
        {
            if (group.Count > 0 && group[0].Raster != record.Raster)
            {
                yield return (group[0].Raster, group);
                group = [];
            }

            group.Add(record);
        }

        if (group.Count > 0)
        {
            yield return (group[0].Raster, group);
        }
    }

    private static void Begin(StringBuilder page, RasterPlan plan, int number)
    {
        var (width, height) = (plan.Grid.RasterWidth, plan.Grid.RasterHeight);
        page.Append(CultureInfo.InvariantCulture, $"<h2>{Text(plan.Raster)}</h2><p class=\"said\" id=\"said{number}\" aria-live=\"polite\"></p>\n");
        page.Append(CultureInfo.InvariantCulture,
            $"<svg data-said=\"said{number}\" viewBox=\"0 0 {width} {height}\" role=\"group\" aria-label=\"tiles of {Text(plan.Raster)}\">");
        if (Overview.Of(plan) is { } picture)
        {
            page.Append(CultureInfo.InvariantCulture,
                $"<image width=\"{width}\" height=\"{height}\" preserveAspectRatio=\"none\" href=\"data:image/jpeg;base64,{Convert.ToBase64String(ImageWriter.EncodeJpeg(picture))}\"/>");
        }

        page.Append('\n');
    }

    private static void Tile(StringBuilder page, RasterPlan plan, TileRecord record, bool isFirst)
    {
        var tile = plan.Grid[record.Tile];
        double sure = record.Confidence ?? 0.5;
        string doubt = record.IsOutOfDomain == true ? ", unlike the training pictures" : "";
        string label = record.Confidence is { } known
            ? string.Create(CultureInfo.InvariantCulture, $"{record.Caption} (confidence {known:f2}{doubt})") : record.Caption!;
        page.Append(CultureInfo.InvariantCulture,
            $"<rect class=\"t\" role=\"img\" tabindex=\"{(isFirst ? 0 : -1)}\" x=\"{tile.Owned.Left}\" y=\"{tile.Owned.Top}\" width=\"{tile.Owned.Width}\" height=\"{tile.Owned.Height}\" fill=\"hsl({120 * sure:f0} 70% 45%)\" data-at=\"{tile.Row} {tile.Column}\" data-a=\"{Text(string.Join(' ', record.Attributes))}\" aria-label=\"{Text(label)}\"/>\n");
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
