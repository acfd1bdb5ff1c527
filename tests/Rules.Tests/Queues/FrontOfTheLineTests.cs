using static Concert.Queues.Moments;

namespace Concert.Queues;

/// <summary>
/// Users who are called, who miss their turn and come back, and who are away at their turn. One slot, half a minute to claim it, two
/// minutes for those who are called, and away after three minutes.
/// </summary>
public sealed class FrontOfTheLineTests
{
    private readonly ARoom _room = new();

    [Fact]
    public void Five_hundred_who_are_away_cost_the_next_user_no_claim_window()
    {
        _room.JoinAll(0, "first");
        _room.JoinAll(0, [.. Enumerable.Range(1, 500).Select(n => $"away-{n}")]);
        _room.Admit(0);
        _room.JoinAll(200, "there");
        _room.See(200, "first");

        _room.Leave(200, "first");

        Assert.Equal(["there"], _room.Active);
        Assert.Equal(500, _room.TakeChanges().Count(change => change.Mark is PlaceMark.PassedOver));
        Assert.Equal(0, _room.Room.WaitingCount);
    }

    [Fact]
    public void A_user_keeps_a_place_while_waiting_passed_over_admitted_and_until_it_is_too_late_to_come_back()
    {
        _room.JoinAll(0, "first", "away");
        Assert.Equal([true, true, false], KeepAt(0));
        _room.Admit(0);
        _room.JoinAll(200, "next");
        Assert.Equal([true, true, true], KeepAt(200));

        // The first one did not claim the slot; the one who is away was passed over.
        Assert.Equal(["next"], Admitted(200));
        Assert.Equal([true, true, true], KeepAt(201));
        Assert.Equal([true, true, true], KeepAt(799));
        _room.Admit(801);
        Assert.Equal([false, true, true], KeepAt(801));
        Assert.Equal([false, true, false], KeepAt(1_402));

        string[] Admitted(int second)
        {
            _room.Admit(second);
            return [.. _room.Active];
        }

        IEnumerable<bool> KeepAt(int second) =>
            new[] { "first", "away", "next" }.Select(user => _room.Room.KeepsPlace(new(user), _room.Now(second)));
    }

    [Fact]
    public void Whoever_was_passed_over_stands_where_they_were_when_they_are_back()
    {
        _room.JoinAll(0, "first", "away-1", "away-2");
        _room.Admit(0);
        _room.JoinAll(200, "a", "b");
        _room.See(200, "first");
        _room.Leave(200, "first");
        Assert.Equal(["a"], _room.Active);

        _room.See(201, "away-2");
        _room.See(202, "away-1");

        Assert.Equal([1L, 2L, 3L], new[] { "away-1", "away-2", "b" }.Select(_room.PositionOf));
        _room.Leave(203, "a");
        Assert.Equal(["away-1"], _room.Active);
    }

    [Fact]
    public void Whoever_is_away_again_is_passed_over_again_and_keeps_the_turn()
    {
        _room.JoinAll(0, "first", "away");
        _room.Admit(0);
        _room.JoinAll(200, "a", "b");
        _room.Leave(200, "first");
        _room.See(201, "away");
        foreach (var second in new[] { 300, 400 }) _room.See(second, "a", "b");

        _room.Leave(400, "a");

        Assert.Equal(["b"], _room.Active);
        Assert.Equal(0, _room.Room.WaitingCount);
        _room.See(401, "away");
        _room.Leave(402, "b");
        Assert.Equal(["away"], _room.Active);
    }

    [Fact]
    public void Nobody_is_away_while_a_gateway_does_not_say_who_is_there()
    {
        _room.JoinAll(0, "first", "a");
        _room.Admit(0);
        _room.Room.NoteAllSeen(AfterSeconds(100));

        _room.Leave(279, "first");

        Assert.Equal(["a"], _room.Active);
    }

    [Fact]
    public void Nobody_is_away_in_a_new_activation_before_everyone_had_the_time_to_be_seen()
    {
        _room.JoinAll(0, "first", "a", "b");
        _room.Admit(0);
        _room.Restart(1_000);

        _room.Leave(1_179, "first");
        Assert.Equal(["a"], _room.Active);
        _room.Leave(1_180, "a");

        Assert.Empty(_room.Active);
        Assert.True(_room.Room.IsInFront(_room.PlaceOf("b")));
    }

    [Fact]
    public void A_user_who_missed_the_turn_comes_back_before_everyone_who_waits()
    {
        _room.JoinAll(0, "late", "a", "b");
        _room.Admit(0);
        _room.Admit(30);
        Assert.Equal(["a"], _room.Active);
        Assert.Equal(Noon.AddSeconds(630), _room.Room.ReturnByOf(_room.PlaceOf("late"), AfterSeconds(30)));

        Assert.Equal((1L, false), _room.Join("late", AfterSeconds(40)));

        Assert.Equal([1L, 2L], new[] { "late", "b" }.Select(_room.PositionOf));
        _room.See(50, "b");
        _room.Leave(50, "a");
        Assert.Equal(["late"], _room.Active);
    }

    [Fact]
    public void There_is_no_third_turn()
    {
        MissAndReturn();
        _room.Leave(50, "a");
        Assert.Equal(["late"], _room.Active);

        _room.Admit(80);

        Assert.Equal(["b"], _room.Active);
        Assert.Null(_room.Room.ReturnByOf(_room.PlaceOf("late"), AfterSeconds(80)));
        Assert.Equal((4L, true), _room.Join("late", AfterSeconds(81)));
    }

