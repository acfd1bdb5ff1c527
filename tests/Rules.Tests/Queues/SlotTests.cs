using static Concert.Queues.Moments;

namespace Concert.Queues;

/// <summary>How long a slot lasts: its claim window and its lifetime, through outages, restarts and steps of the clock.</summary>
public sealed class SlotTests
{
    // Nobody is ever away.
    private readonly QueueOptions _options = new() { MaxActive = 2, AbsentAfter = TimeSpan.FromDays(1) };
    private readonly WaitingRoom _room;

    private AdmissionLimits Limits => new(_options.MaxActive);

    public SlotTests() => _room = new(new(), [], DrawOrder.OfArrival, _options);

    [Fact]
    public void A_claimed_slot_whose_lifetime_is_shorter_than_the_claim_window_ends_once()
    {
        _options.ActiveLifetime = TimeSpan.FromSeconds(10);
        Join("a");
        _room.Admit(Limits, AtNoon);
        _room.Claim(new(new("a"), 1), AtNoon);
        _room.TakeChanges();

        _room.Admit(Limits, AfterSeconds(10));

        Assert.Equal([new(1, new("a"), PlaceStatus.Claimed, PlaceStatus.Ended, Noon.AddSeconds(10))], _room.TakeChanges());
        Assert.Empty(_room.State.Slots);
    }

    [Fact]
    public void A_slot_that_nobody_claimed_is_written_as_ended_from_admitted()
    {
        Join("a");
        _room.Admit(Limits, AtNoon);
        _room.TakeChanges();

        _room.Admit(Limits, AfterSeconds(30));

        Assert.Equal(
            [new(1, new("a"), PlaceStatus.Admitted, PlaceStatus.Ended, Noon.AddSeconds(30), Mark: PlaceMark.Missed)], _room.TakeChanges());
    }

    [Fact]
    public void A_claimed_slot_lasts_exactly_its_lifetime()
    {
        Join("a");
        _room.Admit(Limits, AtNoon);
        Assert.NotNull(_room.Claim(new(new("a"), 1), AtNoon));

        Assert.NotNull(_room.Claim(new(new("a"), 1), AfterSeconds(600).AddTicks(-1)));
        Assert.Null(_room.Claim(new(new("a"), 1), AfterSeconds(600)));
    }

    [Fact]
    public void An_unclaimed_slot_lasts_exactly_its_claim_window()
    {
        Join("a", "b");
        _room.Admit(Limits, AtNoon);

        Assert.NotNull(_room.Claim(new(new("a"), 1), AfterSeconds(30).AddTicks(-1)));
        Assert.Null(_room.Claim(new(new("b"), 2), AfterSeconds(30)));
    }

    [Fact]
    public void A_claim_window_does_not_outlast_the_slot()
    {
        _options.ActiveLifetime = TimeSpan.FromSeconds(20);
        Join("a");
        _room.Admit(Limits, AtNoon);

        Assert.Null(_room.Claim(new(new("a"), 1), AfterSeconds(20)));
    }

