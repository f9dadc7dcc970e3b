using System.Text;
using SkyScribe.Datasets.Layouts;

namespace SkyScribe.Datasets.Tests.Layouts;

/// <summary>One small data set in the forms that people have it in: all of them say the same.</summary>
public sealed class LayoutVariantsTests : IDisposable
{
    private const string Expected = "a.jpg: A road. | a \"long\" road, wide; b.jpg: a pond";
    private readonly DataFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    // BLIP and LAVIS
    [InlineData("""[{"image": "a.jpg", "caption": "A road."}, {"image": "a.jpg", "caption": "a \"long\" road, wide"}, {"image": "b.jpg", "caption": "a pond", "image_id": "x_1"}]""")]
    [InlineData("""[{"image": "a.jpg", "caption": ["A road.", "a \"long\" road, wide"]}, {"image": "b.jpg", "caption": ["a pond"]}]""")]
    [InlineData("""[{"image": {"path": "a.jpg", "bytes": null}, "text": ["A road.", "a \"long\" road, wide"]}, {"image": ["b.jpg"], "text": "a pond"}]""")]
    // JSON lines
    [InlineData("{\"file_name\": \"a.jpg\", \"captions\": [\"A road.\", \"a \\\"long\\\" road, wide\"]}\n{\"file_name\": \"b.jpg\", \"captions\": [\"a pond\"]}\n")]
    [InlineData("{\"file_name\": \"a.jpg\", \"text\": \"A road.\"}\r\n\r\n{\"file_name\": \"b.jpg\", \"text\": \"a pond\"}\r\n{\"file_name\": \"a.jpg\", \"text\": \"a \\\"long\\\" road, wide\"}")]
    // NWPU-Captions, and the same under other names
    [InlineData("""{"road": [{"raw": "A road.", "raw_1": "a \"long\" road, wide", "raw_2": null, "filename": "a.jpg"}], "pond": [{"raw": "a pond", "filename": "b.jpg"}]}""")]
    [InlineData("""{"road": [{"caption": "A road.", "caption_1": "a \"long\" road, wide", "filename": "a.jpg"}], "pond": [{"caption": "a pond", "filename": "b.jpg"}]}""")]
    // other nestings
    [InlineData("""{"data": [{"image": "a.jpg", "captions": ["A road.", "a \"long\" road, wide"]}, {"image": "b.jpg", "captions": ["a pond"]}]}""")]
    [InlineData("""{"annotations": [{"image": "a.jpg", "caption": "A road."}, {"image": "a.jpg", "caption": "a \"long\" road, wide"}, {"image": "b.jpg", "caption": "a pond"}]}""")]
    [InlineData("""{"a.jpg": ["A road.", "a \"long\" road, wide"], "b.jpg": ["a pond"]}""")]
    [InlineData("""{"a.jpg": ["A road.", "a \"long\" road, wide"], "b.jpg": "a pond"}""")]
    [InlineData("""{"a.jpg": {"captions": ["A road.", "a \"long\" road, wide"]}, "b.jpg": {"caption": "a pond"}}""")]
    [InlineData("""{"a.jpg": [{"raw": "A road."}, {"caption": "a \"long\" road, wide"}], "b.jpg": [{"raw": "a pond"}]}""")]
    // Karpathy's, as others write it
    [InlineData("""{"images": [{"file_name": "a.jpg", "sentences": ["A road.", "a \"long\" road, wide"]}, {"filename": "b.jpg", "sentences": [{"tokens": ["a", "pond"]}]}]}""")]
    [InlineData("""{"images": [{"filename": "a.jpg", "captions": ["A road.", null, "a \"long\" road, wide"]}, {"filename": "b.jpg", "sentences": [{"raw": NaN}, {"raw": "a pond", "sentid": NaN}]}]}""")]
    // COCO's
    [InlineData("""{"images": [{"id": 1, "file_name": "a.jpg"}, {"id": "2", "file_name": "b.jpg"}], "annotations": [{"image_id": 1.0, "caption": "A road."}, {"image_id": "1", "caption": "a \"long\" road, wide"}, {"image_id": 2, "caption": "a pond"}, {"image_id": 2, "caption": null}, {"image_id": 2, "caption": "Quality issues", "is_rejected": true}]}""")]
    // tables
    [InlineData("image,caption\na.jpg,A road.\na.jpg,\"a \"\"long\"\" road, wide\"\nb.jpg,a pond\n")]
    [InlineData("image_path,text\r\na.jpg,A road.\r\na.jpg,\"a \"\"long\"\" road, wide\"\r\nb.jpg,a pond\r\n\r\n")]
    [InlineData("image;caption;;\na.jpg;A road.;;\na.jpg;a \"long\" road, wide;;\nb.jpg;a pond;;\n")]
    [InlineData("sep=;\r\nimage;caption\r\na.jpg;A road.\r\na.jpg;a \"long\" road, wide\r\nb.jpg;a pond\r\n")]
    [InlineData("Image\tCaption\na.jpg\tA road.\na.jpg\ta \"long\" road, wide\nb.jpg\ta pond\nb.jpg\tnan\n")]
    [InlineData("image_name| comment_number| comment\na.jpg| 0| A road.\na.jpg| 1| a \"long\" road, wide\nb.jpg| 0| a pond\nb.jpg| 1|\n")]
    [InlineData("image_name| comment_number| comment\na.jpg| 0| A road.\na.jpg| 4   a \"long\" road, wide\nb.jpg| 0| a pond\n")]
    [InlineData(",image,caption\n0,a.jpg,A road.\n1,a.jpg,\"a \"\"long\"\" road, wide\"\n2,b.jpg,a pond\n")]
    [InlineData("filename,captions,image\na.jpg,\"['A road.'\n 'a \"\"long\"\" road, wide']\",{'bytes': b'..'}\nb.jpg,['a pond'],{'bytes': b'..'}\n")]
    [InlineData("filename;captions\na.jpg;['A road.', 'a \"long\" road, wide', nan]\nb.jpg;[\"a pond\"]\n")]
    [InlineData("filename\tcaptions\na.jpg\tarray(['A road.', 'a \"long\" road, wide'], dtype=object)\nb.jpg\t('a pond',)\n")]
    [InlineData("image,caption_1,caption_2\na.jpg,A road.,\"a \"\"long\"\" road, wide\"\nb.jpg,a pond,\n")]
    [InlineData("image,caption\ra.jpg,A road.\ra.jpg,\"a \"\"long\"\" road, wide\"\rb.jpg,a pond")]
    // without a heading
    [InlineData("a.jpg#0\tA road.\na.jpg#1\ta \"long\" road, wide\nb.jpg#0\ta pond\n")]
    [InlineData("a.jpg,A road.\na.jpg,\"a \"\"long\"\" road, wide\"\nb.jpg,a pond\n")]
    [InlineData("a.jpg|0|A road.\na.jpg|1|a \"long\" road, wide\nb.jpg|0|a pond\n")]
    public void Read_EachForm_GivesTheSame(string text)
    {
        // The name says nothing, in none of them.
        foreach (string name in new[] { "d.json", "d.csv", "D.TXT", "captions" })
        {
            Assert.Equal(Expected, Text(DatasetReader.Read(_folder.Write(name, text))));
        }

        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        Assert.Equal(Expected, Text(DatasetReader.Read(_folder.Write("mark", [0xEF, 0xBB, 0xBF, .. utf8]))));
        foreach (var encoding in new Encoding[] { Encoding.Unicode, Encoding.BigEndianUnicode, Encoding.UTF32,
            new UTF32Encoding(bigEndian: true, byteOrderMark: true) })
        {
            Assert.Equal(Expected, Text(DatasetReader.Read(_folder.Write("wide", [.. encoding.GetPreamble(), .. encoding.GetBytes(text)]))));
        }

        Assert.Equal(Expected, Text(DatasetReader.Read(_folder.Write("wide", Encoding.Unicode.GetBytes(text)))));
        Assert.Equal(Expected, Text(DatasetReader.Read(_folder.Write("wide", Encoding.BigEndianUnicode.GetBytes(text)))));
    }

