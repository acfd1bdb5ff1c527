using Concert.Hosting;
using Npgsql;

namespace Concert.Storage;

public sealed class PostgresClockTests : IAsyncDisposable
{
    private readonly PostgresTestDatabase _database = new(isEmpty: true);

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Theory]
    [InlineData(0)]
    [InlineData(-120)]
    [InlineData(3_600)]
    public async Task The_difference_of_the_clocks_is_measured_to_within_its_uncertainty(int secondsAhead)
    {
        await using var source = NpgsqlDataSource.Create(await _database.ConnectionString);
        var clock = new PostgresClock(source, new WrongClock(TimeProvider.System) { Offset = TimeSpan.FromSeconds(secondsAhead) });

        var skew = ClockSkew.Of(await clock.ReadAsync(TestContext.Current.CancellationToken));

        // The server runs on this machine. It rounds to the microsecond.
        var error = (skew.Offset + TimeSpan.FromSeconds(secondsAhead)).Duration();
        Assert.True(error <= skew.Uncertainty + TimeSpan.FromMicroseconds(1), $"{error} is not within {skew.Uncertainty}.");
    }

    [Fact]
    public async Task The_clock_is_read_five_times_and_moves_on()
    {
        await using var source = NpgsqlDataSource.Create(await _database.ConnectionString);
        var clock = new PostgresClock(source, TimeProvider.System);

        var readings = await clock.ReadAsync(TestContext.Current.CancellationToken);

        Assert.Equal(5, readings.Count);
        Assert.Equal(readings.Select(reading => reading.Database).Order(), readings.Select(reading => reading.Database));
        Assert.Equal(5, readings.Select(reading => reading.Database).Distinct().Count());
    }
}
