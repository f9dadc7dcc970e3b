using System.IO.Compression;
using System.Text;

using SkyScribe.EpsgTable;

if (args is not [var path])
{
    Console.Error.WriteLine("""
        Makes the table of EPSG's coordinate systems from an installed PROJ (libproj.so.25 and its database). Run from the repository's root:
          dotnet run -c Release --project tools/SkyScribe.EpsgTable -- /usr/share/proj/proj.db
        """);
    return 2;
}

const string Output = "src/SkyScribe.Geo/Coordinates/epsg.txt.br";
nint context = NativeProj.proj_context_create();
NativeProj.proj_log_level(context, 0);
using var database = new Database(path);
var writer = new TableWriter(database, context);
List<string> lines = writer.Write();
writer.Systems(Console.WriteLine);
byte[] text = Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n");
using (FileStream file = File.Create(Output))
using (var brotli = new BrotliStream(file, CompressionLevel.SmallestSize))
{
    brotli.Write(text);
}

Console.WriteLine($"{Output}: {lines.Count:N0} records, {text.Length:N0} bytes, {new FileInfo(Output).Length:N0} compressed");
return 0;
