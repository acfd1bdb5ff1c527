using Microsoft.Extensions.Time.Testing;

namespace Concert.Hosting;

/// <summary>The time that a queue waits for before it opens, on a machine whose clock is wrong.</summary>
public sealed class SharedClockTests
{
    private readonly FakeTimeProvider _right = new(ConcertCluster.Noon);
    private readonly WrongClock _own;
    private readonly FakeDatabaseClock _database = new();
    private readonly SharedClock _clock;

    public SharedClockTests()
    {
        _own = new(_right);
        _clock = new(_own, _database);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1.5)]
    [InlineData(-1.5)]
    [InlineData(3_600)]
    public async Task It_is_the_time_of_the_database_however_far_the_own_clock_is_ahead_or_behind(double secondsAhead)
    {
        _own.Offset = TimeSpan.FromSeconds(secondsAhead);
        _database.Readings = [Reading(roundTrip: 0, toDatabase: 0)];

        Assert.Equal(ConcertCluster.Noon, await _clock.ReadAsync(TestContext.Current.CancellationToken));

        _right.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(ConcertCluster.Noon.AddMinutes(1), await _clock.ReadAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task It_is_never_later_than_the_time_of_the_database_wherever_the_round_trip_spent_its_time(double toDatabase)
    {
        _own.Offset = TimeSpan.FromSeconds(1.5);
        _database.Readings = [Reading(roundTrip: 2, toDatabase)];
        _right.Advance(TimeSpan.FromSeconds(2));

        var read = await _clock.ReadAsync(TestContext.Current.CancellationToken);

        Assert.Equal(ConcertCluster.Noon.AddSeconds(toDatabase), read);
        Assert.InRange(read, ConcertCluster.Noon, _right.GetUtcNow());
    }

    [Fact]
    public async Task Of_several_readings_the_one_that_met_the_least_delay_counts()
    {
        _database.Readings = [Reading(roundTrip: 4, toDatabase: 0), Reading(roundTrip: 0, toDatabase: 0), Reading(roundTrip: 1, toDatabase: 1)];

        Assert.Equal(ConcertCluster.Noon, await _clock.ReadAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_database_that_is_out_of_reach_gives_no_time()
    {
        foreach (var fault in new Exception[] { new IOException("The database is away."), new TimeoutException("It does not answer.") })
        {
            _database.Fault = fault;

            var refused = await Assert.ThrowsAsync<UnavailableException>(
                async () => await _clock.ReadAsync(TestContext.Current.CancellationToken));

            Assert.Same(fault, refused.InnerException);
        }
    }

    [Fact]
    public async Task A_process_with_its_own_database_file_has_only_its_own_clock()
    {
        _own.Offset = TimeSpan.FromSeconds(1.5);

        Assert.Equal(
            ConcertCluster.Noon.AddSeconds(1.5), await new SharedClock(_own, database: null).ReadAsync(TestContext.Current.CancellationToken));
    }

    /// <param name="roundTrip">Seconds until the answer.</param>
    /// <param name="toDatabase">Seconds of them after which the database read its clock.</param>
    private ClockReading Reading(double roundTrip, double toDatabase) =>
        new(_own.GetUtcNow(), TimeSpan.FromSeconds(roundTrip), _right.GetUtcNow().AddSeconds(toDatabase));
}
