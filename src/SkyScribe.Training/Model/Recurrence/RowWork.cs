namespace SkyScribe.Training.Model.Recurrence;

/// <summary>Shares rows out to the threads that libtorch uses.</summary>
internal static class RowWork
{
    /// <summary>Calls <paramref name="body"/> for 0 to <paramref name="count"/> - 1. Rows must not depend on one another.</summary>
    public static void Each(int count, Action<int> body)
    {
        int threads = Math.Min(TorchSharp.torch.get_num_threads(), count);
        if (threads < 2)
        {
            for (int row = 0; row < count; row++)
            {
                body(row);
            }

            return;
        }

        Parallel.For(0, threads, thread =>
        {
            for (int row = count * thread / threads; row < count * (thread + 1) / threads; row++)
            {
                body(row);
            }
        });
    }
}
