namespace SkyScribe.Datasets.Toy;

/// <summary>Airports, storage tanks, houses, large buildings, crossroads and parking lots.</summary>
internal static class TownScenes
{
    public static string[] Airport(ToyBrush brush)
    {
        brush.Canvas.Ground(brush.Uneven(Ink.Concrete.Times(brush.Between(0.92, 1.02)), 0.03, 20));
        var direction = brush.NearlyStraight(0.25);
        for (int joint = -4; joint <= 4; joint++)
        {
            brush.Band(new ToyLine(48 + (direction.Right.X * joint * 16), 48 + (direction.Right.Y * joint * 16), direction), 0.6,
                (_, _) => Ink.Concrete.Times(0.85));
        }

        int number = ToyCount.Draw(brush);
        double length = number switch { 1 => brush.Between(48, 56), 2 => brush.Between(36, 40), 3 => brush.Between(32, 35),
            _ => brush.Between(19, 21) };
        var heading = brush.AnyDirection();
        foreach (var (x, y) in ToyPlaces.Exactly(brush, number, length * 1.05, length * 0.48, ToyPlaces.Anywhere))
        {
            brush.Plane(x, y, length, heading.Bent(brush.Between(-0.15, 0.15)));
        }

        var planes = new ToyCount(number, "plane");
        var white = new ToyCount(number, "white plane");
        return
        [
            $"{planes.Capital} {planes.Verb} parked at the airport .",
            $"There {planes.Verb} {white.Some} at the airport .",
            $"{white.Capital} {planes.Verb} parked on the grey ground .",
            $"There {planes.Verb} {planes.Others} at the airport .",
            $"This is an airport with {white.Some} .",
        ];
    }

    public static string[] Tanks(ToyBrush brush)
    {
        brush.Canvas.Ground(brush.Uneven(Ink.Named("brown").Times(1.1).Under(Ink.Concrete, 0.35), 0.06, 12));
        int number = ToyCount.Draw(brush);
        double diameter = number switch { 1 => brush.Between(42, 50), 2 => brush.Between(31, 35), 3 => brush.Between(27, 30),
            _ => brush.Between(17, 19) };
        foreach (var (x, y) in ToyPlaces.Exactly(brush, number, diameter * 1.25, (diameter / 2) + 3, ToyPlaces.Anywhere))
        {
            brush.Tank(x, y, diameter);
        }

        var tanks = new ToyCount(number, "storage tank");
        var white = new ToyCount(number, "white storage tank");
        return
        [
            $"{white.Capital} {tanks.Verb} on the brown ground .",
            $"There {tanks.Verb} {white.Some} .",
            $"There {tanks.Verb} {tanks.Others} on the ground .",
            $"{new ToyCount(number, "round storage tank").Capital} {tanks.Verb} on the brown ground .",
            $"The brown ground with {white.Some} on it .",
        ];
    }

    public static string[] Residential(ToyBrush brush)
    {
        brush.Meadow();
        string roof = brush.Pick("red", "grey", "white");
        bool road = brush.Chance(0.6);
        var direction = brush.NearlyStraight();
        double middle = brush.Between(-4, 4);
        if (road)
        {
            brush.Road(new ToyLine(48 + (direction.Right.X * middle), 48 + (direction.Right.Y * middle), direction), 9);
        }

        foreach (double row in road ? new double[] { -34, -15, 15, 34 } : [-36, -18, 0, 18, 36])
        {
            for (double along = -66 + brush.Between(0, 8); along < 66; along += brush.Between(17.5, 19.5))
            {
                double across = row + middle + brush.Between(-1, 1);
                double x = 48 + (direction.X * along) + (direction.Right.X * across), y = 48 + (direction.Y * along) + (direction.Right.Y * across);
                brush.House(x, y, brush.Between(12.5, 14), brush.Between(9.5, 11), direction, Ink.Named(roof).Times(brush.Between(0.92, 1.05)));
                if (brush.Chance(0.6))
                {
                    brush.Tree(x + (direction.X * 9), y + (direction.Y * 9), brush.Between(4.5, 6));
                }
            }
        }

        string beside = road ? "beside the road" : "in the residential area";
        return
        [
            $"Many houses with {roof} roofs are {beside} .",
            $"There are many houses with {roof} roofs {beside} .",
            $"This is a residential area with many {roof} roofs{(road ? " and a road" : "")} .",
            road ? $"A road goes through the residential area with {roof} roofs ." : $"Many houses with {roof} roofs are in neat rows .",
            road ? $"Many houses with {roof} roofs are on both sides of the road ." : $"There is a dense residential area with {roof} roofs .",
        ];
    }

