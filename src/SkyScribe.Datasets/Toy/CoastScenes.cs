namespace SkyScribe.Datasets.Toy;

/// <summary>Open sea, beaches and harbors.</summary>
internal static class CoastScenes
{
    public static string[] Sea(ToyBrush brush)
    {
        brush.OpenWater();
        string color = brush.Pick("white", "red");
        int number = ToyCount.Draw(brush);
        var heading = brush.AnyDirection();
        double length = number > 3 ? brush.Between(11, 13) : brush.Between(18, 22);
        foreach (var (x, y) in ToyPlaces.Exactly(brush, number, length * 1.5, 14, ToyPlaces.Anywhere))
        {
            brush.Boat(x, y, length, heading.Bent(brush.Between(-0.5, 0.5)), Ink.Named(color), wake: true);
        }

        var boats = new ToyCount(number, $"{color} boat");
        return
        [
            $"{boats.Capital} {boats.Verb} on the blue sea .",
            $"There {boats.Verb} {boats.Some} on the sea .",
            $"{boats.Capital} {boats.Verb} sailing on the blue water .",
            $"There {boats.Verb} {boats.Others} in the blue sea .",
            $"The blue sea with {boats.Some} sailing on it .",
        ];
    }

    public static string[] Beach(ToyBrush brush)
    {
        brush.OpenWater();
        var direction = brush.AnyDirection();
        double sand = brush.Between(22, 28), offset = brush.Between(-8, 8);
        var shore = new ToyLine(
            48 + (direction.Right.X * offset), 48
            + (direction.Right.Y * offset), direction, brush.Between(3, 6), brush.Between(60, 90), brush.Between(0, 1));
        foreach (var (reach, ink, opacity) in new[] { (4.2, Ink.White, 0.5), (2.4, Ink.Water.Times(1.35), 0.7), (1, Ink.White, 0.85) })
        {
            brush.Canvas.Paint(Box.Whole, (x, y) => shore.Side(x, y) < reach, (_, _) => ink, opacity);
        }

        brush.Canvas.Paint(Box.Whole, (x, y) => shore.Side(x, y) < 0, brush.Uneven(Ink.Sand, 0.05, 6));
        brush.Canvas.Paint(Box.Whole, (x, y) => shore.Side(x, y) < -sand, brush.Uneven(Ink.Grass, 0.12, 8));
        string what = brush.Pick("plain", "trees", "boats");
        if (what == "trees")
        {
            ToyPlaces.Trees(brush, 26, (x, y) => shore.Side(x, y) < -sand - 1);
        }

        if (what != "boats")
        {
            return what == "trees"
                ?
                [
                    "Many green trees are beside the yellow beach .",
                    "There is a yellow beach between the blue sea and the green trees .",
                    "The beach is beside the blue sea and many green trees .",
                    "White waves are on the beach near the green trees .",
                    "A yellow beach with many trees is beside the blue sea .",
                ]
                :
                [
                    "A yellow beach is beside the blue sea .",
                    "There is a yellow beach near the blue sea .",
                    "White waves are on the yellow beach .",
                    "The blue sea is beside the yellow beach .",
                    "There is a yellow beach between the blue sea and the green meadow .",
                ];
        }

        int number = brush.Pick(1, 2, 3);
        foreach (var (x, y) in ToyPlaces.Exactly(brush, number, 20, 10, (x, y) => shore.Side(x, y) > 13))
        {
            brush.Boat(x, y, 16, shore.Direction.Bent(brush.Between(-0.4, 0.4)), Ink.White, wake: false);
        }

        var boats = new ToyCount(number, "white boat");
        return
        [
            $"{boats.Capital} {boats.Verb} near the yellow beach .",
            $"There {boats.Verb} {boats.Some} on the sea near the beach .",
            $"A yellow beach is beside the blue sea with {boats.Some} .",
            $"{boats.Capital} {boats.Verb} on the blue water beside the beach .",
            $"There {boats.Verb} {boats.Others} beside the yellow beach .",
        ];
    }

    public static string[] Harbor(ToyBrush brush)
    {
        brush.OpenWater();
        var direction = brush.NearlyStraight(0.2);
        var quay = new ToyLine(48 - (direction.Right.X * 44), 48 - (direction.Right.Y * 44), direction);
        bool two = brush.Chance(0.5);
        double x0 = 48, y0 = 48;
        foreach (double pier in two ? new double[] { -21, 21 } : [0])
        {
            double px = x0 + (direction.X * pier) + (direction.Right.X * 4), py = y0 + (direction.Y * pier) + (direction.Right.Y * 4);
            brush.Canvas.Rectangle(px + 1, py + 1.4, 74, 4.5, direction.Right, Ink.Black, 0.35);
            brush.Canvas.Rectangle(px, py, 74, 4.5, direction.Right, Ink.Concrete.Times(1.15));
            double gap = brush.Between(7, 8.5);
            for (double along = -24; along <= 36; along += gap)
            {
                foreach (int side in new[] { -1, 1 })
                {
                    if (brush.Chance(0.88))
                    {
                        double bx = px + (direction.Right.X * along) + (direction.X * side * 9), by = py + (direction.Right.Y * along)
                            + (direction.Y * side * 9);
                        brush.Boat(bx, by, 12.5, side > 0 ? direction : new Direction(-direction.X, -direction.Y), Ink.White, wake: false);
                    }
                }
            }
        }

        brush.Band(quay, 22, brush.Uneven(Ink.Concrete, 0.05, 6));
        string piers = two ? "two piers" : "a pier";
        return
        [
            "Many white boats are docked in the harbor .",
            $"There are many boats beside {piers} .",
            $"This is a harbor with {piers} and many white boats .",
            $"Many boats are docked beside {piers} in the harbor .",
            $"There is a harbor with {piers} .",
        ];
    }
}
