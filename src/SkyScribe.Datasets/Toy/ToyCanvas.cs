namespace SkyScribe.Datasets.Toy;

/// <summary>
/// A square picture that shapes are painted on, with 3 x 3 samples a pixel. Only additions, multiplications, divisions and square roots are
/// used, which IEEE 754 defines to the last bit: the same seed gives the same pixels on every machine.
/// </summary>
internal sealed class ToyCanvas
{
    /// <summary>Scenes are composed on a square of this side; the picture's own size only scales it.</summary>
    public const double Side = 96;

    private const int Samples = 3;

    private readonly int _size;
    private readonly int _grid;
    private readonly Ink[] _ink;

    public ToyCanvas(int size)
    {
        _size = size;
        _grid = size * Samples;
        _ink = new Ink[_grid * _grid];
    }

    /// <summary>Paints every sample for which <paramref name="inside"/> holds, in the colour that <paramref name="ink"/> gives there.</summary>
    public void Paint(Box box, Func<double, double, bool> inside, Func<double, double, Ink> ink, double opacity = 1)
    {
        double step = Side / _grid;
        int left = Clamp(box.Left / step), right = Clamp((box.Right / step) + 1);
        int top = Clamp(box.Top / step), bottom = Clamp((box.Bottom / step) + 1);
        for (int row = top; row < bottom; row++)
        {
            double y = (row + 0.5) * step;
            for (int column = left; column < right; column++)
            {
                double x = (column + 0.5) * step;
                if (inside(x, y))
                {
                    ref var sample = ref _ink[(row * _grid) + column];
                    sample = sample.Under(ink(x, y), opacity);
                }
            }
        }
    }

    /// <summary>Paints the whole picture.</summary>
    public void Ground(Func<double, double, Ink> ink) => Paint(Box.Whole, static (_, _) => true, ink);

    /// <summary>Paints a rectangle around (x, y), rotated to <paramref name="direction"/>.</summary>
    public void Rectangle(double x, double y, double length, double width, Direction direction, Ink ink, double opacity = 1) => Paint(
        Box.Around(x, y, length + width),
        (px, py) => direction.Along(px - x, py - y) is var a && direction.Across(px - x, py - y) is var b
            && Math.Abs(a) <= length / 2 && Math.Abs(b) <= width / 2,
        (_, _) => ink,
        opacity);

    /// <summary>Paints an ellipse with the given diameters.</summary>
    public void Ellipse(double x, double y, double length, double width, Direction direction, Ink ink, double opacity = 1) => Paint(
        Box.Around(x, y, length + width),
        (px, py) =>
        {
            double a = 2 * direction.Along(px - x, py - y) / length, b = 2 * direction.Across(px - x, py - y) / width;
            return (a * a) + (b * b) <= 1;
        },
        (_, _) => ink,
        opacity);

    /// <summary>Paints a polygon; corners are (along, across) the direction, from (x, y). Inside is decided by the even-odd rule.</summary>
    public void Polygon(double x, double y, Direction direction, Ink ink, double opacity, params (double Along, double Across)[] corners)
    {
        double reach = corners.Max(corner => Math.Abs(corner.Along) + Math.Abs(corner.Across));
        Paint(
            Box.Around(x, y, 2 * reach),
            (px, py) =>
            {
                double a = direction.Along(px - x, py - y), b = direction.Across(px - x, py - y);
                bool inside = false;
                for (int i = 0, j = corners.Length - 1; i < corners.Length; j = i++)
                {
                    var (one, other) = (corners[i], corners[j]);
                    if (one.Across > b != other.Across > b && a < one.Along
                        + ((other.Along - one.Along) * (b - one.Across) / (other.Across - one.Across)))
                    {
                        inside = !inside;
                    }
                }

                return inside;
            },
            (_, _) => ink,
            opacity);
    }

    /// <summary>The picture: RGB, rows from the top.</summary>
    public byte[] ToRgb()
    {
        byte[] pixels = new byte[_size * _size * 3];
        for (int row = 0; row < _size; row++)
        {
            for (int column = 0; column < _size; column++)
            {
                double red = 0, green = 0, blue = 0;
                for (int sample = 0; sample < Samples * Samples; sample++)
                {
                    var ink = _ink[(((row * Samples) + (sample / Samples)) * _grid) + (column * Samples) + (sample % Samples)];
                    (red, green, blue) = (red + ink.Red, green + ink.Green, blue + ink.Blue);
                }

                int at = ((row * _size) + column) * 3;
                (pixels[at], pixels[at + 1], pixels[at + 2]) = (ToByte(red), ToByte(green), ToByte(blue));
            }
        }

        return pixels;
    }

    private static byte ToByte(double sum) => (byte)Math.Clamp((sum / (Samples * Samples)) + 0.5, 0, 255);

    private int Clamp(double sample) => (int)Math.Clamp(sample, 0, _grid);
}

/// <summary>A part of the canvas outside of which a shape has no samples.</summary>
internal readonly record struct Box(double Left, double Top, double Right, double Bottom)
{
    public static Box Whole { get; } = new(0, 0, ToyCanvas.Side, ToyCanvas.Side);

    public static Box Around(double x, double y, double extent) => new(x - (extent / 2), y - (extent / 2), x + (extent / 2), y + (extent / 2));
}

/// <summary>A direction, as a unit vector: sines and cosines differ between machines in the last bit, this does not.</summary>
internal readonly record struct Direction(double X, double Y)
{
    public static Direction None { get; } = new(1, 0);

    /// <summary>This direction rotated by a right angle.</summary>
    public Direction Right => new(-Y, X);

    /// <summary>A direction near this one; <paramref name="bend"/> is the tangent of the angle between them.</summary>
    public Direction Bent(double bend)
    {
        double x = X - (Y * bend), y = Y + (X * bend), length = Math.Sqrt((x * x) + (y * y));
        return new Direction(x / length, y / length);
    }

    public double Along(double x, double y) => (x * X) + (y * Y);

    public double Across(double x, double y) => (y * X) - (x * Y);
}
