using static Concert.Queues.Moments;

namespace Concert.Queues;

public sealed class AdmissionRulesTests
{
    private readonly QueueOptions _options = new()
    {
        MaxActive = 2,
        ActiveLifetime = TimeSpan.FromMinutes(10),
        ClaimWindow = TimeSpan.FromSeconds(30),
    };

    private AdmissionLimits Limits => new(_options.MaxActive);

    [Fact]
    public void The_users_first_in_line_are_admitted_until_every_slot_is_taken()
    {
        var state = Admit(new(), Line("mina", "jun", "sora"), Limits, AtNoon);

        Assert.Equal([Unclaimed(1, "mina"), Unclaimed(2, "jun")], state.Slots.Values.OrderBy(slot => slot.Place));
        Assert.Equal(2, state.Watermark);
    }

    [Fact]
    public void Nobody_is_admitted_while_every_slot_is_taken()
    {
        var full = With(Unclaimed(1, "mina"), Unclaimed(2, "jun"));

        Assert.Same(full, Admit(full, LineAfter(full, "sora"), Limits, AtNoon));
    }

    [Fact]
    public void A_free_slot_goes_to_the_next_in_line()
    {
        var oneFree = With(Unclaimed(1, "mina"), Unclaimed(2, "jun")) with { Watermark = 2 };
        oneFree = oneFree with { Slots = oneFree.Slots.Remove(1) };

        var state = Admit(oneFree, LineAfter(oneFree, "sora", "bo"), Limits, AtNoon);

        Assert.Equal([2L, 3L], state.Slots.Keys.Order());
        Assert.Equal(3, state.Watermark);
    }

    [Fact]
    public void The_watermark_passes_over_places_that_were_given_up()
    {
        var line = Line("mina", "jun", "sora", "bo");
        line.Depart(1);
        line.Depart(3);

        var state = Admit(new(), line, Limits, AtNoon);

        Assert.Equal([2L, 4L], state.Slots.Keys.Order());
        Assert.Equal(4, state.Watermark);
    }

    [Fact]
    public void The_watermark_passes_over_given_up_places_even_when_every_slot_is_taken()
    {
        var full = With(Unclaimed(1, "mina"), Unclaimed(2, "jun"));
        var line = LineAfter(full, "sora", "bo");
        line.Depart(3);

        var state = Admit(full, line, Limits, AtNoon);

        Assert.Equal(3, state.Watermark);
        Assert.Equal(full.Slots, state.Slots);
    }

    [Fact]
    public void Admitting_from_an_empty_line_changes_nothing()
    {
        var empty = new QueueState();

        Assert.Same(empty, Admit(empty, Line(), Limits, AtNoon));
    }

    [Fact]
    public void The_first_admission_sets_the_pace_that_the_lifetime_of_slots_guarantees() =>
        Assert.Equal(2 / 600.0, Admit(new(), Line("mina"), Limits, AtNoon).AdmissionsPerSecond);

    [Fact]
    public void An_admission_does_not_lower_a_measured_pace() =>
        Assert.Equal(1.5, Admit(new QueueState() with { AdmissionsPerSecond = 1.5 }, Line("mina"), Limits, AtNoon).AdmissionsPerSecond);

    [Fact]
    public void An_unclaimed_slot_ends_with_its_claim_window_to_the_tick()
    {
        var state = With(Unclaimed(1, "mina"));

        Assert.Equal(Unclaimed(1, "mina"), Find(state, 1, "mina", AfterSeconds(30).AddTicks(-1)));
        Assert.Null(Find(state, 1, "mina", AfterSeconds(30)));
    }

    [Fact]
    public void A_claimed_slot_ends_with_its_lifetime_to_the_tick()
    {
        var state = AdmissionRules.Claim(With(Unclaimed(1, "mina")), Unclaimed(1, "mina"));

        Assert.NotNull(Find(state, 1, "mina", AfterSeconds(600).AddTicks(-1)));
        Assert.Null(Find(state, 1, "mina", AfterSeconds(600)));
    }

    [Theory]
    [InlineData(1, "jun")]
    [InlineData(2, "mina")]
    public void A_slot_is_found_by_its_own_place_and_user_only(long place, string user) =>
        Assert.Null(Find(With(Unclaimed(1, "mina")), place, user, AtNoon));

