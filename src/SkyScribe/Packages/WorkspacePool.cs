namespace SkyScribe.Packages;

/// <summary>Keeps workspaces that no call uses for the next call of the same sizes, up to a number of bytes; those that were not used for the longest
/// time go first.</summary>
/// <remarks>A workspace is bound to the sessions that it was made for, and is only ever lent for these. Any number may be lent at once.</remarks>
internal sealed class WorkspacePool(PackageManifest manifest, long mostIdleBytes) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly LinkedList<CaptionWorkspace> _idle = [];   // the one that came back last is the first
    private long _idleBytes;
    private int _lent;
    private bool _isDisposed;

    /// <summary>Workspaces that no call uses now.</summary>
    public IReadOnlyList<CaptionWorkspace> Idle
    {
        get
        {
            lock (_lock)
            {
                return [.. _idle];
            }
        }
    }

    /// <summary>How many are lent now.</summary>
    public int Lent => Volatile.Read(ref _lent);

    /// <summary>Lends a workspace until the result is disposed of, whatever becomes of the call.</summary>
    /// <param name="sessions">the sessions that it runs in</param>
    /// <param name="images">B</param>
    /// <param name="beam">most rows an image</param>
    public Loan Rent(PackageSessions sessions, int images, int beam)
    {
        var workspace = TakeIdle(sessions, images, beam) ?? new CaptionWorkspace(manifest, sessions, images, beam);
        lock (_lock)
        {
            _lent++;
        }

        return new Loan(this, workspace);
    }

    /// <summary>Frees what is idle; what is lent is freed when it comes back.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
        }

        Trim();
    }

    private CaptionWorkspace? TakeIdle(PackageSessions sessions, int images, int beam)
    {
        lock (_lock)
        {
            var found = _idle.FirstOrDefault(workspace => workspace.Sessions == sessions && workspace.ImageCount == images && workspace.Beam == beam);
            if (found is not null)
            {
                _idle.Remove(found);
                _idleBytes -= found.Bytes;
            }

            return found;
        }
    }

    private void Return(CaptionWorkspace workspace)
    {
        lock (_lock)
        {
            _lent--;
            _idle.AddFirst(workspace);
            _idleBytes += workspace.Bytes;
        }

        Trim();
    }

    private void Trim()
    {
        while (TakeSurplus() is { } surplus)
        {
            surplus.Dispose();
        }
    }

    private CaptionWorkspace? TakeSurplus()
    {
        lock (_lock)
        {
            if (_idle.Last is not { } oldest || (_idleBytes <= mostIdleBytes && !_isDisposed))
            {
                return null;
            }

            _idle.RemoveLast();
            _idleBytes -= oldest.Value.Bytes;
            return oldest.Value;
        }
    }

    /// <summary>A lent workspace; it goes back once, however often this is disposed of.</summary>
    internal sealed class Loan(WorkspacePool pool, CaptionWorkspace workspace) : IDisposable
    {
        private int _isBack;

        public CaptionWorkspace Workspace => workspace;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isBack, 1) == 0)
            {
                pool.Return(workspace);
            }
        }
    }
}
