using SkyScribe.MetricResources;

if (args is not [var source])
{
    Console.Error.WriteLine("Makes the data files of SkyScribe.Metrics from METEOR's. Run from the repository's root:\n  dotnet run -c Release --project tools/SkyScribe.MetricResources -- FOLDER_OF_METEOR_FILES");
    return 2;
}

const string Resources = "src/SkyScribe.Metrics/Resources";
SynonymFile.Write(Path.Combine(source, "english.synsets.gz"), Path.Combine(Resources, "english-synsets.bin"));
File.WriteAllBytes(Path.Combine(Resources, "english.exceptions.gz"), File.ReadAllBytes(Path.Combine(source, "english.exceptions.gz")));
File.WriteAllBytes(Path.Combine(Resources, "english.function-words.txt"), File.ReadAllBytes(Path.Combine(source, "english.function-words.txt")));
foreach (string file in Directory.GetFiles(Resources, "*").Where(file => !file.EndsWith(".cs", StringComparison.Ordinal)))
{
    Console.WriteLine($"{file}  {new FileInfo(file).Length:N0} bytes");
}

return 0;
