namespace SkyScribe;

/// <summary>Lets an object that owns native memory be disposed of at any time: calls under way keep the memory, later ones get an
/// <see cref="ObjectDisposedException"/>, and disposing waits until the last call has ended and the memory is free.</summary>
/// <remarks>Whoever disposes of the object from within one of its own calls (a logger or a listener that the call runs, say) does not wait, because
/// that call could never end; the memory is then freed when it does. "Within" follows the flow of control, so a task that such a call started counts
/// too, as long as the call lasts.</remarks>
internal sealed class Lifetime
{
    private readonly object _owner;
    private readonly Action _free;
    private readonly Lock _lock = new();
    private readonly AsyncLocal<Use?> _current = new();
    private readonly TaskCompletionSource _freed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _uses;
    private bool _isClosed;

    /// <param name="owner">the object; its type is named in the exception</param>
    /// <param name="free">frees the memory; called once</param>
    public Lifetime(object owner, Action free) => (_owner, _free) = (owner, free);

    /// <summary>Begins a call; disposing of the result ends it.</summary>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public Use Enter()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isClosed, _owner);
            _uses++;
        }

        return new Use(this);
    }

    /// <summary>For what needs no memory of the object's own: says that it was disposed of.</summary>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public void Check() => ObjectDisposedException.ThrowIf(Volatile.Read(ref _isClosed), _owner);

    /// <summary>Lets no further call begin, and waits for those under way and for the memory to be freed; may be called again.</summary>
    public void Close()
    {
        bool isLast;
        lock (_lock)
        {
            isLast = !_isClosed && _uses == 0;
            _isClosed = true;
        }

        if (isLast)
        {
            Free();
        }
        else if (_current.Value is not { IsUnderWay: true })
        {
            _freed.Task.GetAwaiter().GetResult();
        }
    }

    private void Leave()
    {
        bool isLast;
        lock (_lock)
        {
            isLast = --_uses == 0 && _isClosed;
        }

        if (isLast)
        {
            Free();
        }
    }

    private void Free()
    {
        try
        {
            _free();
        }
        finally
        {
            _freed.SetResult();
        }
    }

    /// <summary>A call under way. It ends on the flow that began it.</summary>
    internal sealed class Use : IDisposable
    {
        private readonly Lifetime _lifetime;
        private readonly Use? _outer;
        private int _hasEnded;

        internal Use(Lifetime lifetime)
        {
            (_lifetime, _outer) = (lifetime, lifetime._current.Value);
            lifetime._current.Value = this;
        }

        internal bool IsUnderWay => Volatile.Read(ref _hasEnded) == 0 || _outer is { IsUnderWay: true };

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _hasEnded, 1) == 0)
            {
                _lifetime._current.Value = _outer;
                _lifetime.Leave();
            }
        }
    }
}
