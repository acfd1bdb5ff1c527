using static Concert.Queues.Moments;

namespace Concert.Queues;

public sealed class WaitingRoomTests
{
    private readonly QueueOptions _options = new() { MaxActive = 2 };
    private readonly WaitingRoom _room;

    private AdmissionLimits Limits => new(_options.MaxActive);

    public WaitingRoomTests() => _room = new(new(), [], DrawOrder.OfArrival, _options);

    [Fact]
    public void Places_are_counted_from_one_in_the_order_of_joining() =>
        Assert.Equal([(1, true), (2, true), (3, true)], new[] { "a", "b", "c" }.Select(user => _room.Join(new(user), AtNoon)));

    [Fact]
    public void A_user_who_joins_again_has_the_same_place()
    {
        Join("a");

        Assert.Equal((1L, false), _room.Join(new("a"), AtNoon));
    }

    [Fact]
    public void As_many_users_are_admitted_as_there_are_slots_in_the_order_of_joining()
    {
        Join("a", "b", "c");

        _room.Admit(Limits, AtNoon);

        Assert.Equal([1L, 2L], _room.State.Slots.Keys.Order());
        Assert.Equal((2L, 1), (_room.State.Watermark, _room.WaitingCount));
    }

    [Fact]
    public void Every_step_is_handed_out_for_writing_once_and_in_order()
    {
        Join("a", "b", "c");
        _room.Admit(Limits, AtNoon);
        _room.Claim(new(new("b"), 2), AtNoon);
        _room.Leave(new(new("c"), 3), Limits, AtNoon);
        _room.Leave(new(new("b"), 2), Limits, AfterSeconds(1));

        var changes = _room.TakeChanges();

        Assert.Equal(
            ["1 Waiting", "2 Waiting", "3 Waiting", "1 Admitted", "2 Admitted", "2 Claimed", "3 Departed", "2 Ended"],
            changes.Select(change => $"{change.Place} {change.To}"));
        Assert.Equal(Noon.AddMinutes(10), changes[3].ActiveUntil);
        Assert.Equal((PlaceStatus.Claimed, Noon.AddSeconds(1)), (changes[^1].From, changes[^1].At));
        Assert.Empty(_room.TakeChanges());
    }

    [Fact]
    public void An_admission_that_changes_nothing_writes_nothing()
    {
        Join("a");
        _room.Admit(Limits, AtNoon);
        var state = _room.State;
        _room.TakeChanges();

        _room.Admit(Limits, AfterSeconds(1));

        Assert.Same(state, _room.State);
        Assert.Empty(_room.TakeChanges());
    }

    [Fact]
    public void A_slot_cannot_be_claimed_by_another_user()
    {
        Join("a");
        _room.Admit(Limits, AtNoon);

        Assert.Null(_room.Claim(new(new("thief"), 1), AtNoon));
    }

    [Fact]
    public void A_user_who_pays_or_leaves_makes_room_for_the_next()
    {
        Join("a", "b", "c");
        _room.Admit(Limits, AtNoon);

        _room.Leave(new(new("a"), 1), Limits, AtNoon);
        _room.Admit(Limits, AtNoon);

        Assert.Equal([2L, 3L], _room.State.Slots.Keys.Order());
        Assert.Equal((4L, true), _room.Join(new("a"), AtNoon));
    }

    [Fact]
    public void Leaving_with_the_place_of_another_user_changes_nothing()
    {
        Join("a");
        _room.Admit(Limits, AtNoon);
        var state = _room.State;

        _room.Leave(new(new("thief"), 1), Limits, AtNoon);

        Assert.Same(state, _room.State);
    }

    [Fact]
    public void Users_who_left_the_line_are_passed_over_and_not_counted()
    {
        Join("a", "b", "c", "d", "e");
        _room.Admit(Limits, AtNoon);
        Assert.Equal([1L, 2L, 3L], new[] { 3L, 4L, 5L }.Select(_room.PositionOf));

        _room.Leave(new(new("d"), 4), Limits, AtNoon);
        Assert.Equal((1L, 2L), (_room.PositionOf(3), _room.PositionOf(5)));

        _room.Leave(new(new("c"), 3), Limits, AtNoon);
        _room.Admit(Limits, AtNoon);
        Assert.Equal((4L, 1L), (_room.State.Watermark, _room.PositionOf(5)));
        Assert.False(_room.IsWaiting(new(new("c"), 3)));
    }

    [Fact]
    public void The_next_end_is_the_earliest_of_the_slots()
    {
        Assert.Null(_room.NextEndAt);
        Join("a", "b");
        _room.Admit(Limits, AtNoon);
        Assert.Equal((Minutes(10), TimeSpan.FromSeconds(30)), (_room.NextEndAt, _room.NextClaimBy));

        _room.Claim(new(new("a"), 1), AtNoon);
        _room.Claim(new(new("b"), 2), AtNoon);
        Assert.Equal((Minutes(10), null), (_room.NextEndAt, _room.NextClaimBy));
    }