    [Fact]
    public void Claiming_marks_the_slot_and_nothing_else()
    {
        var state = With(Unclaimed(1, "mina"), Unclaimed(2, "jun"));

        var claimed = AdmissionRules.Claim(state, Unclaimed(1, "mina"));

        Assert.Equal([Unclaimed(1, "mina") with { IsClaimed = true }, Unclaimed(2, "jun")], claimed.Slots.Values.OrderBy(slot => slot.Place));
        Assert.Equal(state with { Slots = claimed.Slots }, claimed);
    }

    [Fact]
    public void Claiming_twice_changes_nothing()
    {
        var claimed = Unclaimed(1, "mina") with { IsClaimed = true };
        var state = With(claimed);

        Assert.Same(state, AdmissionRules.Claim(state, claimed));
    }

    [Fact]
    public void Leaving_frees_the_slot_and_starts_the_measurement_of_the_pace()
    {
        var state = AdmissionRules.Leave(With(Unclaimed(1, "mina")), new(new("mina"), 1), Limits, _options, AtNoon);

        Assert.Empty(state.Slots);
        Assert.Equal((1, TimeSpan.Zero), (state.PaceCount, state.PaceSince!.Value));
    }

    [Theory]
    [InlineData(1, "jun")]
    [InlineData(2, "mina")]
    public void Leaving_a_slot_of_another_user_changes_nothing(long place, string user)
    {
        var state = With(Unclaimed(1, "mina"));

        Assert.Same(state, AdmissionRules.Leave(state, new(new(user), place), Limits, _options, AtNoon));
    }

    [Fact]
    public void Overdue_slots_are_removed_and_counted_in_the_pace()
    {
        var state = With(Unclaimed(1, "mina"), Unclaimed(2, "jun"));

        var ended = AdmissionRules.EndOverdue(state, [Unclaimed(1, "mina")], Limits, _options, AfterSeconds(30));

        Assert.Equal(Unclaimed(2, "jun"), Assert.Single(ended.Slots).Value);
        Assert.Equal(1, ended.PaceCount);
    }

    [Fact]
    public void Ending_no_slot_changes_nothing()
    {
        var state = With(Unclaimed(1, "mina"));

        Assert.Same(state, AdmissionRules.EndOverdue(state, [], Limits, _options, AtNoon));
    }

    [Fact]
    public void A_slot_that_is_not_overdue_is_never_ended() =>
        Assert.Throws<InvariantException>(
            () => AdmissionRules.EndOverdue(With(Unclaimed(1, "mina")), [Unclaimed(1, "mina")], Limits, _options, AfterSeconds(29)));

    [Fact]
    public void The_pace_is_measured_over_at_least_a_minute_and_then_starts_anew()
    {
        var state = With(Unclaimed(1, "mina")) with { PaceCount = 29, PaceSince = TimeSpan.Zero };

        var early = AdmissionRules.Leave(state, new(new("mina"), 1), Limits, _options, AfterSeconds(59));
        var measured = AdmissionRules.Leave(state, new(new("mina"), 1), Limits, _options, AfterSeconds(60));

        Assert.Equal((0, 30), (early.AdmissionsPerSecond, early.PaceCount));
        Assert.Equal((0.5, 0, TimeSpan.FromSeconds(60)), (measured.AdmissionsPerSecond, measured.PaceCount, measured.PaceSince!.Value));
    }

    [Fact]
    public void The_pace_falls_when_fewer_slots_end()
    {
        var state = With(Unclaimed(1, "mina")) with { AdmissionsPerSecond = 1.5, PaceCount = 29, PaceSince = TimeSpan.Zero };

        Assert.Equal(0.5, AdmissionRules.Leave(state, new(new("mina"), 1), Limits, _options, AfterSeconds(60)).AdmissionsPerSecond);
    }

    [Fact]
    public void The_pace_is_at_least_what_the_lifetime_of_slots_guarantees()
    {
        var state = With(Unclaimed(1, "mina")) with { AdmissionsPerSecond = 1.5, PaceSince = TimeSpan.Zero };

        Assert.Equal(
            2 / 600.0, AdmissionRules.Leave(state, new(new("mina"), 1), Limits, _options, AfterSeconds(6_000)).AdmissionsPerSecond);
    }

