using System.Reflection;
using Concert.Seats;
using Concert.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace Concert.Hosting;

/// <summary>A wake-up repeats what failed, at times that the tests read off the clock, and does nothing after the drain began.</summary>
public sealed class SeatMapWakeUpTests : IDisposable
{
    private static readonly PerformanceId One = new("p1");
    private static readonly PerformanceId Two = new("p2");

    private readonly FoundPerformances _found = new() { Performances = [One, Two] };
    private readonly SkippingClock _time = new();
    private readonly FakeGrains _grains = FakeGrains.Create();
    private readonly SeatMapWakeUp _wakeUp;

    public SeatMapWakeUpTests() =>
        _wakeUp = new(_found, (IGrainFactory)(object)_grains, _time, NullLogger<SeatMapWakeUp>.Instance);

    public void Dispose() => _wakeUp.Dispose();

    [Fact]
    public async Task Every_performance_that_is_found_is_woken_once()
    {
        await _wakeUp.RunAsync(CancellationToken.None);

        Assert.Equal(["p1", "p2"], _grains.Woken);
        Assert.Empty(_time.Delays);
    }

    [Fact]
    public async Task A_database_that_does_not_answer_is_asked_again_after_growing_delays()
    {
        _found.FailingCount = 7;

        await _wakeUp.RunAsync(CancellationToken.None);

        Assert.Equal([1, 2, 4, 8, 16, 30, 30], _time.Delays);
        Assert.Equal(["p1", "p2"], _grains.Woken);
    }

    [Fact]
    public async Task A_database_that_fails_between_two_performances_is_asked_again_for_the_rest()
    {
        _found.FailsAfterFirst = true;

        await _wakeUp.RunAsync(CancellationToken.None);

        Assert.Equal([1], _time.Delays);
        Assert.Equal(["p1", "p2"], _grains.Woken);
    }

    [Fact]
    public async Task A_seat_map_that_cannot_be_activated_is_tried_again_and_the_others_are_not()
    {
        _grains.Failing["p1"] = 3;

        await _wakeUp.RunAsync(CancellationToken.None);

        Assert.Equal([1, 2, 4], _time.Delays);
        Assert.Equal(["p1 failed", "p2", "p1 failed", "p1 failed", "p1"], _grains.Woken);
    }

    [Fact]
    public async Task A_drain_ends_the_wait_and_nothing_is_tried_again()
    {
        using var draining = new CancellationTokenSource();
        _found.FailingCount = int.MaxValue;
        _time.OnDelay = () =>
        {
            if (_time.Delays.Count == 3) draining.Cancel();
        };

        await _wakeUp.RunAsync(draining.Token);

        Assert.Equal(3, _found.Count);
        Assert.Empty(_grains.Woken);
    }

    private sealed class FoundPerformances : IHeldPerformances
    {
        public PerformanceId[] Performances { get; init; } = [];

        public int FailingCount { get; set; }

        public bool FailsAfterFirst { get; set; }

        public int Count { get; private set; }

        public async IAsyncEnumerable<PerformanceId> FindAsync(DateTimeOffset now, IReadOnlySet<PerformanceId> known)
        {
            await Task.Yield();
            if (Count++ < FailingCount) throw new UnavailableException("The test failed the query.");
            foreach (var performance in Performances.Except(known))
            {
                yield return performance;
                if (!FailsAfterFirst) continue;
                FailsAfterFirst = false;
                throw new UnavailableException("The test failed the query.");
            }
        }
    }

    /// <summary>Each wait of the code under test is recorded, in seconds, and ends at once.</summary>
    private sealed class SkippingClock : TimeProvider
    {
        public List<double> Delays { get; } = [];

        public Action OnDelay { get; set; } = () => { };

        public override DateTimeOffset GetUtcNow() => ConcertCluster.Noon;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Delays.Add(dueTime.TotalSeconds);
            OnDelay();
            return System.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}

/// <summary>A grain factory whose seat maps record that they were woken, and fail as often as a test says.</summary>
public class FakeGrains : DispatchProxy
{
    public List<string> Woken { get; } = [];

    public Dictionary<string, int> Failing { get; } = [];

    public static FakeGrains Create() => (FakeGrains)(object)Create<IGrainFactory, FakeGrains>();

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var map = Create<ISeatMapGrain, FakeSeatMap>();
        var fake = (FakeSeatMap)(object)map;
        (fake.Grains, fake.Key) = (this, (string)args![0]!);
        return map;
    }
}

public class FakeSeatMap : DispatchProxy
{
    public FakeGrains Grains { get; set; } = null!;

    public string Key { get; set; } = "";

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        Assert.Equal(nameof(ISeatMapGrain.Watch), targetMethod?.Name);
        if (Grains.Failing.GetValueOrDefault(Key) is > 0 and var left)
        {
            Grains.Failing[Key] = left - 1;
            Grains.Woken.Add($"{Key} failed");
            return Task.FromException(new UnavailableException("The test failed the activation."));
        }

        Grains.Woken.Add(Key);
        return Task.CompletedTask;
    }
}
