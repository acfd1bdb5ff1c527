using System.Diagnostics.Metrics;
using Concert.Settings;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Concert.Hosting;

public sealed class ClockCheckTests : IDisposable
{
    private const string MeterName = "Concert.Test";

    private readonly FakeTimeProvider _time = new(ConcertCluster.Noon);
    private readonly FakeDatabaseClock _database = new();
    private readonly Logs _logs = new();
    private readonly List<double> _skews = [];
    private readonly MeterListener _listener = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly ClockCheck _check;
    private long _warningCount;

    public ClockCheckTests()
    {
        _listener.InstrumentPublished = (instrument, self) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, _services.GetRequiredService<IMeterFactory>())) self.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<double>((_, value, _, _) => _skews.Add(value));
        _listener.SetMeasurementEventCallback<long>((_, count, _, _) => _warningCount += count);
        _listener.Start();
        _check = new(_database, _time, _services.GetRequiredService<IMeterFactory>(), MeterName, _logs);
    }

    public void Dispose()
    {
        _listener.Dispose();
        _services.Dispose();
    }

    [Fact]
    public void The_reading_with_the_shortest_round_trip_counts_and_half_of_that_is_uncertain()
    {
        var skew = ClockSkew.Of([Reading(seconds: -9, roundTrip: 4), Reading(seconds: -3, roundTrip: 0.2), Reading(seconds: 5, roundTrip: 1)]);

        Assert.Equal(new(TimeSpan.FromSeconds(-3), TimeSpan.FromSeconds(0.1)), skew);
        Assert.Equal(TimeSpan.FromSeconds(2.9), skew.Certain);
        Assert.Equal(TimeSpan.Zero, ClockSkew.Of([Reading(seconds: 2, roundTrip: 5)]).Certain);
        Assert.Equal("3.000 s ahead of the database's (± 0.100 s)", skew.ToString());
        Assert.Equal("2.000 s behind the database's (± 0.000 s)", ClockSkew.Of([Reading(2, 0)]).ToString());
    }

    [Theory]
    [InlineData(-2.25, "2.250 s ahead of the database's")]
    [InlineData(2.25, "2.250 s behind the database's")]
    [InlineData(-120, "120.000 s ahead of the database's")]
    public async Task A_process_whose_clock_is_more_than_two_seconds_off_does_not_start(double seconds, string difference)
    {
        _database.Readings = [Reading(seconds, roundTrip: 0)];

        var fault = await Assert.ThrowsAsync<CannotStartException>(() => _check.CheckAtStartAsync(mustCompare: false));

        Assert.Contains(difference, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
        Assert.Equal([seconds], _skews);
    }

    [Theory]
    [InlineData(0.5, 0, false)]
    [InlineData(-0.501, 0, true)]
    [InlineData(2, 0, true)]
    [InlineData(-1.5, 2, false)]
    [InlineData(10, 17, true)]
    public async Task A_process_whose_clock_is_off_by_less_starts_and_warns_beyond_half_a_second_of_what_is_certain(
        double seconds, double roundTrip, bool warns)
    {
        _database.Readings = [Reading(seconds, roundTrip)];

        await _check.CheckAtStartAsync(mustCompare: false);

        Assert.Equal(warns ? [LogLevel.Warning] : [], _logs.Levels);
        Assert.Equal(warns ? 1 : 0, _warningCount);
    }

    [Fact]
    public async Task A_gateway_starts_when_the_database_does_not_tell_its_time()
    {
        _database.Readings = null;
        var start = _check.CheckAtStartAsync(mustCompare: false);
        Assert.False(start.IsCompleted);

        _time.Advance(TimeSpan.FromSeconds(3));
        await start;

        Assert.Equal([LogLevel.Warning], _logs.Levels);
        Assert.Empty(_skews);
        Assert.Equal(0, _warningCount);
    }

    [Fact]
    public async Task A_silo_does_not_start_unless_the_database_tells_its_time()
    {
        _database.Fault = new IOException("The database is away.");

        await Assert.ThrowsAsync<CannotStartException>(() => _check.CheckAtStartAsync(mustCompare: true));

        Assert.Equal(5, _logs.Levels.Count);
    }

    [Fact]
    public async Task A_silo_whose_first_comparison_fails_compares_again()
    {
        _database.Readings = null;
        var start = _check.CheckAtStartAsync(mustCompare: true);
        _database.Readings = [Reading(seconds: 120, roundTrip: 0)];

        _time.Advance(TimeSpan.FromSeconds(3));

        await Assert.ThrowsAsync<CannotStartException>(() => start);
    }

    [Fact]
    public async Task A_running_process_compares_each_minute_and_reports_but_does_not_end()
    {
        using var monitor = new ClockMonitor(_check, _time);
        _database.Readings = [Reading(0, 0)];
        await monitor.StartAsync(TestContext.Current.CancellationToken);
        await MinuteAsync();

        _database.Readings = [Reading(-1, 0)];
        await MinuteAsync();
        _database.Readings = [Reading(-3_600, 0)];
        await MinuteAsync();
        _database.Fault = new IOException("The database is away.");
        await MinuteAsync();
        _database.Fault = null;
        _database.Readings = [Reading(0, 0)];
        await MinuteAsync();

        Assert.False(monitor.ExecuteTask!.IsCompleted);
        await monitor.StopAsync(TestContext.Current.CancellationToken);
        Assert.Equal([LogLevel.Warning, LogLevel.Error, LogLevel.Warning], _logs.Levels);
        Assert.Equal([0, -1, -3_600, 0], _skews);
        Assert.Equal(2, _warningCount);
    }

    private async Task MinuteAsync()
    {
        var compared = _database.NextRead();
        _time.Advance(ClockMonitor.Period);
        await compared;
    }

    private static ClockReading Reading(double seconds, double roundTrip) => new(
        ConcertCluster.Noon,
        TimeSpan.FromSeconds(roundTrip),
        ConcertCluster.Noon.AddSeconds(roundTrip / 2).AddSeconds(seconds));

    private sealed class Logs : ILogger<ClockCheck>
    {
        public List<LogLevel> Levels { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Levels.Add(logLevel);
    }
}
