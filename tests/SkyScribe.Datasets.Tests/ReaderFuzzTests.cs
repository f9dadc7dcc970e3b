using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text;
using CsCheck;
using SkyScribe.Datasets.Labels;
using SkyScribe.Datasets.Layouts;
using SkyScribe.Datasets.Scores;
using SkyScribe.Datasets.WordVectors;
using SkyScribe.IO;
using SkyScribe.TestSupport;

namespace SkyScribe.Datasets.Tests;

/// <summary>
/// Good files of every layout, damaged: bytes changed, pieces cut out, doubled or moved, encodings mixed. A reader gives a data set or says what is
/// wrong; it never fails otherwise. See <see cref="Fuzzing"/>.
/// </summary>
public sealed class ReaderFuzzTests : IDisposable
{
    private const int Files = 400, MostBytes = 1 << 16;

    private static readonly string[] CaptionFiles =
    [
        """{"images":[{"filename":"a.jpg","cocoid":7,"split":"train","sentences":[{"raw":"a road","tokens":["a","road"]},{"raw":null}]},{"filename":"b.jpg","split":"val","sentences":["b \u00e9"]}],"dataset":"x"}""",
        """{"images":[{"id":1,"file_name":"a.jpg"},{"id":2.0,"file_name":"b.jpg"}],"annotations":[{"image_id":1,"caption":"a road"},{"image_id":"2","caption":"a pond","is_rejected":true},{"image_id":2,"caption":NaN}]}""",
        """{"road":[{"raw":"x","raw_1":"y","filename":"1.jpg","split":"train"}],"pond":[{"raw":"z","filename":"1.jpg","split":"val"}]}""",
        """[{"image":"a.jpg","caption":["a road","a pond"],"image_id":"c_1"},{"image":{"path":"b.jpg"},"text":"['x', \"y\"]"}]""",
        """{"train":[{"image":"a.jpg","caption":"x"}],"val":{"b.jpg":["y"]}}""",
        """{"a.jpg":["x","y"],"b.jpg":{"captions":["z"],"split":"val"}}""",
        "{\"file_name\":\"a.jpg\",\"text\":\"x\"}\r\n{\"file_name\":\"b.jpg\",\"captions\":[\"y\",\"z\"]}\r\n",
        "file,caption,split\r\na.jpg,\"a \"\"road\"\", wide\",train\r\nb.jpg,a \"pond\",val\r\n",
        "sep=;\nimage;caption_1;caption_2\na.jpg;x;y\nb.jpg;z;nan\n",
        "filename,captions\na.jpg,\"['a road'\n 'a pond']\"\nb.jpg,array(['x'], dtype=object)\n",
        "image_name| comment_number| comment\na.jpg| 0| x\na.jpg| 4   y\n",
        "a.jpg#0\tA road\na.jpg#1\t\"A\" pond\nb.jpg#0\tz\n",
    ];

    private static readonly string[] CandidateFiles =
    [
        """[{"image_id":1,"caption":"x"},{"image_id":"b.jpg","caption":["y"],"alternatives":[{"caption":"z"}]}]""",
        """{"1":[{"caption":"x"}],"2":"y","3":{"caption":"z"}}""",
        """{"predictions":[{"image":"a.jpg","caption":"x"},{"image":"b.jpg","error":"no picture"}]}""",
        "{\"image\":\"a.jpg\",\"caption\":\"x\"}\n{\"image\":\"b.jpg\",\"error\":\"no picture\"}\n",
        "image,caption,log_probability,attributes,confidence,out_of_domain,error\r\na.jpg,x,-1,,,,\r\nb.jpg,,,,,,no picture\r\n",
    ];

    private static readonly string[] VectorFiles = [
        "4 3\nthe 0.5 -1.25 1e-3\nriver 1 2 3\n", "the 1 2 3\nriver 4 5 6\nat a@b.c 7 8 9\n", "the\t1\t2\r\nriver\t3\t4\r\n"];
    private static readonly byte[] Structure = "{}[]\",:\\.\n\r\t;|#'=\0\u00FF"u8.ToArray();
    private readonly DataFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void DatasetReader_DamagedFiles_ReadsOrRefuses() => Sample(CaptionFiles.Select(Encoding.UTF8.GetBytes), path =>
    {
        CaptionDataset dataset = DatasetReader.Read(path);
        Assert.NotEmpty(dataset.Images);
        Assert.All(dataset.Images, image => Assert.NotEmpty(dataset.WordsOf(image)));
    });

    [Fact]
    public void ReferenceFile_DamagedFiles_ReadsOrRefuses() =>
        Sample(CaptionFiles.Select(Encoding.UTF8.GetBytes),
        path => Assert.All(ReferenceFile.Read(path).Images, image => Assert.NotEmpty(image.Sentences)));