    public static string[] Building(ToyBrush brush)
    {
        brush.Meadow();
        string roof = brush.Pick("red", "white", "blue");
        var direction = brush.NearlyStraight(0.35);
        double x = brush.Between(42, 54), y = brush.Between(42, 54), length = brush.Between(44, 52), width = brush.Between(26, 32);
        brush.Canvas.Rectangle(x, y, length + 8, width + 8, direction, Ink.Concrete);
        bool trees = brush.Chance(0.5);
        if (trees)
        {
            ToyPlaces.Trees(brush, 44, (px, py) =>
                Math.Abs(direction.Along(px - x, py - y)) > (length / 2) + 8 || Math.Abs(direction.Across(px - x, py - y)) > (width / 2) + 8);
        }

        brush.Hall(x, y, length, width, direction, Ink.Named(roof));
        string around = trees ? "many green trees" : "green meadow";
        return
        [
            $"A large building with a {roof} roof is surrounded by {around} .",
            $"There is a large building with a {roof} roof .",
            $"A building with a {roof} roof is {(trees ? "among the trees" : "in the green meadow")} .",
            $"There is a large building with {around} around it .",
            $"{(trees ? "Many green trees are" : "A green meadow is")} around a building with a {roof} roof .",
        ];
    }

    public static string[] Crossroads(ToyBrush brush)
    {
        brush.Meadow();
        var direction = brush.AnyDirection();
        double x = brush.Between(42, 54), y = brush.Between(42, 54);
        var (one, other) = (new ToyLine(x, y, direction), new ToyLine(x, y, direction.Right.Bent(brush.Between(-0.2, 0.2))));
        brush.Road(one, 13);
        brush.Road(other, 13);
        brush.Canvas.Paint(Box.Whole, (px, py) => one.Distance(px, py) <= 6.5 && other.Distance(px, py) <= 6.5, (_, _) => Ink.Asphalt);
        bool trees = brush.Chance(0.5), cars = brush.Chance(0.5);
        if (trees)
        {
            ToyPlaces.Trees(brush, 50, (px, py) => one.Distance(px, py) > 12 && other.Distance(px, py) > 12);
        }

        if (cars)
        {
            foreach (var line in new[] { one, other })
            {
                for (double along = -54; along < 54; along += brush.Between(11, 18))
                {
                    double side = brush.Pick(-3.3, 3.3);
                    brush.Car(
                        line.X + (line.Direction.X * along) + (line.Direction.Right.X * side), line.Y + (line.Direction.Y * along)
                        + (line.Direction.Right.Y * side), line.Direction);
                }
            }
        }

        string around = trees ? "green trees" : "green meadow";
        return
        [
            $"Two roads cross each other {(trees ? "among the trees" : "in the green meadow")} .",
            cars ? "There are some cars on the crossroads ." : "There is a large crossroads .",
            $"A crossroads is surrounded by {around} .",
            cars ? $"Some cars are on the two roads with {around} beside them ." : $"There are two roads with {around} beside them .",
            cars ? "Several cars are on two roads ." : $"There is a crossroads with {around} around it .",
        ];
    }

    public static string[] ParkingLot(ToyBrush brush)
    {
        brush.Canvas.Ground(brush.Uneven(Ink.Asphalt.Times(brush.Between(0.95, 1.1)), 0.04, 10));
        var direction = brush.NearlyStraight(0.3);
        bool full = brush.Chance(0.6);
        for (double across = -60; across <= 60; across += 20)
        {
            brush.Band(new ToyLine(48 + (direction.Right.X * across), 48 + (direction.Right.Y * across), direction), 0.8, (_, _) => Ink.White, 0.8);
            for (double along = -64; along <= 64; along += 5)
            {
                foreach (int side in new[] { -1, 1 })
                {
                    double middle = across + (side * 3.6);
                    double x = 48 + (direction.X * along) + (direction.Right.X * middle), y = 48 + (direction.Y * along)
                        + (direction.Right.Y * middle);
                    brush.Canvas.Rectangle(x + (direction.X * 2.5), y + (direction.Y * 2.5), 7, 0.5, direction.Right, Ink.White, 0.8);
                    if (brush.Chance(full ? 0.85 : 0.12))
                    {
                        brush.Car(x, y, direction.Right);
                    }
                }
            }
        }

        return full
            ?
            [
                "Many cars are parked in the parking lot .",
                "There are many cars in the parking lot .",
                "Many cars are parked in neat rows .",
                "This is a parking lot with many cars .",
                "Many cars are in the large parking lot .",
            ]
            :
            [
                "Some cars are parked in the large parking lot .",
                "There are a few cars in the parking lot .",
                "A few cars are parked on the grey ground .",
                "This is a large parking lot with a few cars .",
                "There are several cars in the large parking lot .",
            ];
    }
}
