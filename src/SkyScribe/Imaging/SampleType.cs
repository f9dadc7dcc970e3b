namespace SkyScribe.Imaging;

/// <summary>The type of a picture's samples.</summary>
/// <param name="Bits">bits of one sample</param>
/// <param name="IsSigned">whether integers may be negative</param>
/// <param name="IsFloat">whether it is a floating-point number</param>
internal readonly record struct SampleType(int Bits, bool IsSigned = false, bool IsFloat = false)
{
    /// <summary>Bytes: what is never stretched unless asked.</summary>
    public static SampleType Byte { get; } = new(8);

    /// <summary>Whether it has more levels than the 256 that an encoder takes.</summary>
    public bool IsDeep => IsFloat || Bits > 8;

    /// <summary>The value that is white where nothing is stretched; black is 0.</summary>
    public double White => IsFloat ? 1 : Math.ScaleB(1, Bits - (IsSigned ? 1 : 0)) - 1;

    /// <summary>Its name in a sentence: "16-bit".</summary>
    public string Name => $"{(IsSigned ? "signed " : "")}{Bits}-bit{(IsFloat ? " floating-point" : "")}";
}