    [Theory]
    [InlineData("""{"train": [{"image": "a.jpg", "caption": "x"}], "val": [{"image": "b.jpg", "caption": "y"}], "test": []}""")]
    [InlineData("""{"train": {"a.jpg": ["x"]}, "validation": {"b.jpg": "y"}}""")]
    [InlineData("""[{"image": "a.jpg", "caption": "x", "split": "Train"}, {"image": "b.jpg", "caption": "y", "split": "dev"}]""")]
    [InlineData("""{"road": [{"raw": "x", "filename": "a.jpg", "split": "train"}, {"raw": "y", "filename": "b.jpg", "split": "val"}]}""")]
    [InlineData("{\"file_name\": \"a.jpg\", \"text\": \"x\", \"split\": \"train\"}\n{\"file_name\": \"b.jpg\", \"text\": \"y\", \"split\": \"val\"}")]
    [InlineData("a.jpg,x,train\nb.jpg,y,val\n")]
    [InlineData("image;text;set\na.jpg;x;TRAIN\nb.jpg;y;VAL\n")]
    [InlineData("a.jpg\ttrain\tx\nb.jpg\tval\ty\n")]
    [InlineData("Image Name, Caption Text, Split\na.jpg, x, train2014\nb.jpg, y, val2014\n")]
    public void Read_SplitsInEachForm_AreTaken(string text)
    {
        CaptionDataset dataset = DatasetReader.Read(_folder.Write("d", text));
        Assert.Equal(SplitOrigin.Official, dataset.SplitOrigin);
        Assert.Equal("a.jpg", dataset.Split("train").Single().FileName);
        Assert.Equal("b.jpg", dataset.Split("val").Single().FileName);
    }

