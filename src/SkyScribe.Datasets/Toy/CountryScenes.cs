namespace SkyScribe.Datasets.Toy;

/// <summary>Fields, forests, rivers and ponds.</summary>
internal static class CountryScenes
{
    public static string[] Farmland(ToyBrush brush)
    {
        string color = brush.Pick("green", "yellow", "brown");
        var direction = brush.AnyDirection();
        brush.Furrows(Ink.Named(color), direction);
        switch (brush.Pick("plain", "road", "trees", "house"))
        {
            case "road":
                brush.Road(new ToyLine(brush.Between(30, 66), brush.Between(30, 66), brush.NearlyStraight(0.4)), brush.Between(7, 9));
                return
                [
                    $"A road goes across the {color} farmland .",
                    $"There is a straight road in the {color} farmland .",
                    $"A straight road goes through the {color} field .",
                    $"There is a piece of {color} farmland with a road .",
                    $"The {color} field is divided by a grey road .",
                ];
            case "trees":
                var edge = new ToyLine(brush.Between(26, 70), brush.Between(26, 70), direction);
                for (double along = -70; along < 70; along += brush.Between(8, 10))
                {
                    brush.Tree(edge.X + (direction.X * along) + brush.Between(-1, 1), edge.Y + (direction.Y * along)
                        + brush.Between(-1, 1), brush.Between(7.5, 9.5));
                }

                return
                [
                    $"A row of green trees is in the {color} farmland .",
                    $"There is a row of trees in the {color} field .",
                    $"There is a piece of {color} farmland with a row of trees .",
                    $"A row of trees goes through the {color} field .",
                    $"The {color} farmland is divided by a row of trees .",
                ];
            case "house":
                string roof = brush.Pick("red", "white");
                double x = brush.Between(28, 68), y = brush.Between(28, 68);
                brush.Canvas.Ellipse(x, y, 34, 30, Direction.None, Ink.Grass.Times(0.95));
                brush.House(x, y, brush.Between(17, 21), brush.Between(12, 14), brush.AnyDirection(), Ink.Named(roof));
                return
                [
                    $"A house with a {roof} roof is in the {color} farmland .",
                    $"There is a house with a {roof} roof in the {color} field .",
                    $"A house is in the middle of the {color} farmland .",
                    $"There is a piece of {color} farmland with a house .",
                    $"A house with a {roof} roof is surrounded by a {color} field .",
                ];
            default:
                return
                [
                    $"There is a piece of {color} farmland .",
                    $"It is a piece of {color} farmland .",
                    $"This is a large {color} field .",
                    $"There is a {color} field with many rows .",
                    $"A large piece of {color} farmland with many rows .",
                ];
        }
    }

    public static string[] Forest(ToyBrush brush)
    {
        brush.Canvas.Ground(brush.Uneven(Ink.Leaf.Times(0.8), 0.15, 8));
        var line = new ToyLine(brush.Between(34, 62), brush.Between(34, 62), brush.AnyDirection(), brush.Between(5, 8), brush.Between(70, 90),
            brush.Between(0, 1));
        string what = brush.Pick("plain", "road", "river");
        double clear = what == "plain" ? -1 : 10;
        if (what == "road")
        {
            line = line with { Swing = 0 };
            brush.Road(line, 8);
        }
        else if (what == "river")
        {
            brush.River(line, 12);
        }

        foreach (var (x, y) in ToyPlaces.Scatter(brush, 130, 6.2, -2, (x, y) => line.Distance(x, y) > clear))
        {
            brush.Tree(x, y, brush.Between(7, 10.5));
        }

        return what switch
        {
            "road" =>
            [
                "A straight road goes through the green forest .",
                "There is a road in the dense forest .",
                "Many green trees are on both sides of the road .",
                "A grey road goes across the dense green forest .",
                "The forest is divided by a straight road .",
            ],
            "river" =>
            [
                "A curved river goes through the green forest .",
                "There is a blue river in the dense forest .",
                "Many green trees are on both sides of the curved river .",
                "A blue river goes across the dense green forest .",
                "The forest is divided by a curved river .",
            ],
            _ =>
            [
                "This is a dense green forest .",
                "There are many green trees in the forest .",
                "It is a piece of dense forest .",
                "Many green trees are in the dense forest .",
                "This is a large forest with many green trees .",
            ],
        };
    }

    public static string[] River(ToyBrush brush)
    {
        brush.Meadow();
        var line = new ToyLine(brush.Between(38, 58), brush.Between(38, 58), brush.AnyDirection(), brush.Between(7, 12), brush.Between(75, 100),
            brush.Between(0, 1));
        double width = brush.Between(15, 19);
        brush.River(line, width);
        bool bridge = brush.Chance(0.5), trees = brush.Chance(0.5);
        if (trees)
        {
            ToyPlaces.Trees(brush, 34, (x, y) => line.Distance(x, y) > (width / 2) + 6);
        }

        if (bridge)
        {
            brush.Road(new ToyLine(line.X, line.Y, line.Direction.Right.Bent(brush.Between(-0.15, 0.15))), 8.5);
        }

        string bank = trees ? "many green trees" : "green meadow";
        if (bridge)
        {
            return
            [
                "A bridge goes across the curved river .",
                "There is a grey bridge over the blue river .",
                $"A bridge is over the river with {bank} on both sides .",
                "A road goes across the blue river .",
                $"There is a curved river with a bridge and {bank} .",
            ];
        }

        return
        [
            $"A curved river goes through the {(trees ? "green trees" : "green meadow")} .",
            "There is a curved blue river .",
            $"A blue river with {bank} on both sides .",
            $"There is a river with {bank} on both sides .",
            $"The curved river is between {bank} .",
        ];
    }

    public static string[] Pond(ToyBrush brush)
    {
        brush.Meadow();
        double x = brush.Between(38, 58), y = brush.Between(38, 58), length = brush.Between(38, 50), width = length * brush.Between(0.75, 0.95);
        var direction = brush.AnyDirection();
        brush.Canvas.Ellipse(x, y, length + 5, width + 5, direction, Ink.Sand.Times(0.85));
        brush.Canvas.Ellipse(x, y, length, width, direction, Ink.Water.Times(1.05));
        brush.Canvas.Ellipse(x, y, length * 0.75, width * 0.75, direction, Ink.Water.Times(0.88), 0.8);
        bool trees = brush.Chance(0.5);
        if (trees)
        {
            double clear = (length / 2) + 6;
            ToyPlaces.Trees(brush, 42, (px, py) => ((px - x) * (px - x)) + ((py - y) * (py - y)) > clear * clear);
        }

        string around = trees ? "green trees" : "green meadow";
        return
        [
            $"A blue pond is surrounded by {around} .",
            $"There is a round pond {(trees ? "among the trees" : "in the green meadow")} .",
            $"{(trees ? "Many green trees are" : "A green meadow is")} around the pond .",
            $"There is a blue pond with {around} around it .",
            $"The round pond is in the middle of the {around} .",
        ];
    }
}
