using Concert.History;

namespace Concert.Faults;

/// <summary>
/// The concerts of a run, one after another. Each is announced some seconds before its sale opens, and all shoppers go to its lobby.
/// </summary>
/// <param name="http">A gateway; the cluster is complete whenever a concert is announced.</param>
internal sealed class Openings(HttpClient http, ClientHistory history)
{
    // A floor of sixty seats, for which the shoppers compete. The stands only make the map as large as that of a real hall.
    private const int Rows = 6;
    private const int SeatsPerRow = 10;
    private const int StandRows = 400;

    private volatile AConcertOnSale? _latest;
    private DateTimeOffset _opensAt;

    public AConcertOnSale Latest => _latest ?? throw new InvalidOperationException("No concert has been announced.");

    /// <param name="skew">How far ahead (positive) or behind the clock of a silo is when the sale opens.</param>
    public async Task AnnounceAsync(TimeSpan untilOpening, TimeSpan skew = default)
    {
        // Whole milliseconds, which JSON and the database keep.
        var opensAt = DateTimeOffset.FromUnixTimeMilliseconds((TimeProvider.System.GetUtcNow() + untilOpening).ToUnixTimeMilliseconds());
        var concert = await AConcertOnSale.CreateAsync(http, Rows, SeatsPerRow, salesOpenAt: opensAt, standRows: StandRows);
        _opensAt = opensAt;
        history.Openings.Add(new(concert.ConcertId, concert.PerformanceId, opensAt, skew));
        _latest = concert;
    }

    /// <summary>Waits until the latest sale has been open for some time; the others opened before it, or soon after its announcement.</summary>
    public async Task WaitUntilOpenAsync(TimeSpan openFor)
    {
        var wait = _opensAt + openFor - TimeProvider.System.GetUtcNow();
        if (wait > TimeSpan.Zero) await Task.Delay(wait);
    }
}
