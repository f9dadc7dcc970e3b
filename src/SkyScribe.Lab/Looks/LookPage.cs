using System.Net;
using System.Text;
using SkyScribe.Datasets;
using SkyScribe.Imaging;

namespace SkyScribe.Lab.Looks;

/// <summary>The page on which a person judges captions: one HTML file that needs nothing else, by keys or by the mouse.</summary>
/// <remarks>Judgements are kept in the browser at every key, and downloaded as JSON that <see cref="LookCounts"/> reads.</remarks>
internal static class LookPage
{
    private const int PictureSize = 512;

    private const string Style = """
        :root { color-scheme: light dark; --line: #8886; --right: #1a7f37; --wrong: #c62828; --bland: #a06a00 }
        body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 60rem; padding: 1rem }
        header { position: sticky; top: 0; background: Canvas; padding: .5rem 0; border-bottom: 1px solid var(--line); display: flex; gap: 1rem; align-items: center; flex-wrap: wrap }
        section { display: none; padding: 1rem 0 } section.shown { display: grid; grid-template-columns: minmax(0, 26rem) 1fr; gap: 1.5rem }
        @media (max-width: 46rem) { section.shown { grid-template-columns: 1fr } }
        img { width: 100%; height: auto; border-radius: 6px } fieldset { border: 1px solid var(--line); border-radius: 6px; margin: 0 0 1rem; padding: .75rem 1rem }
        fieldset.now { outline: 3px solid #2f6fed } p { margin: 0 0 .5rem; font-size: 1.15rem }
        button { font: inherit; padding: .35rem .8rem; border: 1px solid var(--line); border-radius: 6px; background: none; color: inherit; cursor: pointer }
        button[aria-pressed=true] { color: #fff; background: var(--c) } .right { --c: var(--right) } .wrong { --c: var(--wrong) } .bland { --c: var(--bland) }
        kbd { border: 1px solid var(--line); border-radius: 4px; padding: 0 .35rem; font-size: .85em }
        """;

    private const string Script = """
        const key = 'skyscribe-look-' + task, kept = JSON.parse(localStorage.getItem(key) || '{}');
        const sections = [...document.querySelectorAll('section')], boxes = [...document.querySelectorAll('fieldset')];
        let now = Math.max(0, boxes.findIndex(box => !kept[box.id]));
        function show() {
          sections.forEach(section => section.classList.toggle('shown', section.contains(boxes[now])));
          boxes.forEach((box, i) => { box.classList.toggle('now', i === now);
            box.querySelectorAll('button').forEach(button => button.setAttribute('aria-pressed', kept[box.id] === button.dataset.as)); });
          const done = boxes.filter(box => kept[box.id]).length;
          document.getElementById('done').textContent = done + ' of ' + boxes.length + ' judged';
        }
        function judge(i, as) { kept[boxes[i].id] = as; localStorage.setItem(key, JSON.stringify(kept)); now = Math.min(i + 1, boxes.length - 1); show(); }
        function move(by) { now = Math.min(Math.max(now + by, 0), boxes.length - 1); show(); }
        document.addEventListener('click', event => { const as = event.target.dataset.as; if (as) judge(boxes.indexOf(event.target.closest('fieldset')), as); });
        document.addEventListener('keydown', event => {
          if (event.ctrlKey || event.altKey || event.metaKey) return;
          const as = { r: 'right', w: 'wrong', b: 'bland' }[event.key.toLowerCase()];
          if (as) judge(now, as); else if (event.key === 'ArrowRight' || event.key === 'ArrowDown') move(1); else if (event.key === 'ArrowLeft' || event.key === 'ArrowUp') move(-1); else return;
          event.preventDefault();
        });
        document.getElementById('save').addEventListener('click', () => {
          const link = document.createElement('a');
          link.href = URL.createObjectURL(new Blob([JSON.stringify({ format: 'skyscribe-look', version: 1, task, judgements: kept }, null, 1)], { type: 'application/json' }));
          link.download = 'look-' + task + '.json'; link.click();
        });
        show();
        """;

    /// <summary>Writes the page.</summary>
    /// <param name="task">what is judged</param>
    /// <param name="imageFolder">folder of the pictures</param>
    /// <exception cref="ImageException">A picture cannot be read.</exception>
    public static string Of(LookTask task, string imageFolder)
    {
        var folder = new ImageFolder(imageFolder);
        var page = new StringBuilder();
        page.Append($"<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">");
        page.Append($"<title>Captions to judge</title><style>{Style}</style></head><body>\n<header><strong id=\"done\" aria-live=\"polite\"></strong>");
        page.Append("<span><kbd>r</kbd> right <kbd>w</kbd> wrong <kbd>b</kbd> right but bland <kbd>←</kbd> <kbd>→</kbd> move</span>");
        page.Append("<button id=\"save\">Download judgements</button></header><main>\n");
        for (int i = 0; i < task.Pictures.Count; i++)
        {
            LookPicture picture = task.Pictures[i];
            page.Append($"<section aria-label=\"picture {i + 1}\"><img alt=\"picture {i + 1}\" src=\"data:image/jpeg;base64,");
            page.Append(Convert.ToBase64String(Jpeg(folder.PathOf(picture.Image)))).Append("\"><div>\n");
            for (int caption = 0; caption < picture.Captions.Count; caption++)
            {
                page.Append($"<fieldset id=\"{LookCounts.IdOf(i, caption)}\"><legend>caption {caption + 1}</legend><p>{Text(picture.Captions[caption])}</p>");
                foreach (string judgement in LookCounts.Judgements)
                {
                    page.Append($"<button class=\"{judgement}\" data-as=\"{judgement}\">{judgement}</button> ");
                }

                page.Append("</fieldset>\n");
            }

            page.Append("</div></section>\n");
        }

        return page.Append($"</main><script>const task = '{task.Id}';\n{Script}</script></body></html>\n").ToString();
    }

    private static byte[] Jpeg(string path)
    {
        RgbImage picture = ImageReader.Read(path);
        double scale = Math.Min(1, (double)PictureSize / Math.Max(picture.Width, picture.Height));
        return ImageWriter.EncodeJpeg(scale == 1 ? picture : Resampler.Resize(
            picture, Math.Max(1, (int)(picture.Width * scale)), Math.Max(1, (int)(picture.Height * scale)), ResampleFilter.Bilinear));
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