    [Fact]
    public void A_restart_knows_who_came_back_once()
    {
        MissAndReturn();
        _room.Restart(50);
        Assert.True(_room.Room.IsInFront(_room.PlaceOf("late")));
        _room.See(50, "late");

        _room.Leave(50, "a");
        _room.Admit(80);

        Assert.Equal(["b"], _room.Active);
        Assert.Null(_room.Room.ReturnByOf(_room.PlaceOf("late"), _room.Now(80)));
    }

    [Fact]
    public void A_second_crash_right_after_the_first_loses_nobody_in_front_of_the_line()
    {
        MissAndReturn();
        _room.Restart(50);

        var progress = new QueueProgress().At(_room.Room.State, DrawOrder.OfArrival, 1);

        Assert.Equal((2L, 0L), (progress.Watermark, progress.EndedThrough));
    }

    [Fact]
    public void A_called_user_of_a_new_activation_has_no_longer_than_the_slot_lasts()
    {
        _room.Join("called", AtNoon, callMe: true);
        _room.Admit(0);

        _room.Restart(580);

        Assert.Equal(Noon.AddMinutes(10), _room.Room.FindSlot(_room.PlaceOf("called"), _room.Now(581))!.ClaimByUtc);
    }

    [Fact]
    public void A_restart_knows_who_may_come_back_and_until_when()
    {
        _room.JoinAll(0, "late", "a");
        _room.Admit(0);
        _room.Admit(30);
        _room.Restart(600);

        Assert.Equal(Noon.AddSeconds(630), _room.Room.ReturnByOf(_room.PlaceOf("late"), _room.Now(629)));
        Assert.Null(_room.Room.ReturnByOf(_room.PlaceOf("late"), _room.Now(630)));
        Assert.Equal((3L, true), _room.Join("late", _room.Now(630)));
    }

    [Fact]
    public void Whoever_leaves_a_slot_without_using_it_does_not_come_back()
    {
        _room.JoinAll(0, "a");
        _room.Admit(0);

        _room.Leave(10, "a");

        Assert.Null(_room.Room.ReturnByOf(_room.PlaceOf("a"), AfterSeconds(10)));
        Assert.Equal((2L, true), _room.Join("a", AfterSeconds(10)));
    }

    [Fact]
    public void A_user_who_asked_to_be_called_has_two_minutes_to_claim_the_slot()
    {
        _room.Join("called", AtNoon, callMe: true);
        _room.Admit(0);

        var slot = _room.Room.FindSlot(_room.PlaceOf("called"), AfterSeconds(119));

        Assert.Equal((true, Noon.AddSeconds(120)), (slot!.IsCalled, slot.ClaimByUtc));
        Assert.Null(_room.Room.FindSlot(_room.PlaceOf("called"), AfterSeconds(120)));
    }

    [Theory]
    [InlineData("00:05:00", "00:10:00", "00:05:00")]
    [InlineData("00:00:30", "00:01:00", "00:01:00")]
    public void The_longer_window_is_never_shorter_than_the_usual_one_and_never_longer_than_the_slot(string claim, string lifetime, string expected)
    {
        _room.Options.ClaimWindow = TimeSpan.Parse(claim, null);
        _room.Options.ActiveLifetime = TimeSpan.Parse(lifetime, null);

        Assert.Equal(TimeSpan.Parse(expected, null), _room.Options.ClaimWindowOf(isCalled: true));
    }

    [Fact]
    public void The_wish_to_be_called_can_change_while_the_user_waits_and_survives_a_restart()
    {
        _room.JoinAll(0, "first", "a", "b");
        _room.Admit(0);
        _room.Join("a", AfterSeconds(1), callMe: true);
        _room.Join("b", AfterSeconds(1), callMe: true);
        _room.Join("b", AfterSeconds(2), callMe: false);
        _room.Restart(10);

        _room.Leave(10, "first");
        Assert.True(_room.Room.FindSlot(_room.PlaceOf("a"), _room.Now(10)) is { IsCalled: true });
        _room.Restart(20);
        Assert.True(_room.Room.FindSlot(_room.PlaceOf("a"), _room.Now(20)) is { IsCalled: true });
        _room.Leave(20, "a");
        Assert.True(_room.Room.FindSlot(_room.PlaceOf("b"), _room.Now(20)) is { IsCalled: false });
    }

    [Fact]
    public void Joining_again_without_another_wish_writes_nothing()
    {
        _room.Join("a", AtNoon, callMe: true);
        _room.TakeChanges();

        _room.Join("a", AtNoon, callMe: true);
        _room.Join("a", AtNoon);

        Assert.Empty(_room.TakeChanges());
    }

    [Fact]
    public void A_user_in_front_of_the_line_can_leave_and_join_anew()
    {
        MissAndReturn();

        _room.Leave(45, "late");

        Assert.False(_room.Room.IsWaiting(new(new("late"), 1)));
        Assert.Equal(1, _room.PositionOf("b"));
        Assert.Equal((4L, true), _room.Join("late", AfterSeconds(46)));
    }

    private void MissAndReturn()
    {
        _room.JoinAll(0, "late", "a", "b");
        _room.Admit(0);
        _room.Admit(30);
        _room.Room.Claim(_room.PlaceOf("a"), AfterSeconds(30));
        _room.Join("late", AfterSeconds(40));
    }
}
