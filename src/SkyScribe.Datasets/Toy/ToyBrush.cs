using SkyScribe.IO;

namespace SkyScribe.Datasets.Toy;

/// <summary>A canvas with the random numbers of one picture: the grounds and the objects that scenes are composed of.</summary>
internal sealed class ToyBrush(int size, DeterministicRandom random)
{
    // The sun stands in the north-west in every picture.
    private const double ShadowX = 1.3, ShadowY = 1.6;

    private readonly ToyNoise _noise = new(random.Next());

    public ToyCanvas Canvas { get; } = new(size);

    public double Between(double low, double high) => low + ((high - low) * random.NextDouble());

    public int Whole(int low, int high) => low + random.Below(high - low + 1);

    public bool Chance(double probability) => random.NextDouble() < probability;

    public T Pick<T>(params T[] choices) => choices[random.Below(choices.Length)];

    /// <summary>Every direction is as likely: a point of the unit disc, stretched to length one.</summary>
    public Direction AnyDirection()
    {
        while (true)
        {
            double x = Between(-1, 1), y = Between(-1, 1), square = (x * x) + (y * y);
            if (square is > 0.01 and <= 1)
            {
                double length = Math.Sqrt(square);
                return new Direction(x / length, y / length);
            }
        }
    }

    /// <summary>A level or upright direction, a little askew.</summary>
    public Direction NearlyStraight(double askew = 0.12) => Pick(Direction.None, Direction.None.Right).Bent(Between(-askew, askew));

    /// <summary>A colour that varies a little from place to place.</summary>
    public Func<double, double, Ink> Uneven(Ink ink, double amount, double scale) => (x, y) => ink.Times(1 + (amount * _noise.At(x, y, scale)));

    public void Meadow() => Canvas.Ground(Uneven(Ink.Grass.Times(Between(0.92, 1.1)), 0.1, 14));

    public void OpenWater() => Canvas.Ground(Uneven(Ink.Water.Times(Between(0.9, 1.12)), 0.08, 9));

    /// <summary>Stripes along a direction, as furrows are.</summary>
    public void Furrows(Ink ink, Direction direction)
    {
        double period = Between(7, 11), start = Between(0, period);
        Canvas.Ground((x, y) =>
        {
            double stripe = direction.Across(x, y) + start, phase = (stripe / period) - Math.Floor(stripe / period);
            double shade = phase < 0.5 ? 1.1 : phase < 0.58 || phase > 0.92 ? 0.72 : 0.9;
            return ink.Times(shade * (1 + (0.06 * _noise.At(x, y, 7))));
        });
    }

    /// <summary>A band of constant width along a straight or bent line.</summary>
    /// <param name="line">the line</param>
    /// <param name="width">the band's width</param>
    /// <param name="ink">its colour at a place</param>
    /// <param name="opacity">how much it covers</param>
    public void Band(ToyLine line, double width, Func<double, double, Ink> ink, double opacity = 1) =>
        Canvas.Paint(Box.Whole, (x, y) => line.Distance(x, y) <= width / 2, ink, opacity);

    public void Road(ToyLine line, double width)
    {
        Band(line, width + 2, (_, _) => Ink.Concrete.Times(1.08));
        Band(line, width, Uneven(Ink.Asphalt, 0.05, 5));
        Canvas.Paint(
            Box.Whole,
            (x, y) => line.Distance(x, y) <= 0.45 && line.Progress(x, y) / 7 is var dash && dash - Math.Floor(dash) < 0.55,
            (_, _) => Ink.White);
    }

    public void River(ToyLine line, double width)
    {
        Band(line, width + 3, Uneven(Ink.Sand.Times(0.8), 0.1, 6), 0.8);
        Band(line, width, Uneven(Ink.Water.Times(1.05), 0.1, 8));
    }

    public void Tree(double x, double y, double diameter)
    {
        var green = Ink.Leaf.Times(Between(0.85, 1.25));
        Canvas.Ellipse(x + ShadowX, y + ShadowY, diameter, diameter, Direction.None, Ink.Black, 0.35);
        Canvas.Ellipse(x, y, diameter, diameter, Direction.None, green);
        Canvas.Ellipse(x - (diameter * 0.14), y - (diameter * 0.14), diameter * 0.55, diameter * 0.55, Direction.None, green.Times(1.3), 0.7);
    }