    [Fact]
    public void A_claim_window_stands_still_while_the_queue_is_out_of_reach()
    {
        Join("a", "b", "c");
        _room.Admit(Limits, AtNoon);
        var afterOutage = AfterSeconds(60) with { Reachable = TimeSpan.FromSeconds(29) };

        _room.Admit(Limits, afterOutage);

        Assert.Equal([1L, 2L], _room.State.Slots.Keys.Order());
        Assert.NotNull(_room.Claim(new(new("a"), 1), afterOutage));
        // Its user knows the end of the slot, and the wait estimates of all others rest on it.
        Assert.Null(_room.Claim(new(new("a"), 1), AfterSeconds(600) with { Reachable = TimeSpan.FromSeconds(29) }));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public void A_clock_that_is_set_neither_ends_nor_prolongs_a_slot(int hours)
    {
        Join("a", "b", "c", "d");
        _room.Admit(Limits, AtNoon);
        _room.Claim(new(new("a"), 1), AtNoon);

        QueueMoment Step(QueueMoment moment) => moment with { Utc = moment.Utc.AddHours(hours) };
        _room.Admit(Limits, Step(AfterSeconds(30).AddTicks(-1)));
        Assert.Equal([1L, 2L], _room.State.Slots.Keys.Order());

        _room.Admit(Limits, Step(AfterSeconds(30)));
        Assert.Equal([1L, 3L], _room.State.Slots.Keys.Order());
        _room.Claim(new(new("c"), 3), Step(AfterSeconds(30)));

        _room.Admit(Limits, Step(AfterSeconds(600).AddTicks(-1)));
        Assert.Equal([1L, 3L], _room.State.Slots.Keys.Order());
        _room.Admit(Limits, Step(AfterSeconds(600)));
        Assert.Equal([3L, 4L], _room.State.Slots.Keys.Order());
    }

    [Fact]
    public void A_clock_that_is_set_does_not_raise_the_pace()
    {
        Join([.. Enumerable.Range(1, 20).Select(n => $"u{n}")]);
        _room.Admit(Limits, AtNoon);
        _room.Leave(new(new("u1"), 1), Limits, AtNoon);

        // A minute by the time of day, a second by elapsed time.
        _room.Leave(new(new("u2"), 2), Limits, AfterSeconds(1) with { Utc = Noon.AddMinutes(1) });

        Assert.Equal(2 / 600.0, _room.State.AdmissionsPerSecond);
    }

    [Fact]
    public void A_restart_gives_each_unclaimed_slot_a_claim_window_anew_and_no_slot_more_than_its_lifetime()
    {
        PlaceRow[] rows = [Admitted(1, "a"), Admitted(2, "b").Apply(PlaceChange.Claim(Given(2, "b"), Noon)), PlaceRow.Joined(3, new("c"), Noon)];
        // The queue was away for nine minutes: 60 seconds of each slot are left.
        var room = RestartedAt(Noon.AddMinutes(9), rows, out var restart);

        room.Admit(Limits, restart);
        Assert.Equal([1L, 2L], room.State.Slots.Keys.Order());

        room.Admit(Limits, Later(restart, 30));
        Assert.Equal([2L, 3L], room.State.Slots.Keys.Order());
        Assert.NotNull(room.Claim(new(new("b"), 2), Later(restart, 59)));
        Assert.Null(room.Claim(new(new("b"), 2), Later(restart, 60)));
    }

    [Fact]
    public void A_queue_that_restarts_again_and_again_does_not_keep_an_unclaimed_slot_beyond_its_lifetime()
    {
        PlaceRow[] rows = [Admitted(1, "a"), Admitted(2, "b"), PlaceRow.Joined(3, new("c"), Noon)];
        for (var second = 20; second < 600; second += 20)
        {
            var room = RestartedAt(Noon.AddSeconds(second), rows, out var restart);
            room.Admit(Limits, Later(restart, 19));
            Assert.Equal([1L, 2L], room.State.Slots.Keys.Order());
        }

        var last = RestartedAt(Noon.AddSeconds(600), rows, out var end);
        last.Admit(Limits, end);

        Assert.Equal([3L], last.State.Slots.Keys);
    }

    [Fact]
    public void A_clock_that_was_set_back_before_a_restart_gives_no_slot_more_than_its_lifetime()
    {
        var room = RestartedAt(Noon.AddHours(-1), [Admitted(1, "a").Apply(PlaceChange.Claim(Given(1, "a"), Noon))], out var restart);

        Assert.NotNull(room.Claim(new(new("a"), 1), Later(restart, 599)));
        Assert.Null(room.Claim(new(new("a"), 1), Later(restart, 600)));
    }

    [Fact]
    public void Slots_that_ended_while_the_queue_was_away_are_no_pace()
    {
        var options = new QueueOptions { MaxActive = 500 };
        PlaceRow[] rows = [.. Enumerable.Range(1, 500).Select(place => Admitted(place, $"u{place}"))];
        var now = new QueueMoment(Noon.AddHours(1), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        var state = QueueState.Of(new() { Watermark = 500, AdmissionsPerSecond = 0.5 }, rows, DrawOrder.OfArrival, options, now);
        var room = new WaitingRoom(state, [.. Enumerable.Range(501, 2).Select(place => PlaceRow.Joined(place, new($"u{place}"), Noon))], DrawOrder.OfArrival, options);
        var limits = new AdmissionLimits(500);
        room.Admit(limits, now);
        Assert.Equal([501L, 502L], room.State.Slots.Keys.Order());

        room.Leave(new(new("u501"), 501), limits, Later(now, 61));

        Assert.Equal(500 / 600.0, room.State.AdmissionsPerSecond);
    }

    private Slot Given(long place, string user) => Slot.Give(new(place, new(new(user), place), 0, isSecondTurn: false), _options, AtNoon);

    private PlaceRow Admitted(long place, string user) => PlaceRow.Joined(place, new(user), Noon).Apply(PlaceChange.Admit(Given(place, user)));

    // A new activation counts its time from its own beginning.
    private WaitingRoom RestartedAt(DateTimeOffset utc, PlaceRow[] rows, out QueueMoment restart)
    {
        restart = new(utc, TimeSpan.Zero, TimeSpan.Zero);
        var state = QueueState.Of(new(), rows, DrawOrder.OfArrival, _options, restart);
        return new(state, rows, DrawOrder.OfArrival, _options, restart);
    }

    private static QueueMoment Later(QueueMoment moment, int seconds)
    {
        var by = TimeSpan.FromSeconds(seconds);
        return new(moment.Utc + by, moment.Elapsed + by, moment.Reachable + by);
    }

    private void Join(params string[] users)
    {
        foreach (var user in users) _room.Join(new(user), AtNoon);
    }
}
