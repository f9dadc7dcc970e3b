namespace SkyScribe.Training.Model.Engine.Products;

/// <summary>Sums of rows, as biases and their gradients need them.</summary>
internal static unsafe class RowSums
{
    /// <summary>Adds all rows of a matrix to one.</summary>
    public static void AddRows(float* to, Matrix rows)
    {
        for (int row = 0; row < rows.Rows; row++)
        {
            Add(to, rows.Start + row * rows.RowStep, rows.Columns);
        }
    }

    /// <summary>Adds one row to another.</summary>
    public static void Add(float* to, float* from, int size)
    {
        for (int d = 0; d < size; d += Lanes.Width)
        {
            int left = size - d;
            Lanes.Store(to + d, Lanes.Load(to + d, left) + Lanes.Load(from + d, left), left);
        }
    }
}
