using Concert.Hosting;

namespace Concert.Queues;

/// <summary>
/// The opening of a queue whose silos have clocks that are ahead of the database's. The sale opens in an hour, and the lobby half an hour
/// before. There are three slots.
/// </summary>
public sealed class QueueSharedClockTests() : OneConcertTests(maxActive: 3)
{
    private static readonly DateTimeOffset OpensAt = ConcertCluster.Noon.AddHours(1);
    private static readonly TimeSpan Ahead = TimeSpan.FromSeconds(1.5);

    private readonly FakeDatabaseClock _database = new() { Readings = [new(ConcertCluster.Noon + Ahead, TimeSpan.Zero, ConcertCluster.Noon)] };
    private AConcert _drawn = null!;

    private IQueueGrain Queue => _cluster.Grains.GetGrain<IQueueGrain>(_drawn.ConcertId.Value);

    public override async ValueTask InitializeAsync()
    {
        _cluster.DatabaseClock = _database;
        await base.InitializeAsync();
        _drawn = await _cluster.ConcertAsync(salesOpenAt: OpensAt, hasDraw: true);
        _cluster.Clock.Offset = Ahead;
    }

    [Fact]
    public async Task Nobody_is_admitted_before_the_opening_by_the_clock_of_the_database()
    {
        var places = await LobbyAsync();
        _cluster.Time.Advance(OpensAt - Ahead - _cluster.Time.GetUtcNow());

        Assert.Equal((OpensAt, new QueueCounts(5, 0)), (_cluster.Clock.GetUtcNow(), await CountAsync()));
        foreach (var place in places)
        {
            Assert.Equal((QueueStatus.Lobby, 0L), (await Queue.Read(place)).StatusAndPosition());
            // Not "the sale is closed": for this silo it is open, and only the queue is not.
            Assert.IsType<Refusal.QueueTokenNotActive>((await Queue.Enter(place)).Refusal);
        }

        await _cluster.AdvanceAsync(Ahead - TimeSpan.FromMicroseconds(1));
        Assert.Equal(new QueueCounts(5, 0), await CountAsync());

        await _cluster.AdvanceAsync(TimeSpan.FromMicroseconds(1));
        Assert.Equal(QueuePhase.Open, (await Queue.View(default)).Value!.Opening!.Phase);
        Assert.Equal(new QueueCounts(2, 3), await CountAsync());
    }

    [Fact]
    public async Task Nobody_is_admitted_while_the_database_does_not_tell_its_time()
    {
        var places = await LobbyAsync();
        _database.Fault = new IOException("The database is away.");
        await _cluster.AdvanceAsync(OpensAt - _cluster.Time.GetUtcNow());

        Assert.Equal(new QueueCounts(5, 0), await CountAsync());
        _database.Fault = null;
        await _cluster.AdvanceAsync(TimeSpan.FromSeconds(1), () => Queue.Read(places[0]));

        Assert.Equal(new QueueCounts(2, 3), await CountAsync());
    }

    private async Task<QueueCounts> CountAsync() => (await Queue.Count()).Value!;

    private async Task<List<QueuePlace>> LobbyAsync()
    {
        await _cluster.AdvanceAsync(TimeSpan.FromMinutes(45));
        var places = new List<QueuePlace>();
        for (var n = 1; n <= 5; n++)
        {
            var user = new UserId($"u_{n}");
            places.Add(new(user, (await Queue.Join(user)).Value!.Standing.Place));
        }

        return places;
    }
}
