using Concert.Options;

namespace Concert.Queues;

public sealed class WaitingRoomTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    private readonly QueueOptions _options = new() { MaxActive = 2 };
    private readonly WaitingRoom _room;

    public WaitingRoomTests() => _room = new(new(), [], _options);

    [Fact]
    public void Places_are_counted_from_one_in_the_order_of_joining() =>
        Assert.Equal([(1, true), (2, true), (3, true)], new[] { "a", "b", "c" }.Select(user => _room.Join(new(user))));

    [Fact]
    public void Who_has_a_place_keeps_it()
    {
        Join("a");

        Assert.Equal((1L, false), _room.Join(new("a")));
    }

    [Fact]
    public void As_many_are_let_in_as_there_are_slots_in_the_order_of_joining()
    {
        Join("a", "b", "c");

        _room.Admit(Noon);

        Assert.Equal([1L, 2L], _room.State.Slots.Keys.Order());
        Assert.Equal((2L, 1), (_room.State.Watermark, _room.WaitingCount));
    }

    [Fact]
    public void A_place_that_is_not_durable_yet_is_not_let_in()
    {
        _room.Join(new("a"));

        _room.Admit(Noon);
        Assert.Empty(_room.State.Slots);

        _room.PlaceIsDurable(1);
        _room.Admit(Noon);
        Assert.Single(_room.State.Slots);
    }

    [Fact]
    public void An_admission_that_changes_nothing_is_nothing_to_write()
    {
        Join("a");
        _room.Admit(Noon);
        var state = _room.State;

        _room.Admit(Noon.AddSeconds(1));

        Assert.Same(state, _room.State);
    }

    [Fact]
    public void A_slot_that_is_claimed_lasts_its_lifetime_to_the_tick()
    {
        Join("a");
        _room.Admit(Noon);
        Assert.NotNull(_room.Claim(new(new("a"), 1), Noon));

        Assert.NotNull(_room.Claim(new(new("a"), 1), Noon.AddMinutes(10).AddTicks(-1)));
        Assert.Null(_room.Claim(new(new("a"), 1), Noon.AddMinutes(10)));
    }

    [Fact]
    public void A_slot_that_is_not_claimed_in_time_is_over_to_the_tick()
    {
        Join("a", "b");
        _room.Admit(Noon);

        Assert.NotNull(_room.Claim(new(new("a"), 1), Noon.AddSeconds(30).AddTicks(-1)));
        Assert.Null(_room.Claim(new(new("b"), 2), Noon.AddSeconds(30)));
    }

    [Fact]
    public void A_claim_window_does_not_outlast_the_slot()
    {
        var slot = new Slot(new("a"), 1, Noon, Noon.AddSeconds(10), IsClaimed: false);

        Assert.Equal(Noon.AddSeconds(10), slot.EndsAt(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public void A_slot_is_its_users_alone()
    {
        Join("a");
        _room.Admit(Noon);

        Assert.Null(_room.Claim(new(new("thief"), 1), Noon));
    }

    [Fact]
    public void Who_pays_or_leaves_makes_room_for_the_next()
    {
        Join("a", "b", "c");
        _room.Admit(Noon);

        _room.Leave(new(new("a"), 1), Noon);
        _room.Admit(Noon);

        Assert.Equal([2L, 3L], _room.State.Slots.Keys.Order());
        Assert.Equal((4L, true), _room.Join(new("a")));
    }

    [Fact]
    public void Leaving_for_someone_else_changes_nothing()
    {
        Join("a");
        _room.Admit(Noon);
        var state = _room.State;

        _room.Leave(new(new("thief"), 1), Noon);

        Assert.Same(state, _room.State);
    }

    [Fact]
    public void Those_who_left_the_line_are_passed_over_and_not_counted()
    {
        Join("a", "b", "c", "d", "e");
        _room.Admit(Noon);
        Assert.Equal([1L, 2L, 3L], new[] { 3L, 4L, 5L }.Select(_room.PositionOf));

        _room.Depart(new(new("d"), 4));
        Assert.Equal((1L, 2L), (_room.PositionOf(3), _room.PositionOf(5)));

        _room.Depart(new(new("c"), 3));
        _room.Admit(Noon);
        Assert.Equal((4L, 1L), (_room.State.Watermark, _room.PositionOf(5)));
        Assert.False(_room.IsWaiting(new(new("c"), 3)));
    }

    [Fact]
    public void The_next_end_is_the_earliest_of_the_slots()
    {
        Assert.Null(_room.NextEndAt);
        Join("a", "b");
        _room.Admit(Noon);
        Assert.Equal(Noon.AddSeconds(30), _room.NextEndAt);

        _room.Claim(new(new("a"), 1), Noon);
        _room.Claim(new(new("b"), 2), Noon);
        Assert.Equal(Noon.AddMinutes(10), _room.NextEndAt);
    }

    [Fact]
    public void The_pace_starts_at_what_is_sure_and_rises_with_what_is_seen()
    {
        Join([.. Enumerable.Range(1, 200).Select(n => $"u{n}")]);
        _room.Admit(Noon);
        Assert.Equal(2 / 600.0, _room.State.AdmissionsPerSecond);

        // One leaves each second: after more than a minute that pace is believed.
        for (var second = 1; second <= 62; second++)
        {
            var first = _room.State.Slots.Values.MinBy(slot => slot.Place)!;
            _room.Leave(new(first.UserId, first.Place), Noon.AddSeconds(second));
            _room.Admit(Noon.AddSeconds(second));
        }

        Assert.InRange(_room.State.AdmissionsPerSecond, 0.9, 1.1);
    }

    [Fact]
    public void A_line_read_again_after_a_restart_is_the_same_line()
    {
        var state = new QueueState() with { Watermark = 2 };
        PlaceRow[] places =
        [
            new(3, new("c"), Noon, null),
            new(4, new("d"), Noon, Noon),
            new(5, new("e"), Noon, null),
        ];

        var room = new WaitingRoom(state, places, new() { MaxActive = 1 });

        Assert.Equal((1L, 2L), (room.PositionOf(3), room.PositionOf(5)));
        Assert.False(room.IsWaiting(new(new("d"), 4)));
        Assert.Equal((6L, true), room.Join(new("d")));
    }

    [Fact]
    public void A_line_with_a_gap_is_not_gone_on_with() =>
        Assert.Throws<InvariantException>(() => new WaitingRoom(new(), [new(2, new("b"), Noon, null)], _options));

    [Fact]
    public void Estimates_follow_position_and_pace()
    {
        Assert.Equal(0, QueueEstimates.WaitSeconds(0, 1));
        Assert.Equal(34, QueueEstimates.WaitSeconds(100, 3));
        Assert.Equal((1, 3, 30), (QueueEstimates.PollAfterSeconds(0), QueueEstimates.PollAfterSeconds(34), QueueEstimates.PollAfterSeconds(9_999)));
    }

    private void Join(params string[] users)
    {
        foreach (var user in users) _room.PlaceIsDurable(_room.Join(new(user)).Place);
    }
}
