using System.Text;
using CsCheck;
using SkyScribe.Datasets.Layouts;
using SkyScribe.IO;

namespace SkyScribe.Datasets.Tests.Layouts;

public class DatasetReaderHostileTests
{
    private const string GoodKarpathy =
        """{"images":[{"filename":"a.jpg","split":"train","sentences":[{"raw":"a road","tokens":["a","road"]}]},{"filename":"b.jpg","split":"val","sentences":[{"raw":"b \u00e9","tokens":[]}]}]}""";

    private const string GoodCoco =
        """{"images":[{"id":1,"file_name":"a.jpg"},{"id":2,"file_name":"b.jpg"}],"annotations":[{"image_id":1,"caption":"a road"},{"image_id":2,"caption":"a pond"}]}""";

    private const string GoodCsv = "file,caption,split\na.jpg,\"a road, wide\",train\nb.jpg,a pond,val\n";

    private static readonly byte[] Structure = "{}[]\",:\\.\n\0"u8.ToArray();
    private static readonly Gen<byte> AnyByte = Gen.Select(Gen.Bool, Gen.Byte, (any, value) => any ? value : Structure[value % Structure.Length]);

    [Theory]
    [InlineData("", "")]
    [InlineData("no json", "")]
    [InlineData("[1]", "")]
    [InlineData("{}", "")]
    [InlineData("[[\"a.jpg\", \"a road\"]]", "")]
    [InlineData("{\"info\": \"x\", \"version\": \"1.0\"}", "")]
    [InlineData("{\"images\": [{\"id\": 1, \"candidate\": \"x\", \"references\": [\"y\"]}]}", "")]
    [InlineData("""{"images":7}""", "images")]
    [InlineData("""{"images":[]}""", "")]
    [InlineData("""{"images":[7]}""", "images[0]")]
    [InlineData("""{"images":[{}]}""", "images[0].filename")]
    [InlineData("""{"images":[{"filename":7}]}""", "images[0].filename")]
    [InlineData("""{"images":[{"filename":"a.jpg"}]}""", "images[0].sentences")]
    [InlineData("""{"images":[{"filename":"a.jpg","sentences":{}}]}""", "images[0].sentences.raw")]
    [InlineData("""{"images":[{"filename":"a.jpg","sentences":[{}]}]}""", "images[0].sentences[0].raw")]
    [InlineData("""{"images":[{"filename":"a.jpg","sentences":[{"raw":null}]}]}""", "")]
    [InlineData("""{"images":[{"filename":"a.jpg","sentences":[{"raw":"x"},{"raw":["x"]}]}]}""", "images[0].sentences[1].raw")]
    [InlineData("""{"images":[{"filename":"a.jpg","sentences":[{"raw":"x","tokens":"x"}]}]}""", "images[0].sentences[0].tokens")]
    [InlineData("""{"images":[{"filename":"a.jpg","sentences":[{"raw":"x","tokens":["x",1]}]}]}""", "images[0].sentences[0].tokens[1]")]
    [InlineData("""{"images":[{"filename":"a.jpg","sentences":[{"raw":"half \ud800"}]}]}""", "images[0].sentences[0].raw")]
    [InlineData("""{"images":[{"filename":"a.jpg","split":"trian","sentences":[{"raw":"x"}]}]}""", "images[0].split")]
    [InlineData("""{"images":[{"filename":"a.jpg","split":3,"sentences":[{"raw":"x"}]}]}""", "images[0].split")]
    [InlineData("""{"images":[{"filename":"a","split":"val","sentences":[{"raw":"x"}]},{"filename":"b","sentences":[{"raw":"x"}]}]}""",
        "images[1].split")]
    [InlineData("""{"images":[{"filename":"a","sentences":[{"raw":"x"}]},{"filename":"./a","sentences":[{"raw":"x"}]}]}""", "images[1].filename")]
    [InlineData("""{"images":[{"filename":"a","sentences":[{"raw":"."}]}]}""", "")]
    [InlineData("""{"images":[{"filename":"a","split":"train","sentences":[{"raw":"x"}]},{"filename":"b","split":"val","sentences":[]}]}""", "")]
    [InlineData("""{"images":[{"filename":"a","filename":"b","sentences":[{"raw":"x"}]}]}""", "")]
    [InlineData("""{"images":[],"dataset":3}""", "dataset")]
    [InlineData("""{"images":[{"id":1}],"annotations":[]}""", "images[0].file_name")]
    [InlineData("""{"images":[{"file_name":"a"}],"annotations":[]}""", "images[0].id")]
    [InlineData("""{"images":[{"file_name":"a","id":1.5}],"annotations":[]}""", "images[0].id")]
    [InlineData("""{"images":[{"file_name":"a","id":1},{"file_name":"b","id":1}],"annotations":[]}""", "images[1].id")]
    [InlineData("""{"images":[{"file_name":"a","id":1}],"annotations":[{"image_id":2,"caption":"x"}]}""", "annotations[0].image_id")]
    [InlineData("""{"images":[{"file_name":"a","id":1}],"annotations":[{"image_id":1}]}""", "annotations[0].caption")]
    [InlineData("""{"images":[{"file_name":"a","id":1}],"annotations":[]}""", "")]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n", "")]
    public void Read_WrongJson_NamesThePlace(string json, string field)
    {
        using var folder = new DataFolder();

        var error = Assert.Throws<DatasetException>(() => DatasetReader.Read(folder.Write("d.json", json)));

        Assert.Equal(field, error.Field);
        Assert.Equal(folder.PathOf("d.json"), error.File);
        Assert.NotEmpty(error.Found);
        Assert.NotEmpty(error.Expected);
    }

