namespace Concert.Storage;

/// <summary>Opens a session at its first use, reuses it, and after a fault disposes it, so that the next use opens a new one.</summary>
internal sealed class RenewableSession<TSession>(Func<TSession> open) : IDisposable
    where TSession : SqliteSession
{
    private TSession? _session;

    public TResult Run<TResult>(Func<TSession, TResult> work)
    {
        try
        {
            return work(_session ??= open());
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public void Run(Action<TSession> work) => Run(session =>
    {
        work(session);
        return true;
    });

    public void Dispose()
    {
        _session?.Dispose();
        _session = null;
    }
}
