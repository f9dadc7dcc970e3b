namespace SkyScribe.Imaging;

/// <summary>The page of a TIFF that is read.</summary>
/// <param name="Offset">where its directory lies in the file</param>
/// <param name="IsBigEndian">the file's byte order</param>
/// <param name="Predictor">tag 317: 1 none, 2 horizontal differences, 3 floating-point</param>
/// <param name="NoData">the value that marks missing pixels (GDAL's tag 42113); null where there is none</param>
/// <param name="Remark">which of several pages it is; null where there is one only, or the others are its overviews and masks</param>
internal sealed record TiffPage(long Offset, bool IsBigEndian, int Predictor, double? NoData, string? Remark);