    [Theory]
    [InlineData("..")]
    [InlineData("../a.jpg")]
    [InlineData("sub/../../a.jpg")]
    [InlineData("sub/..\\a.jpg")]
    [InlineData("/etc/passwd")]
    [InlineData("\\\\server\\share\\a.jpg")]
    [InlineData("C:\\a.jpg")]
    [InlineData("c:a.jpg")]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(".")]
    [InlineData("sub/")]
    [InlineData("a\0.jpg")]
    [InlineData("a\n.jpg")]
    public void Read_FileNameThatLeavesTheFolder_IsRefused(string name)
    {
        using var folder = new DataFolder();
        string json = $$"""{"images":[{"filename":{{System.Text.Json.JsonSerializer.Serialize(name)}},"sentences":[{"raw":"x"}]}]}""";

        var error = Assert.Throws<DatasetException>(() => DatasetReader.Read(folder.Write("d.json", json)));

        Assert.Equal("images[0].filename", error.Field);
        Assert.DoesNotContain('\0', error.Message);
    }

    [Theory]
    [InlineData("a..b.jpg", "a..b.jpg")]
    [InlineData("./sub//a b.jpg", "sub/a b.jpg")]
    [InlineData("sub\\a.jpg", "sub/a.jpg")]
    public void Read_UnusualButInnocentFileName_IsTaken(string name, string path) => Assert.Equal(path, ImagePath.Normalize(name));

    [Theory]
    [InlineData("", "")]
    [InlineData("name,text\n", "line 1")]
    [InlineData("file,filename,caption\n", "line 1")]
    [InlineData("file,caption\na.jpg\n", "line 2")]
    [InlineData("file,caption\na.jpg,x,y\n", "line 2")]
    [InlineData("file,caption\na.jpg,\"x\" y\n", "line 2")]
    [InlineData("file,caption\na.jpg,\"x\n\nb.jpg,y\n", "line 2")]
    [InlineData("file,caption\n\"a\n.jpg\",x\n", "line 2, file")]
    [InlineData("file,caption\na.jpg,\"x\ny\"\n../b.jpg,z\n", "line 4, file")]
    [InlineData("file,caption\r\n\r\na.jpg,\"x\r\n\r\ny\"\r\n\r\nb.jpg\r\n", "line 7")]
    [InlineData("file,caption\na.jpg,\"x\ny\" z\n", "line 3")]
    [InlineData("fi\"le,caption\na.jpg,x\n", "line 1")]
    [InlineData("file,caption,split\na.jpg,x,train\na.jpg,y,val\n", "line 3, split")]
    [InlineData("file,caption,split\na.jpg,x,train\nb.jpg,y,\n", "line 3, split")]
    [InlineData("file,caption,split\na.jpg,x,learn\n", "line 2, split")]
    [InlineData("file,caption\n", "")]
    public void Read_WrongCsv_NamesTheLine(string csv, string field)
    {
        using var folder = new DataFolder();

        Assert.Equal(field, Assert.Throws<DatasetException>(() => DatasetReader.Read(folder.Write("d.csv", csv))).Field);
    }

    [Theory]
    [InlineData(20_001, "a field of 20001 characters")]
    [InlineData(17 << 20, "a field of 17825792 characters")]
    public void Read_CsvFieldTooLong_NamesTheLine(int length, string found)
    {
        using var folder = new DataFolder();
        string csv = $"file,caption\na.jpg,\"x\ny\"\nb.jpg,{new string('x', length)}\n";

        var error = Assert.Throws<DatasetException>(() => DatasetReader.Read(folder.Write("d.csv", csv)));

        Assert.Equal(("line 4", found), (error.Field, error.Found));
    }

    [Fact]
    public void Read_CsvOfManyColumns_IsRefused()
    {
        using var folder = new DataFolder();

        Assert.Equal("more than 256 fields",
            Assert.Throws<DatasetException>(() => DatasetReader.Read(folder.Write("d.csv", "file,caption\n" + new string(',', 256)))).Found);
    }

    [Fact]
    public void Read_CsvThatIsNoUtf8_SaysSo()
    {
        using var folder = new DataFolder();
        byte[] latin = [.. Encoding.Latin1.GetBytes("file,caption\na.jpg,caf\u00e9\n")];

        Assert.Equal("bytes that are no UTF-8", Assert.Throws<DatasetException>(() => DatasetReader.Read(folder.Write("d.csv", latin))).Found);
    }

    [Fact]
    public void Read_TooBig_IsRefused()
    {
        using var folder = new DataFolder();

        var error = Assert.Throws<DatasetException>(() => DatasetReader.Read(folder.Write("d.json", GoodKarpathy), new() { MaximumBytes = 100 }));

        Assert.Contains("more than 100 bytes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OverlongSentence_IsRefused()
    {
        using var folder = new DataFolder();
        string json = $$"""{"images":[{"filename":"a","sentences":[{"raw":"{{new string('x', 20_001)}}"}]}]}""";

        Assert.Equal("images[0].sentences[0].raw", Assert.Throws<DatasetException>(() => DatasetReader.Read(folder.Write("d.json", json))).Field);
    }

    [Fact]
    public void Read_DeepNesting_IsRefused()
    {
        using var folder = new DataFolder();

        Assert.Throws<DatasetException>(() => DatasetReader.Read(folder.Write("d.json", new string('[', 100_000))));
    }

    [Fact]
    public void Read_MissingFile_SaysSo()
    {
        using var folder = new DataFolder();

        Assert.Equal("no such file", Assert.Throws<DatasetException>(() => DatasetReader.Read(folder.PathOf("no.json"))).Found);
        Assert.Contains("0 possible", Assert.Throws<DatasetException>(() => DatasetReader.Read(folder.Root)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ImagesWithoutSentencesAndFail_NamesTheFirst()
    {
        using var folder = new DataFolder();
        string path = folder.Write("d.json", """{"images":[{"filename":"a","sentences":[{"raw":"x"}]},{"filename":"b","sentences":[]}]}""");

        Assert.Single(DatasetReader.Read(path).Images);
        var error = Assert.Throws<DatasetException>(
            () => DatasetReader.Read(path, new() { ImagesWithoutSentences = ImagesWithoutSentences.Fail }));
        Assert.Equal("images[1].filename", error.Field);
    }

    [Fact]
    public void Read_TokensAskedForWhereThereAreNone_SaysSo()
    {
        using var folder = new DataFolder();
        var tokens = new DatasetReaderOptions { SentenceSource = SentenceSource.Tokens };

        Assert.Equal("a layout without tokens",
            Assert.Throws<DatasetException>(() => DatasetReader.Read(folder.Write("d.csv", GoodCsv), tokens)).Found);
        Assert.Equal("a layout without tokens",
            Assert.Throws<DatasetException>(() => DatasetReader.Read(folder.Write("d.json", GoodCoco), tokens)).Found);
        string karpathy = folder.Write("k.json", """{"images":[{"filename":"a","sentences":[{"raw":"x"}]}]}""");
        Assert.Equal("images[0].sentences[0].tokens", Assert.Throws<DatasetException>(() => DatasetReader.Read(karpathy, tokens)).Field);
    }

    [Theory]
    [InlineData("d.json", GoodKarpathy)]
    [InlineData("d.json", GoodCoco)]
    [InlineData("d.csv", GoodCsv)]
    public void Read_DamagedBytes_OnlyThrowsDatasetException(string name, string text)
    {
        using var folder = new DataFolder();
        byte[] good = Encoding.UTF8.GetBytes(text);
        Gen.Select(Gen.Int[0, good.Length - 1], AnyByte, Gen.Int[0, good.Length - 1], Gen.Int[0, 30]).Sample(
            (at, value, from, cut) =>
            {
                byte[] bytes = [.. good];
                bytes[at] = value;
                byte[] shorter = [.. bytes[..from], .. bytes[Math.Min(from + cut, bytes.Length)..]];
                ReadOrRefuse(folder.Write(name, shorter));
            },
            iter: 1000,
            threads: 1);
    }

    [Fact]
    public void Read_RandomJson_OnlyThrowsDatasetException()
    {
        using var folder = new DataFolder();
        Gen.ULong.Sample(seed => ReadOrRefuse(folder.Write("d.json", RandomJson(new DeterministicRandom(seed), depth: 0))), iter: 2000, threads: 1);
    }

    /// <summary>JSON with the readers' own member names, mostly of the right types, so that it gets deep into them.</summary>
    private static string RandomJson(DeterministicRandom random, int depth)
    {
        string[] names = "images annotations dataset filename file_name filepath split sentences raw tokens id image_id caption".Split(' ');
        string[] leaves = ["1", "2", "\"train\"", "\"a.jpg\"", "\"a road\"", "\"\"", "\"../x\"", "null", "true", "1e99", "\"\\ud800\"", "-0"];
        int kind = depth == 0 ? 0 : depth > 5 ? 9 : random.Below(10);
        if (kind < 4)
        {
            IEnumerable<string> chosen = names.Where(_ => random.Below(3) > 0);
            return "{" + string.Join(',', chosen.Select(name => $"\"{name}\":{Value(name)}")) + "}";
        }

        return kind < 6 ? List() : leaves[random.Below(leaves.Length)];

        string List(int atLeast = 0)
        {
            int count = atLeast + random.Below(2);
            return "[" + string.Join(',', Enumerable.Range(0, count).Select(_ => RandomJson(random, depth + 1))) + "]";
        }

        string Value(string name) => random.Below(8) == 0 ? RandomJson(random, depth + 1) : name switch
        {
            "images" or "annotations" or "sentences" => List(atLeast: 1),
            "tokens" => "[\"a\",\"road\"]",
            "id" or "image_id" => random.Below(3).ToString(System.Globalization.CultureInfo.InvariantCulture),
            "split" => "\"val\"",
            "filename" or "file_name" => $"\"{random.Below(5)}.jpg\"",
            _ => "\"some words\"",
        };
    }

    private static void ReadOrRefuse(string path)
    {
        try
        {
            CaptionDataset dataset = DatasetReader.Read(path);
            Assert.NotEmpty(dataset.Images);
            Assert.All(dataset.Images, image => Assert.NotEmpty(dataset.WordsOf(image)));
        }
        catch (DatasetException error)
        {
            Assert.Contains(path, error.Message, StringComparison.Ordinal);
        }
    }
}
