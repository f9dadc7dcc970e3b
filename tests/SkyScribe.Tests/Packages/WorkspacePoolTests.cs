using SkyScribe.Packages;

namespace SkyScribe.Tests.Packages;

public sealed class WorkspacePoolTests : IDisposable
{
    private static readonly ModelPackage Package = ModelPackage.Read(BundledModel.Folder);
    private readonly PackageSessions _some = PackageSessions.Open(Package, 1), _others = PackageSessions.Open(Package, 1);

    public void Dispose()
    {
        _some.Dispose();
        _others.Dispose();
    }

    [Fact]
    public void Rent_SizesThatCameBack_LendsTheSameAgain()
    {
        using var pool = new WorkspacePool(Package.Manifest, long.MaxValue);
        CaptionWorkspace first, second;
        using (var loan = pool.Rent(_some, 1, 2))
        {
            first = loan.Workspace;
            using var other = pool.Rent(_some, 1, 2);
            second = other.Workspace;
            Assert.NotSame(first, second);
            Assert.Equal(2, pool.Lent);
        }

        Assert.Equal([first, second], pool.Idle);   // the one that came back last comes first
        Assert.Equal(0, pool.Lent);
        using var again = pool.Rent(_some, 1, 2);
        Assert.Same(first, again.Workspace);
    }

    [Theory]
    [InlineData(1, 3, false)]
    [InlineData(2, 2, false)]
    [InlineData(1, 2, true)]
    public void Rent_OtherSizesOrSessions_LendsAnother(int images, int beam, bool isOtherSessions)
    {
        using var pool = new WorkspacePool(Package.Manifest, long.MaxValue);
        pool.Rent(_some, 1, 2).Dispose();
        var sessions = isOtherSessions ? _others : _some;
        using var loan = pool.Rent(sessions, images, beam);
        Assert.Equal((sessions, images, beam), (loan.Workspace.Sessions, loan.Workspace.ImageCount, loan.Workspace.Beam));
        Assert.Same(_some, Assert.Single(pool.Idle).Sessions);
    }

    [Fact]
    public void Return_Twice_LendsItToOneCallOnly()
    {
        using var pool = new WorkspacePool(Package.Manifest, long.MaxValue);
        var loan = pool.Rent(_some, 1, 2);
        loan.Dispose();
        loan.Dispose();
        Assert.Single(pool.Idle);
        Assert.Equal(0, pool.Lent);
    }

    [Fact]
    public void Return_MoreBytesThanTheLimit_DropsThoseNotUsedForLongest()
    {
        long bytes;
        using (var loan = new WorkspacePool(Package.Manifest, 0).Rent(_some, 1, 4))
        {
            bytes = loan.Workspace.Bytes;
        }

        Assert.InRange(bytes, 4L * 3 * 224 * 224, 4_000_000);
        using var pool = new WorkspacePool(Package.Manifest, (2 * bytes) + 1000);
        foreach (int beam in new[] { 4, 3, 4, 2, 1 })
        {
            pool.Rent(_some, 1, beam).Dispose();
        }

        Assert.Equal([1, 2], pool.Idle.Select(workspace => workspace.Beam));
    }

    [Fact]
    public void Return_NoBytesAllowed_KeepsNone()
    {
        using var pool = new WorkspacePool(Package.Manifest, 0);
        pool.Rent(_some, 1, 1).Dispose();
        Assert.Empty(pool.Idle);
    }

    [Fact]
    public void Dispose_OneIsLent_FreesItWhenItComesBack()
    {
        var pool = new WorkspacePool(Package.Manifest, long.MaxValue);
        var loan = pool.Rent(_some, 1, 1);
        pool.Dispose();
        loan.Workspace.Encode();   // still whole
        loan.Dispose();
        Assert.Empty(pool.Idle);
    }
}
