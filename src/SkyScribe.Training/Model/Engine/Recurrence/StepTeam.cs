using System.Runtime.ExceptionServices;
using static TorchSharp.torch;

namespace SkyScribe.Training.Model.Engine.Recurrence;

/// <summary>Threads that walk through the same steps side by side and wait for one another between them.</summary>
/// <remarks>A decoder step is some twenty short pieces of work. Waking libtorch's threads for each of them took a fifth of the time of a training
/// step; here the threads are woken once for all steps, each one computes its part of every product alone, and waiting is a short spin.</remarks>
internal sealed class StepTeam : IDisposable
{
    // More threads share so little work that they only wait.
    private const int MostMembers = 8;

    private readonly SemaphoreSlim[] _starts;
    private readonly SemaphoreSlim _ends = new(0);
    private Action<int> _body = _ => { };
    private volatile Exception? _failure;
    private volatile bool _isClosed;
    private volatile int _passed;
    private int _arrived;

    public StepTeam()
    {
        Members = Math.Clamp(get_num_threads(), 1, MostMembers);
        _starts = [.. Enumerable.Range(1, Members - 1).Select(_ => new SemaphoreSlim(0))];
        for (int member = 1; member < Members; member++)
        {
            int number = member;
            new Thread(() => Serve(number)) { IsBackground = true, Name = $"decoder step {number}" }.Start();
        }
    }

    /// <summary>How many threads work, the caller's included.</summary>
    public int Members { get; }

    /// <summary>Calls <paramref name="body"/> on every member with its number and waits for all. It must not use libtorch's parallel operations:
    /// each member would wake all threads.</summary>
    public void Run(Action<int> body)
    {
        (_body, _failure, _arrived) = (body, null, 0);
        foreach (var start in _starts)
        {
            start.Release();
        }

        Work(0);
        for (int member = 1; member < Members; member++)
        {
            _ends.Wait();
        }

        _body = _ => { };   // a waiting thread must not keep alive what the last body used
        if (_failure is { } failure)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    /// <summary>Waits until every member is here. All of them must call it equally often.</summary>
    public void Barrier()
    {
        int passed = _passed;
        if (Interlocked.Increment(ref _arrived) == Members)
        {
            _arrived = 0;
            _passed = passed + 1;
            return;
        }

        var wait = default(SpinWait);
        while (_passed == passed)
        {
            if (_failure is not null)
            {
                throw new OperationCanceledException("another thread of the step failed");   // Run throws that one's
            }

            wait.SpinOnce(sleep1Threshold: -1);   // never sleeps: the others need microseconds
        }
    }

    /// <summary>A member's part of <paramref name="count"/> equal pieces: the first and the one after the last.</summary>
    public (int From, int To) Share(int member, int count) => (count * member / Members, count * (member + 1) / Members);

    public void Dispose()
    {
        _isClosed = true;
        foreach (var start in _starts)
        {
            start.Release();
        }
    }

    private void Serve(int member)
    {
        while (true)
        {
            _starts[member - 1].Wait();
            if (_isClosed)
            {
                return;
            }

            Work(member);
            _ends.Release();
        }
    }

    private void Work(int member)
    {
        try
        {
            _body(member);
        }
        catch (Exception problem)
        {
            Interlocked.CompareExchange(ref _failure, problem, null);
        }
    }
}