    /// <summary>A house with a gabled roof: one slope in the light, the other in the shade.</summary>
    public void House(double x, double y, double length, double width, Direction direction, Ink roof)
    {
        Canvas.Rectangle(x + ShadowX, y + ShadowY, length, width, direction, Ink.Black, 0.4);
        Canvas.Rectangle(x, y, length, width, direction, roof);
        bool lit = direction.Right.Along(1, 1) > 0;
        Canvas.Polygon(x, y, direction, roof.Times(0.78), 1, (-length / 2, 0), (length / 2, 0), (length / 2, (lit ? width : -width) / 2),
            (-length / 2, (lit ? width : -width) / 2));
        Canvas.Rectangle(x, y, length, 0.7, direction, roof.Times(1.15));
    }

    /// <summary>A large building with a flat roof.</summary>
    public void Hall(double x, double y, double length, double width, Direction direction, Ink roof)
    {
        Canvas.Rectangle(x + 2.2, y + 2.6, length, width, direction, Ink.Black, 0.4);
        Canvas.Rectangle(x, y, length, width, direction, roof.Times(0.8));
        Canvas.Rectangle(x, y, length - 2.4, width - 2.4, direction, roof);
        for (int vent = -1; vent <= 1; vent++)
        {
            double along = vent * length * 0.28;
            Canvas.Rectangle(x + (direction.X * along), y + (direction.Y * along), 4, 3, direction, roof.Times(0.7));
        }
    }

    public void Boat(double x, double y, double length, Direction direction, Ink hull, bool wake)
    {
        double beam = length * 0.36, half = length / 2;
        if (wake)
        {
            Canvas.Polygon(x, y, direction, Ink.White, 0.45, (-half, -beam * 0.3), (-half, beam * 0.3), (-length * 1.6, beam * 0.9),
                (-length * 1.6, -beam * 0.9));
        }

        Canvas.Ellipse(x + 0.8, y + 1, length, beam, direction, Ink.Black, 0.35);
        Canvas.Polygon(x, y, direction, hull, 1, (-half, -beam / 2), (half * 0.3, -beam / 2), (half, 0), (half * 0.3, beam / 2), (-half, beam / 2));
        Canvas.Rectangle(x - (direction.X * length * 0.12), y - (direction.Y * length * 0.12), length * 0.4, beam
            * 0.55, direction, hull.Times(0.72));
    }

    public void Plane(double x, double y, double length, Direction direction)
    {
        foreach (var (dx, dy, ink, opacity) in new[] { (ShadowX, ShadowY, Ink.Black, 0.35), (0, 0, Ink.White, 1.0) })
        {
            double h = length / 2;
            Canvas.Ellipse(x + dx, y + dy, length, length * 0.15, direction, ink, opacity);
            foreach (int side in new[] { -1, 1 })
            {
                Canvas.Polygon(x + dx, y + dy, direction, ink.Times(0.96), opacity,
                    (h * 0.3, 0), (-h * 0.1, 0), (-h * 0.42, side * h * 0.95), (-h * 0.2, side * h * 0.95));
                Canvas.Polygon(x + dx, y + dy, direction, ink.Times(0.96), opacity,
                    (-h * 0.7, 0), (-h * 0.95, 0), (-h * 1.08, side * h * 0.38), (-h * 0.92, side * h * 0.38));
            }
        }

        Canvas.Ellipse(x + (direction.X * length * 0.42), y + (direction.Y * length * 0.42), length * 0.07, length
            * 0.1, direction, Ink.Named("grey"));
    }

    public void Car(double x, double y, Direction direction)
    {
        var paint = Pick(Ink.White, Ink.Named("red"), Ink.Named("blue"), Ink.Named("grey").Times(1.3), Ink.Black.Times(2));
        Canvas.Rectangle(x + 0.5, y + 0.6, 5, 2.6, direction, Ink.Black, 0.4);
        Canvas.Rectangle(x, y, 5, 2.6, direction, paint);
        Canvas.Rectangle(x - (direction.X * 0.3), y - (direction.Y * 0.3), 2.2, 2, direction, paint.Times(0.55));
    }

    public void Tank(double x, double y, double diameter)
    {
        Canvas.Ellipse(x + (diameter * 0.14), y + (diameter * 0.16), diameter, diameter, Direction.None, Ink.Black, 0.4);
        Canvas.Ellipse(x, y, diameter, diameter, Direction.None, Ink.White.Times(0.84));
        Canvas.Ellipse(x - (diameter * 0.03), y - (diameter * 0.03), diameter * 0.88, diameter * 0.88, Direction.None, Ink.White);
        Canvas.Ellipse(x, y, diameter * 0.16, diameter * 0.16, Direction.None, Ink.Concrete);
    }
}
