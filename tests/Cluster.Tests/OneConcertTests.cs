namespace Concert;

/// <summary>A cluster of its own for each test, with one concert.</summary>
/// <param name="maxActive">The slots of its queue.</param>
public abstract class OneConcertTests(int maxActive = 2_000) : IAsyncLifetime
{
    private protected readonly ConcertCluster _cluster = new();
    private protected AConcert _concert = null!;

    public virtual async ValueTask InitializeAsync()
    {
        _cluster.Queue.MaxActive = maxActive;
        await _cluster.InitializeAsync();
        _concert = await _cluster.ConcertAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _cluster.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