    [Fact]
    public void CandidateFile_DamagedFiles_ReadsOrRefusesAndJoinsOrRefuses() => Sample(CandidateFiles.Select(Encoding.UTF8.GetBytes), path =>
    {
        CandidateFile candidates = CandidateFile.Read(path);
        Assert.NotEmpty(candidates.Captions);
        ScoringSet set = ScoringSet.Join(candidates, ReferenceFile.Read(_folder.Write("references", CaptionFiles[1])), allowPartial: true);
        Assert.Equal(set.Ids.Count, set.Candidates.Count);
    });

    [Fact]
    public void SplitFile_DamagedFiles_ReadsOrRefuses() => Sample(
        [Encoding.UTF8.GetBytes("""{"captions":"00","rule":"drawn","splits":{"a.jpg":"train","b.jpg":"val"}}"""),
        Encoding.UTF8.GetBytes("""{"a.jpg":"train","b/c.jpg":"test"}""")],
        path => Assert.NotNull(SplitFile.Read(path).Splits));

    [Fact]
    public void LabelTable_DamagedFiles_ReadsOrRefusesAndWritesTheSame() => Sample(
        [new LabelTable(
            [new("images/a.jpg", LabelState.Edited, ["a barn", "two, \"barns\""], "a barn", 0.5) { Others = ["x"] }], ["notes"]).ToBytes(),
        Encoding.UTF8.GetBytes("image;state;caption_1;draft\nimages/a.jpg;;\"a; barn\";\nb.jpg;accepted;;a port\n")],
        path =>
        {
            var table = LabelTable.Read(path);
            string copy = _folder.Write("copy", table.ToBytes());
            var again = LabelTable.Read(copy);
            Assert.Equal(table.Rows.Select(row => (row.Image, row.Tag, row.Draft)), again.Rows.Select(row => (row.Image, row.Tag, row.Draft)));
        });

    [Fact]
    public void GloveReader_DamagedFiles_ReadsOrRefuses() => Sample(
        [.. VectorFiles.Select(Encoding.UTF8.GetBytes), .. VectorFiles.Select(text => Packed(text, zip: false)),
        .. VectorFiles.Select(text => Packed(text, zip: true)), Binary()],
        path => Assert.InRange(GloveReader.Read(path, ["river", "the"]).Dimension, 2, 4096));

    private static byte[] Binary() =>
        [.. "2 3\nthe "u8, 0, 0, 0x80, 0x3F, 0, 0, 0, 0x40, 0xC3, 0xF5, 0x48, 0x40, .. "\nriver "u8, .. new byte[12], (byte)'\n'];

    private static byte[] Packed(string text, bool zip)
    {
        using var bytes = new MemoryStream();
        if (zip)
        {
            using var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true);
            using Stream entry = archive.CreateEntry("v.txt").Open();
            entry.Write(Encoding.UTF8.GetBytes(text));
        }
        else
        {
            using var packed = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true);
            packed.Write(Encoding.UTF8.GetBytes(text));
        }

        return bytes.ToArray();
    }

    private void Sample(IEnumerable<byte[]> good, Action<string> read, [CallerMemberName] string test = "")
    {
        byte[][] files = [.. good];
        Fuzzing.Sample(
            Gen.ULong, Files,
            seed =>
            {
                string path = _folder.Write("input", Damaged(files, new DeterministicRandom(seed)));
                try
                {
                    read(path);
                }
                catch (SkyScribeException problem)
                {
                    Assert.NotEmpty(problem.Message);
                }
            }, test);
    }

    private static byte[] Damaged(byte[][] files, DeterministicRandom random)
    {
        List<byte> bytes = [.. files[random.Below(files.Length)]];
        int changes = random.Below(6);
        for (int change = 0; change < changes && bytes.Count > 0; change++)
        {
            int at = random.Below(bytes.Count), length = Math.Min(1 + random.Below(20), bytes.Count - at);
            switch (random.Below(6))
            {
                case 0:
                    bytes[at] = (byte)random.Below(256);
                    break;
                case 1:
                    bytes[at] = Structure[random.Below(Structure.Length)];
                    break;
                case 2:
                    bytes.RemoveRange(at, length);
                    break;
                case 3:
                    bytes.InsertRange(random.Below(bytes.Count + 1), bytes.GetRange(at, length));
                    break;
                case 4:
                    byte[] other = files[random.Below(files.Length)];
                    bytes.InsertRange(at, other.AsSpan(random.Below(other.Length)).ToArray().Take(30));
                    break;
                default:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
            }
        }

        byte[] result = [.. bytes.Take(MostBytes)];
        return random.Below(8) switch
        {
            0 => [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(result))],
            1 => [0xEF, 0xBB, 0xBF, .. result],
            2 => [0xFE, 0xFF, .. result],
            _ => result,
        };
    }
}
