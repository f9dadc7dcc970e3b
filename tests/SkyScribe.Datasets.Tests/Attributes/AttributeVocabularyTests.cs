using CsCheck;
using SkyScribe.Datasets.Attributes;
using SkyScribe.Datasets.Layouts;
using SkyScribe.TestSupport;
using SkyScribe.Text;

namespace SkyScribe.Datasets.Tests.Attributes;

public class AttributeVocabularyTests
{
    private static readonly string[][] Sentences = [.. new[]
    {
        "Many cars are parked in the parking lot .",
        "Some cars parked near green trees .",
        "Green trees and a tree .",
        "The roofs are green .",
    }.Select(CaptionTokenizer.Tokenize)];

    [Fact]
    public void Build_Sentences_CountsNounsAndAdjectivesInContext()
    {
        AttributeVocabulary attributes = AttributeVocabulary.Build(Sentences, moreThan: 0);

        Assert.Equal(["green", "cars", "trees", "lot", "many", "parking", "roofs", "tree"], attributes.Names);
        Assert.Equal([3L, 2, 2, 1, 1, 1, 1, 1], attributes.Counts);
        Assert.Equal(1, attributes.IndexOf("cars"));
        Assert.Equal(-1, attributes.IndexOf("parked"));
        Assert.Equal("green", attributes.Name(0));
    }

    [Fact]
    public void Build_Threshold_IsExclusive() => Assert.Equal(["green"], AttributeVocabulary.Build(Sentences, moreThan: 2).Names);

    [Fact]
    public void LabelsOf_Image_TakesEachWordInItsRole()
    {
        AttributeVocabulary attributes = AttributeVocabulary.Build(Sentences, moreThan: 0);

        string[][] image = [CaptionTokenizer.Tokenize("a car parking near the trees"), CaptionTokenizer.Tokenize("Green trees, blue cars")];
        float[] labels = attributes.LabelsOf(image);

        Assert.Equal(["green", "cars", "trees"], attributes.Names.Where((_, i) => labels[i] == 1));
        Assert.All(labels, label => Assert.True(label is 0 or 1));
    }

    [Fact]
    public void LabelsOf_NoSentence_IsAllZero() => Assert.All(AttributeVocabulary.Build(Sentences, 0).LabelsOf([]), label => Assert.Equal(0, label));

    [Fact]
    public void ReadTsv_WhatWriteTsvWrote_IsTheSame()
    {
        using var folder = new DataFolder();
        AttributeVocabulary attributes = AttributeVocabulary.Build(Sentences, moreThan: 0);
        attributes.WriteTsv(folder.PathOf("attributes.tsv"));

        AttributeVocabulary read = AttributeVocabulary.ReadTsv(folder.PathOf("attributes.tsv"));

        Assert.Equal(attributes.Names, read.Names);
        Assert.Equal(attributes.Counts, read.Counts);
    }

    [Fact]
    public void ReadTsv_EditedList_KeepsItsOrder()
    {
        using var folder = new DataFolder();
        string path = folder.Write("attributes.tsv", "# mine\n\nriver\t3\r\nhelipad\n  \nsolar-panel\t0\n");

        Assert.Equal(["river", "helipad", "solar-panel"], AttributeVocabulary.ReadTsv(path).Names);
    }

    [Theory]
    [InlineData("river\t3\nriver\t2\n", "line 2")]
    [InlineData("river\tmany\n", "line 1")]
    [InlineData("river\t-1\n", "line 1")]
    [InlineData("river\t1\t2\n", "line 1")]
    [InlineData("# c\nbig river\t1\n", "line 2")]
    [InlineData("River\t1\n", "line 1")]
    [InlineData("river\t99999999999999999999\n", "line 1")]
    [InlineData("# nothing\n", "")]
    [InlineData("", "")]
    public void ReadTsv_WrongLine_NamesIt(string text, string field)
    {
        using var folder = new DataFolder();

        var error = Assert.Throws<DatasetException>(() => AttributeVocabulary.ReadTsv(folder.Write("attributes.tsv", text)));

        Assert.Equal(field, error.Field);
        Assert.Contains("attributes.tsv", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadTsv_NoUtf8_SaysSo()
    {
        using var folder = new DataFolder();

        var error = Assert.Throws<DatasetException>(() => AttributeVocabulary.ReadTsv(folder.Write("attributes.tsv", [0x61, 0xFF, 0xFE])));

        Assert.Contains("UTF-8", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Build_AnyTokens_GivesAListThatReadsBack()
    {
        using var folder = new DataFolder();
        Gen.String.Array[1, 6].Sample(
            texts =>
            {
                string[][] sentences = [.. texts.Select(text => text.Split(' ', StringSplitOptions.RemoveEmptyEntries)), ["river"]];
                AttributeVocabulary attributes = AttributeVocabulary.Build(sentences, 0);
                attributes.WriteTsv(folder.PathOf("attributes.tsv"));
                Assert.Equal(attributes.Names, AttributeVocabulary.ReadTsv(folder.PathOf("attributes.tsv")).Names);
            },
            threads: 1);
    }

    [Theory]
    [InlineData("ucm", 100, 78, "plants cars many residential parking swimming lot green", "parked arranged surrounded docked some two slapping")]
    [InlineData("sydney", 50, 51, "houses many residential meadow sparkling marking", "arranged divided passed parked some two goes while")]
    [InlineData("rsicd", 200, 126, "green many trees parking swimming orderly curved", "next near parked planted form shaped two around")]
    public void Build_RealTrainingCaptions_GivesThePapersKindOfList(string name, int moreThan, int count, string labels, string others)
    {
        CaptionDataset dataset = DatasetReader.Read(SharedFiles.Require($"data/{name}/dataset_{name}.json"));

        AttributeVocabulary attributes = AttributeVocabulary.Build(dataset.SentencesOf("train"), moreThan);

        Assert.All(labels.Split(' '), word => Assert.Contains(word, attributes.Names));
        Assert.All(others.Split(' '), word => Assert.DoesNotContain(word, attributes.Names));
        Assert.All(attributes.Counts, n => Assert.True(n > moreThan));
        Assert.Equal(count, attributes.Count);
    }
}
