using static TorchSharp.torch;

namespace SkyScribe.Training.Tests;

/// <summary>A number of threads for libtorch, and for what goes by it, until it is disposed.</summary>
internal sealed class LibtorchThreads : IDisposable
{
    private readonly int _before = get_num_threads();

    public LibtorchThreads(int count) => set_num_threads(count);

    public void Dispose() => set_num_threads(_before);
}
