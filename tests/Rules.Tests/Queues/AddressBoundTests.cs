using static Concert.Queues.Moments;

namespace Concert.Queues;

/// <summary>Crowds of one address, and how much a turn of the queue decides.</summary>
public sealed class AddressBoundTests
{
    private readonly ARoom _room = new(new() { ClaimWindow = TimeSpan.FromMinutes(10) });

    [Fact]
    public void Of_one_address_no_more_than_its_bound_are_admitted_in_a_minute_and_the_next_get_the_slots()
    {
        _room.Bound(10);
        for (var n = 1; n <= 300; n++) _room.Join($"script-{n}", AtNoon, addressTag: 7);
        for (var n = 1; n <= 200; n++) _room.Join($"fan-{n}", AtNoon, addressTag: 100 + n);

        _room.Room.Admit(new(500), AtNoon);

        Assert.Equal(200, _room.Active.Count(user => user.StartsWith("fan", StringComparison.Ordinal)));
        Assert.Equal(10, _room.Active.Count(user => user.StartsWith("script", StringComparison.Ordinal)));
        Assert.Equal(AfterSeconds(60).Elapsed, _room.Room.NextByAddress(new(500)));
        _room.Room.Admit(new(500), AfterSeconds(59.9));
        Assert.Equal(210, _room.Room.State.Slots.Count);
    }

    [Theory]
    [InlineData(null, 999, 10)]
    [InlineData(null, 50_000, 500)]
    [InlineData(3, 50_000, 3)]
    [InlineData(40, 100, 40)]
    [InlineData(0, 50_000, null)]
    public void The_bound_grows_with_the_hall_unless_it_is_set(int? setting, int seatCount, int? bound) =>
        Assert.Equal(bound, new QueueOptions { AdmissionsPerAddressPerMinute = setting }.AdmissionsPerAddressOf(seatCount));

    [Fact]
    public void A_crowd_of_one_address_is_no_crowd_for_those_behind_it()
    {
        _room.Bound(10);
        for (var n = 1; n <= 300; n++) _room.Join($"script-{n}", AtNoon, addressTag: 7);
        _room.Room.Admit(new(20), AtNoon);
        _room.JoinAll(1, [.. Enumerable.Range(1, 11).Select(n => $"fan-{n}")]);
        _room.Room.Admit(new(20), AfterSeconds(1));

        // Ten of the address may be admitted within the next minute, before the fan who waits.
        Assert.Equal(11, _room.PositionOf("fan-11"));
        Assert.Equal((1L, 10L, 11L), (_room.PositionOf("script-11"), _room.PositionOf("script-20"), _room.PositionOf("script-21")));
        Assert.Equal(TimeSpan.FromSeconds(59), _room.Room.AddressWaitOf(_room.PlaceOf("script-11").Place, AfterSeconds(1)));
        Assert.Equal(TimeSpan.FromSeconds(119), _room.Room.AddressWaitOf(_room.PlaceOf("script-21").Place, AfterSeconds(1)));
        Assert.Equal(TimeSpan.Zero, _room.Room.AddressWaitOf(_room.PlaceOf("fan-11").Place, AfterSeconds(1)));
    }

    [Fact]
    public void An_address_that_has_room_again_is_admitted_by_turn()
    {
        _room.Bound(1);
        foreach (var user in new[] { "s1", "s2", "s3" }) _room.Join(new(user), AtNoon, addressTag: 7);
        _room.Room.Admit(new(5), AtNoon);
        foreach (var user in new[] { "s1", "s2", "s3" }) _room.Room.Claim(_room.PlaceOf(user), AtNoon);
        Assert.Equal(["s1"], _room.Active);

        _room.Room.Admit(new(5), AfterSeconds(60));
        Assert.Equal(["s1", "s2"], _room.Active);
        _room.Room.Admit(new(5), AfterSeconds(120));

        Assert.Equal(["s1", "s2", "s3"], _room.Active);
    }

    [Fact]
    public void A_restart_does_not_give_an_address_its_bound_anew()
    {
        _room.Bound(2);
        foreach (var user in new[] { "s1", "s2", "s3" }) _room.Join(new(user), AtNoon, addressTag: 7);
        _room.Room.Admit(new(5), AtNoon);
        _room.Restart(20);
        _room.See(20, "s3");

        _room.Room.Admit(new(5), _room.Now(59));
        Assert.Equal(["s1", "s2"], _room.Active);
        _room.Room.Admit(new(5), _room.Now(60));

        Assert.Contains("s3", _room.Active);
    }

    [Fact]
    public void A_clock_that_was_set_back_does_not_keep_an_address_out_for_longer()
    {
        _room.Bound(2);
        foreach (var user in new[] { "s1", "s2", "s3" }) _room.Join(user, _room.Now(600), addressTag: 7);
        _room.Room.Admit(new(5), _room.Now(600));
        _room.Restart(20);
        _room.See(20, "s3");

        _room.Room.Admit(new(5), _room.Now(79));
        Assert.DoesNotContain("s3", _room.Active);
        _room.Room.Admit(new(5), _room.Now(80));

        Assert.Contains("s3", _room.Active);
    }

    [Fact]
    public void A_crowd_in_front_of_the_line_that_is_gone_keeps_a_turn_of_the_queue_short()
    {
        _room.Bound(2_000);
        _room.JoinAll(0, "first");
        _room.Admit(0);
        for (var n = 1; n <= 1_500; n++) _room.Join($"s{n}", AtNoon, addressTag: 7);
        _room.Room.Claim(_room.PlaceOf("first"), AtNoon);
        _room.JoinAll(180, "fan");
        while (_room.Room.IsInFront(_room.PlaceOf("s1500")) is false) _room.Room.Admit(new(0, IsStopped: false) { MaxActive = 2 }, _room.Now(181));
        for (var n = 1; n <= 1_500; n++) _room.See(182, $"s{n}");
        _room.Leave(182, "fan");

        _room.Room.Admit(new(2), _room.Now(370));
        Assert.True(_room.Room.IsMoreDue);
        _room.Room.Admit(new(2), _room.Now(370));

        Assert.Equal((false, 0), (_room.Room.IsMoreDue, _room.Room.WaitingCount));
    }

    [Fact]
    public void A_turn_of_the_queue_decides_a_thousand_places_and_goes_on_with_the_rest()
    {
        _room.JoinAll(0, [.. Enumerable.Range(1, 1_500).Select(n => $"u{n}")]);

        _room.Room.Admit(new(2_000), AtNoon);
        Assert.Equal((1_000, true), (_room.Room.State.Slots.Count, _room.Room.IsMoreDue));
        _room.Room.Admit(new(2_000), AtNoon);

        Assert.Equal((1_500, false), (_room.Room.State.Slots.Count, _room.Room.IsMoreDue));
    }
}
