using SkyScribe.IO;

namespace SkyScribe.Geo.Rasters;

/// <summary>A strip or tile that does not decode: what lies in it is lost, the rest of the raster is not.</summary>
internal sealed class BlockException(string file, string block, string problem, Exception inner)
    : SkyScribeException(file, $"{block} does not decode: {problem}", inner);
