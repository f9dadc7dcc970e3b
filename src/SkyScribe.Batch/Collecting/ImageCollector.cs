using System.Text;
using System.Text.Json;
using SkyScribe.Batch.Plans;
using SkyScribe.Imaging;
using SkyScribe.IO;

namespace SkyScribe.Batch.Collecting;

/// <summary>Makes one file of JSON lines of the parts of a plan of images, a line an image, in the plan's order; those without a caption are listed
/// in NAME.failed.jsonl too.</summary>
internal static class ImageCollector
{
    /// <summary>Writes it.</summary>
    /// <returns>images, and those of them that failed</returns>
    public static (long Images, long Failed) Write(BatchPlan plan, ShardStates states, string output)
    {
        long images = 0, failed = 0;
        string failures = Path.ChangeExtension(output, ".failed" + Path.GetExtension(output));
        AtomicFile.Write(output, lines => AtomicFile.Write(failures, list =>
        {
            for (int i = 0; i < plan.Shards.Count; i++)
            {
                byte[] part = states.Problem(i) is { } problem ? Failures(plan.Shard(i), problem) : states.Part(i);
                long count = part.AsSpan().Count((byte)'\n');
                if (count != plan.Shards[i].Units)
                {
                    throw new BatchException(states.NameOf(i),
                        $"has {count} lines, expected {plan.Shards[i].Units}; delete it, 'batch retry' and run again");
                }

                lines.Write(part);
                images += count;
                if (states.Problem(i) is not null || states.HasFailures(i))
                {
                    failed += CopyFailures(part, list);
                }
            }
        }));
        if (failed == 0)
        {
            File.Delete(failures);
        }

        return (images, failed);
    }

    private static byte[] Failures(PlanShard shard, string problem)
    {
        var lines = new StringBuilder();
        foreach (var (image, _) in shard.Images)
        {
            lines.Append(CaptionLine.Of(new CaptionedFile(image, null, new ImageException(image, "was not captioned", problem)))).Append('\n');
        }

        return Encoding.UTF8.GetBytes(lines.ToString());
    }

    private static long CopyFailures(byte[] part, Stream list)
    {
        long failed = 0;
        for (int start = 0, end; start < part.Length; start = end)
        {
            end = start + part.AsSpan(start).IndexOf((byte)'\n') + 1;
            using var line = JsonDocument.Parse(part.AsMemory(start, end - start));
            if (line.RootElement.TryGetProperty("error", out _))
            {
                list.Write(part, start, end - start);
                failed++;
            }
        }

        return failed;
    }
}
