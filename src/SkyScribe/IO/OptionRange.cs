using System.Numerics;

namespace SkyScribe.IO;

/// <summary>One wording for every option that is out of range.</summary>
internal static class OptionRange
{
    public static void Check<T>(T value, T least, T most, string name)
        where T : INumber<T>
    {
        if (!(value >= least && value <= most))
        {
            throw new OptionException(FormattableString.Invariant($"option {name} is {value}; expected {least} to {most}"));
        }
    }
}