    [Theory]
    [InlineData("""[{"image_id": 7, "image": "a.jpg", "caption": "x"}]""", "7", true)]
    [InlineData("""[{"image_id": "x_7", "image": "a.jpg", "caption": "x"}]""", "x_7", false)]
    [InlineData("""{"images": [{"id": 7, "file_name": "a.jpg"}], "annotations": [{"image_id": 7, "caption": "x"}]}""", "7", true)]
    [InlineData("""{"images": [{"filename": "a.jpg", "cocoid": 7, "imgid": 0, "sentences": [{"raw": "x"}]}]}""", "7", true)]
    public void Id_OfTheDataSet_IsKeptWithItsKind(string text, string id, bool isNumber) =>
        Assert.Equal(new ImageId(id, isNumber), DatasetReader.Read(_folder.Write("d", text)).Images.Single().Id);

    [Fact]
    public void Read_ScenesWithEqualNames_PutsTheSceneIntoThePath()
    {
        CaptionDataset dataset =
            DatasetReader.Read(_folder.Write("d", """{"road": [{"raw": "x", "filename": "1.jpg"}], "pond": [{"raw": "y", "filename": "1.jpg"}]}"""));
        Assert.Equal(["road/1.jpg", "pond/1.jpg"], dataset.Images.Select(image => image.FileName));
    }