    [Fact]
    public void The_pace_starts_at_the_guaranteed_minimum_and_rises_to_what_is_measured()
    {
        Join([.. Enumerable.Range(1, 200).Select(n => $"u{n}")]);
        _room.Admit(Limits, AtNoon);
        Assert.Equal(2 / 600.0, _room.State.AdmissionsPerSecond);

        // One user leaves each second: after more than a minute that is the measured pace.
        for (var second = 1; second <= 62; second++)
        {
            var first = _room.State.Slots.Values.MinBy(slot => slot.Place)!;
            _room.Leave(new(first.UserId, first.Place), Limits, AfterSeconds(second));
            _room.Admit(Limits, AfterSeconds(second));
        }

        Assert.InRange(_room.State.AdmissionsPerSecond, 0.9, 1.1);
    }

    [Fact]
    public void A_restart_restores_the_same_line()
    {
        PlaceRow[] places =
        [
            PlaceRow.Joined(3, new("c"), Noon),
            PlaceRow.Joined(4, new("d"), Noon).Apply(PlaceChange.Depart(4, new("d"), Noon)),
            PlaceRow.Joined(5, new("e"), Noon),
        ];

        var room = new WaitingRoom(new QueueState() with { Watermark = 2 }, places, DrawOrder.OfArrival, new() { MaxActive = 1 });

        Assert.Equal((1L, 2L), (room.PositionOf(3), room.PositionOf(5)));
        Assert.False(room.IsWaiting(new(new("d"), 4)));
        Assert.Equal((6L, true), room.Join(new("d"), AtNoon));
    }

    [Fact]
    public void A_line_with_a_gap_is_not_restored() =>
        Assert.Throws<InvariantException>(() => new WaitingRoom(new(), [PlaceRow.Joined(2, new("b"), Noon)], DrawOrder.OfArrival, _options));

    [Fact]
    public void Slots_and_watermark_are_restored_from_the_places_when_the_saved_progress_lags_behind()
    {
        Join("a", "b", "c", "d");
        _room.Admit(Limits, AtNoon);
        _room.Claim(new(new("b"), 2), AtNoon);
        _room.Leave(new(new("a"), 1), Limits, AtNoon);
        _room.Admit(Limits, AtNoon);
        var rows = new Dictionary<long, PlaceRow>();
        foreach (var change in _room.TakeChanges())
            rows[change.Place] = rows.TryGetValue(change.Place, out var row) ? row.Apply(change) : PlaceRow.Of(change);

        var state = QueueState.Of(new QueueProgress { Watermark = 1, AdmissionsPerSecond = 0.5, Opening = new(0, IsDrawn: false, Noon) }, rows.Values, DrawOrder.OfArrival, _options, AtNoon);

        Assert.Equal((3L, 0.5), (state.Watermark, state.AdmissionsPerSecond));
        Assert.Equal(_room.State.Slots.OrderBy(slot => slot.Key), state.Slots.OrderBy(slot => slot.Key));
        Assert.Equal(
            new QueueProgress { Watermark = 3, EndedThrough = 1, AdmissionsPerSecond = 0.5 },
            new QueueProgress().At(state, DrawOrder.OfArrival, 0.5));
    }

    [Theory]
    [InlineData(null, 9, 0)]
    [InlineData(false, 9, 9)]
    [InlineData(true, 9, 0)]
    [InlineData(true, 10, 10)]
    [InlineData(true, 12, 12)]
    public void Departed_places_are_removed_once_the_line_has_passed_them_and_drawn_ones_once_it_has_passed_all(
        bool? isDrawn, long watermark, long through)
    {
        var opening = isDrawn is { } drawn ? new DurableOpening(10, drawn, Noon) : null;

        Assert.Equal(through, new QueueProgress { Watermark = watermark, Opening = opening }.RemovableThrough);
    }

    [Fact]
    public void What_was_removed_stays_counted_when_the_progress_moves()
    {
        var progress = new QueueProgress { RemovedCount = 3 };

        Assert.Equal(3, progress.At(new QueueState() with { Watermark = 7 }, DrawOrder.OfArrival, 1).RemovedCount);
    }

    [Fact]
    public void A_place_takes_a_step_only_from_its_current_status() =>
        Assert.Throws<InvariantException>(
            () => PlaceRow.Joined(1, new("a"), Noon).Apply(PlaceChange.Claim(Slot.Give(new(1, new(new("a"), 1), 0, isSecondTurn: false), _options, AtNoon), Noon)));

    private static TimeSpan Minutes(int minutes) => TimeSpan.FromMinutes(minutes);

    private void Join(params string[] users)
    {
        foreach (var user in users) _room.Join(new(user), AtNoon);
    }
}
