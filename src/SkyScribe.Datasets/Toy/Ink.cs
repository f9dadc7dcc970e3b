namespace SkyScribe.Datasets.Toy;

/// <summary>A colour, each channel on the scale 0..255.</summary>
internal readonly record struct Ink(double Red, double Green, double Blue)
{
    public static Ink Grass { get; } = new(112, 150, 74);

    public static Ink Leaf { get; } = new(46, 92, 42);

    public static Ink Water { get; } = new(44, 104, 160);

    public static Ink Sand { get; } = new(226, 204, 146);

    public static Ink Asphalt { get; } = new(104, 106, 110);

    public static Ink Concrete { get; } = new(166, 166, 162);

    public static Ink White { get; } = new(244, 244, 240);

    public static Ink Black { get; } = new(16, 18, 22);

    /// <summary>The ink of a colour word of the captions.</summary>
    public static Ink Named(string word) => word switch
    {
        "red" => new(178, 62, 48),
        "grey" => new(134, 138, 144),
        "white" => White,
        "blue" => new(62, 108, 186),
        "green" => new(98, 156, 66),
        "yellow" => new(214, 186, 74),
        "brown" => new(142, 100, 62),
        _ => throw new ArgumentOutOfRangeException(nameof(word), word, "no such colour"),
    };

    /// <summary>The same hue, lighter (above 1) or darker (below 1).</summary>
    public Ink Times(double factor) => new(Red * factor, Green * factor, Blue * factor);

    /// <summary>This colour covered by another.</summary>
    public Ink Under(Ink cover, double opacity) => new(
        Red + ((cover.Red - Red) * opacity), Green + ((cover.Green - Green) * opacity), Blue + ((cover.Blue - Blue) * opacity));
}