    [Fact]
    public void The_pace_is_at_most_the_rate_that_the_operators_set()
    {
        var state = With(Unclaimed(1, "mina")) with { PaceCount = 90, PaceSince = TimeSpan.Zero };

        var measured = AdmissionRules.Leave(
            state, new(new("mina"), 1), Limits with { AdmissionsPerMinute = 30 }, _options, AfterSeconds(60));

        Assert.Equal(0.5, measured.AdmissionsPerSecond);
    }

    [Fact]
    public void Users_are_admitted_no_faster_than_the_rate_and_the_rest_wait_for_it()
    {
        _options.MaxActive = 100;
        var limits = Limits with { AdmissionsPerMinute = 30 };
        var line = Line([.. Enumerable.Range(1, 50).Select(n => $"u{n}")]);
        var state = new QueueState();
        for (var second = 0; second <= 20; second++)
        {
            state = Admit(state, line, limits, AfterSeconds(second));
            // One every two seconds, and one second of it may be caught up with.
            Assert.InRange(state.Slots.Count, second / 2, ((second + 1) / 2) + 1);
            Assert.InRange(AdmissionRules.NextByRate(state, line.WaitingCount, limits)!.Value.TotalSeconds, second, second + 2);
        }
    }

    [Fact]
    public void A_rate_that_was_raised_takes_effect_at_once()
    {
        _options.MaxActive = 100;
        var line = Line([.. Enumerable.Range(1, 50).Select(n => $"u{n}")]);
        var slow = Admit(new(), line, Limits with { AdmissionsPerMinute = 1 }, AtNoon);

        var raised = Limits with { AdmissionsPerMinute = 600 };
        var fast = AdmissionRules.ChangeRate(slow, raised, _options, AfterSeconds(2));
        for (var tenth = 20; tenth < 40; tenth++)
            fast = Admit(fast, line, raised, AfterSeconds(tenth / 10.0));

        Assert.Single(slow.Slots);
        Assert.InRange(fast.Slots.Count, 19, 31);
    }

    [Fact]
    public void Nobody_is_admitted_while_admission_is_stopped_and_departed_turns_are_still_passed_over()
    {
        var line = Line("mina", "jun");
        line.Depart(1);

        var state = Admit(new(), line, Limits with { IsStopped = true }, AtNoon);

        Assert.Empty(state.Slots);
        Assert.Equal(1, state.Watermark);
        Assert.Null(AdmissionRules.NextByRate(state, line.WaitingCount, new(2, 30, IsStopped: true)));
    }

    [Fact]
    public void Fewer_slots_than_before_end_none_and_admit_nobody_until_enough_have_ended()
    {
        var full = With(Unclaimed(1, "mina"), Unclaimed(2, "jun"));

        Assert.Same(full, Admit(full, LineAfter(full, "sora"), new(1), AtNoon));
    }

    [Fact]
    public void The_pace_is_at_most_one_full_room_a_second()
    {
        var state = With(Unclaimed(1, "mina")) with { PaceCount = 100_000, PaceSince = TimeSpan.Zero };

        Assert.Equal(2, AdmissionRules.Leave(state, new(new("mina"), 1), Limits, _options, AfterSeconds(60)).AdmissionsPerSecond);
    }

    private QueueState Admit(QueueState state, WaitingLine line, AdmissionLimits limits, QueueMoment now)
    {
        var bounds = new AddressBounds(null);
        return AdmissionRules.Admit(state, new(line, new(bounds), bounds, TimeSpan.MinValue), limits, _options, now).State;
    }

    private static WaitingLine Line(params string[] users) => LineAfter(new(), users);

    private static WaitingLine LineAfter(QueueState state, params string[] users)
    {
        var line = new WaitingLine(state.Watermark);
        foreach (var user in users) line.Append(new(new(user), 0, SeenAtSecond: 0, IsCalled: false));
        return line;
    }

    private static QueueState With(params Slot[] slots)
    {
        var state = new QueueState();
        return state with { Watermark = slots.Max(slot => slot.Place), Slots = state.Slots.AddRange(slots.Select(slot => KeyValuePair.Create(slot.Place, slot))) };
    }

    private Slot Unclaimed(long place, string user) => Slot.Give(new(place, new(new(user), place), 0, isSecondTurn: false), _options, AtNoon);

    private static Slot? Find(QueueState state, long place, string user, QueueMoment now) =>
        AdmissionRules.FindSlot(state, new(new(user), place), now);
}
