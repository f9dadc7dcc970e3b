using SkyScribe.MetricResources;

if (args is not [var source])
{
    Console.Error.WriteLine(
        "Makes the data files of SkyScribe.Metrics from METEOR's. Run from the repository's root:\n  dotnet run -c Release --project tools/SkyScribe.MetricResources -- FOLDER_OF_METEOR_FILES");
    return 2;
}

const string Resources = "src/SkyScribe.Metrics/Resources", FullTable = "src/SkyScribe.Metrics.Paraphrases";
SynonymFile.Write(Path.Combine(source, "english.synsets.gz"), Path.Combine(Resources, "english-synsets.bin.br"));
File.WriteAllBytes(Path.Combine(Resources, "english.exceptions.gz"), File.ReadAllBytes(Path.Combine(source, "english.exceptions.gz")));
File.WriteAllBytes(Path.Combine(Resources, "english.function-words.txt"), File.ReadAllBytes(Path.Combine(source, "english.function-words.txt")));
Directory.CreateDirectory(FullTable);
Paraphrases captions = Paraphrases.ReadPairs(Path.Combine(source, "paraphrase-en.captions.gz"));
Paraphrases full = Paraphrases.ReadPacked(
    Path.Combine(source, "paraphrase-en.full.phrases.txt.gz"), Path.Combine(source, "paraphrase-en.full.pairs.bin.gz"));
ParaphraseFile.Write(captions, Path.Combine(Resources, "paraphrases-captions.bin"));
ParaphraseFile.Write(full, Path.Combine(FullTable, "paraphrases-full.bin"));
Compressed.WriteLines(Path.Combine(Resources, "paraphrases-lacking.br"), full.Words.Except(captions.Words).Order(StringComparer.Ordinal));
foreach (string file in Directory.GetFiles(Resources).Concat(Directory.GetFiles(FullTable))
    .Where(file => !file.EndsWith(".cs", StringComparison.Ordinal)))
{
    Console.WriteLine($"{file}  {new FileInfo(file).Length:N0} bytes");
}

return 0;