    [Theory]
    [InlineData("image,caption\na.jpg,\"['a road', 'a long\"\n", "line 2, caption", "neither closed")]
    [InlineData("image,caption\na.jpg,\"['a road', 'a long]\"\n", "line 2, caption", "never closed")]
    [InlineData("image,caption\na.jpg,['a road' ... 'a pond']\n", "line 2, caption", "NumPy has cut")]
    [InlineData("image,caption\na.jpg,[a road]\n", "line 2, caption", "an item without quotes")]
    [InlineData("[{\"image\": \"a.jpg\", \"caption\": \"['a road', 'a\"}]", "", "a road")]
    public void Read_ListThatCannotBeRead_IsNeverOneLongCaption(string text, string field, string problem)
    {
        string path = _folder.Write("d", text);
        if (field.Length == 0 || problem == "neither closed")
        {
            // It does not end as a list does, so it is a caption that begins with a bracket.
            Assert.Single(DatasetReader.Read(path).Images.Single().Sentences);
            return;
        }

        var error = Assert.Throws<DatasetException>(() => DatasetReader.Read(path));
        Assert.Equal(field, error.Field);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{'images': [{'filename': 'a.jpg'}]}", "a Python dictionary")]
    [InlineData("<!DOCTYPE html><html><body>404</body></html>", "a web page")]
    [InlineData("PAR1\u0001\u0002", "a Parquet file")]
    [InlineData("PK\u0003\u0004xl/workbook.xml", "an Excel workbook")]
    [InlineData("SQLite format 3\0", "an SQLite database")]
    [InlineData("{\"images\": [{\"filename\": \"a.jpg\",}]}", "line 1, column 34")]
    [InlineData("{\"images\": [\n{\"filename\": \"a.jpg\",}]}", "line 2, column 22")]
    [InlineData("{\"image\": \"a\", \"caption\": \"x\"}\n{oops}\n", "line 2: found no valid JSON (column 2")]
    [InlineData("{\"images\": [{\"filename\": \"a.png\", \"changeflag\": 1, \"sentences\": [{\"raw\": \"x\"}]}]}", "two dates")]
    [InlineData("{\"model\": \"x\"}", "NWPU {scene:")]
    [InlineData("{\"image\": [\"a.jpg\", \"b.jpg\"], \"caption\": [\"x\", \"y\"]}", "NWPU {scene:")]
    [InlineData("{\"annotations\": {\"train\": []}}", "NWPU {scene:")]
    [InlineData("just a text", "neither JSON nor a table")]
    [InlineData("name,words\na.jpg,x\n", "a column for the image")]
    public void Read_WhatIsNoDataSet_IsNamed(string text, string expected) => Assert.Contains(
        expected, Assert.Throws<DatasetException>(() => DatasetReader.Read(_folder.Write("d.json", Encoding.Latin1.GetBytes(text)))).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Read_MissingCaptions_AreCountedAndNeverTheWordNan()
    {
        CaptionDataset dataset =
            DatasetReader.Read(_folder.Write("d", "image,caption\na.jpg,a road\na.jpg,nan\na.jpg,NaN\na.jpg,\na.jpg,None\na.jpg,null\n"));
        Assert.Equal(["a road"], dataset.Images.Single().Sentences.Select(sentence => sentence.Raw));
        Assert.Contains("left out 5 sentences", Assert.Single(dataset.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_RejectedCaptions_AreCountedAndLeftOut()
    {
        CaptionDataset dataset = DatasetReader.Read(_folder.Write("d", """
            {"images": [{"id": 1, "file_name": "a.jpg"}],
             "annotations": [{"image_id": 1, "caption": "a road", "is_rejected": false, "is_precanned": false}, {"image_id": 1, "caption": "too dark", "is_precanned": true}, {"image_id": 1, "caption": "x", "is_rejected": 1}]}
            """));
        Assert.Single(dataset.Images.Single().Sentences);
        Assert.Contains("left out 2 captions that are marked as rejected", Assert.Single(dataset.Warnings), StringComparison.Ordinal);
    }

    private static string Text(CaptionDataset dataset) =>
        string.Join("; ", dataset.Images.Select(
        image => $"{image.FileName}: {string.Join(" | ", image.Sentences.Select(sentence => sentence.Raw))}"));
}
