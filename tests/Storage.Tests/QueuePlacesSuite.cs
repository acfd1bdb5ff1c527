using Concert.Queues;

namespace Concert.Storage;

public abstract class QueuePlacesSuite<TDatabase> : StorageSuite<TDatabase>
    where TDatabase : ITestDatabase, new()
{
    private static readonly ConcertId Concert = new("c1");

    private readonly AppendChain _chain = new();

    [Fact]
    public async Task Places_are_read_in_order_including_departed_ones()
    {
        await Task.WhenAll(Enumerable.Range(1, 300).Select(place => JoinAsync(place, $"user-{place}")));
        await WriteAsync(PlaceChange.Depart(299, new("user-299"), Noon));
        await ReopenAsync();

        var places = await ReadAsync(watermark: 298);

        Assert.Equal(
            [Rows.Place(299, "user-299") with { Status = PlaceStatus.Departed, DepartedAt = Noon }, Rows.Place(300, "user-300")],
            places);
        Assert.Empty(await Storage.Places.ReadAsync(new("c2"), 0, 0, Noon));
    }

    [Fact]
    public async Task A_place_is_read_back_after_every_step()
    {
        var slot = Rows.Slot(1, "alice");
        await JoinAsync(1, "alice");

        await WriteAsync(PlaceChange.Admit(slot));
        var admitted = Rows.Place(1, "alice") with { Status = PlaceStatus.Admitted, AdmittedAt = Noon, ActiveUntil = Noon.AddMinutes(10) };
        Assert.Equal([admitted], await ReadAsync());

        await WriteAsync(PlaceChange.Claim(slot, Noon.AddSeconds(3)));
        var claimed = admitted with { Status = PlaceStatus.Claimed, ClaimedAt = Noon.AddSeconds(3) };
        Assert.Equal([claimed], await ReadAsync());

        await WriteAsync(PlaceChange.End(slot with { IsClaimed = true }, Noon.AddMinutes(1)));
        Assert.Equal([claimed with { Status = PlaceStatus.Ended, EndedAt = Noon.AddMinutes(1) }], await ReadAsync());
    }

    [Fact]
    public async Task A_place_that_misses_its_turn_and_comes_back_is_read_back_after_every_step()
    {
        var slot = Rows.Slot(1, "alice");
        await WriteAsync(PlaceChange.Join(1, new("alice"), Noon, addressTag: -7, callMe: true));
        var waiting = PlaceRow.Joined(1, new("alice"), Noon) with { AddressTag = -7, IsCalled = true };
        Assert.Equal([waiting], await ReadAsync());

        await WriteAsync(PlaceChange.PassOver(new(new("alice"), 1), Noon.AddSeconds(1)));
        var passed = waiting with { PassedOverAt = Noon.AddSeconds(1) };
        Assert.Equal([passed], await ReadAsync(watermark: 1));

        await WriteAsync(PlaceChange.Admit(slot));
        await WriteAsync(PlaceChange.End(slot, Noon.AddSeconds(30), isMissed: true));
        var missed = passed with
        {
            Status = PlaceStatus.Ended,
            AdmittedAt = Noon,
            ActiveUntil = Noon.AddMinutes(10),
            EndedAt = Noon.AddSeconds(30),
            MissedAt = Noon.AddSeconds(30),
        };
        Assert.Equal([missed], await ReadAsync(watermark: 1, missedSince: Noon.AddSeconds(29)));
        Assert.Empty(await ReadAsync(watermark: 1, missedSince: Noon.AddSeconds(30)));
        Assert.Equal((1L, 0L, 1L), await TotalsAsync());

        await WriteAsync(PlaceChange.Return(new(new("alice"), 1), callMe: false, Noon.AddSeconds(40)));
        var returned = missed with { Status = PlaceStatus.Waiting, ReturnedAt = Noon.AddSeconds(40), IsCalled = false };
        Assert.Equal([returned], await ReadAsync(watermark: 1));

        var second = slot with { AdmittedAt = Noon.AddSeconds(50), ActiveUntil = Noon.AddMinutes(11), IsSecondTurn = true };
        await WriteAsync(PlaceChange.Admit(second));
        await WriteAsync(PlaceChange.Claim(second, Noon.AddSeconds(51)));
        Assert.Equal(
            [returned with { Status = PlaceStatus.Claimed, AdmittedAt = Noon.AddSeconds(50), ActiveUntil = Noon.AddMinutes(11), ClaimedAt = Noon.AddSeconds(51) }],
            await ReadAsync(watermark: 1));
        Assert.Equal((1L, 1L, 1L), await TotalsAsync());
    }

    // An outdated activation knows the first turn only: it must neither end the second one, nor give a third.
    [Fact]
    public async Task Steps_of_the_first_turn_are_refused_once_the_user_has_come_back()
    {
        var (slot, place) = (Rows.Slot(1, "alice"), new QueuePlace(new("alice"), 1));
        await JoinAsync(1, "alice");
        await WriteAsync(PlaceChange.Admit(slot));
        await WriteAsync(PlaceChange.End(slot, Noon.AddSeconds(30), isMissed: true));
        await WriteAsync(PlaceChange.Return(place, callMe: null, Noon.AddSeconds(40)));
        await RefusedAsync(PlaceChange.Admit(slot), new());
        await RefusedAsync(PlaceChange.Depart(1, new("alice"), Noon), new());
        var second = slot with { IsSecondTurn = true };
        await WriteAsync(PlaceChange.Admit(second));
        await RefusedAsync(PlaceChange.End(slot, Noon.AddSeconds(60)), new());
        await RefusedAsync(PlaceChange.Claim(slot, Noon.AddSeconds(60)), new());

        await WriteAsync(PlaceChange.End(second, Noon.AddSeconds(70)));

        await RefusedAsync(PlaceChange.Return(place, callMe: null, Noon.AddSeconds(80)), new());
        Assert.Equal(PlaceStatus.Ended, (await ReadAsync()).Single().Status);
    }

    [Fact]
    public async Task The_wish_to_be_called_changes_alone_and_stays_in_all_other_steps()
    {
        await JoinAsync(1, "alice");
        await WriteAsync(PlaceChange.Call(new(new("alice"), 1), callMe: true, Noon));
        Assert.True((await ReadAsync()).Single().IsCalled);

        await WriteAsync(PlaceChange.Admit(Rows.Slot(1, "alice")));

        Assert.True((await ReadAsync()).Single().IsCalled);
    }

    // Joined, asked to be called, passed over, admitted: one row of one batch.
    [Fact]
    public async Task The_steps_in_front_of_the_line_may_be_written_at_once()
    {
        var place = new QueuePlace(new("alice"), 1);

        await Task.WhenAll(
            JoinAsync(1, "alice"),
            WriteAsync(PlaceChange.Call(place, callMe: true, Noon)),
            WriteAsync(PlaceChange.PassOver(place, Noon)),
            WriteAsync(PlaceChange.Admit(Rows.Slot(1, "alice"))),
            WriteAsync(PlaceChange.End(Rows.Slot(1, "alice"), Noon.AddSeconds(30), isMissed: true)),
            WriteAsync(PlaceChange.Return(place, callMe: null, Noon.AddSeconds(31))));

        var row = (await ReadAsync()).Single();
        Assert.Equal((PlaceStatus.Waiting, true, Noon, Noon.AddSeconds(31)), (row.Status, row.IsCalled, row.PassedOverAt, row.ReturnedAt));
    }

    [Fact]
    public async Task Below_the_watermark_only_places_with_a_slot_are_read()
    {
        for (var place = 1; place <= 6; place++) await JoinAsync(place, $"user-{place}");
        foreach (var place in new[] { 1, 2, 4 }) await WriteAsync(PlaceChange.Admit(Rows.Slot(place, $"user-{place}")));
        await WriteAsync(PlaceChange.Depart(3, new("user-3"), Noon));
        await WriteAsync(PlaceChange.End(Rows.Slot(2, "user-2"), Noon));

        Assert.Equal([1L, 4, 5, 6], (await ReadAsync(watermark: 4)).Select(row => row.Place));
        Assert.Equal([4L, 5, 6], (await ReadAsync(watermark: 4, endedThrough: 1)).Select(row => row.Place));
    }

    [Fact]
    public async Task A_place_that_exists_or_leaves_a_gap_is_refused_and_breaks_its_chain()
    {
        await JoinAsync(1, "alice");
        var chain = new AppendChain();

        await RefusedAsync(Rows.Join(1, "bob"), chain);
        await RefusedAsync(Rows.Join(2, "carol"), chain);
        await RefusedAsync(Rows.Join(3, "dave"), new());

        Assert.Equal([Rows.Place(1, "alice")], await ReadAsync());
    }

    // Another activation of the queue was first: the later one must learn of it and stop.
    [Fact]
    public async Task A_step_from_another_status_is_refused_and_breaks_its_chain()
    {
        var slot = Rows.Slot(1, "alice");
        await JoinAsync(1, "alice");
        await WriteAsync(PlaceChange.Admit(slot));
        await WriteAsync(PlaceChange.Claim(slot, Noon));
        var before = await ReadAsync();
        var chain = new AppendChain();

        await RefusedAsync(PlaceChange.Admit(slot), new());
        await RefusedAsync(PlaceChange.Depart(1, new("alice"), Noon), new());
        await RefusedAsync(PlaceChange.Claim(slot, Noon), new());
        await RefusedAsync(PlaceChange.Admit(Rows.Slot(7, "nobody")), new());
        await RefusedAsync(PlaceChange.End(slot, Noon), chain);
        await RefusedAsync(Rows.Join(2, "bob"), chain);

        Assert.Equal(before, await ReadAsync());
    }

    [Fact]
    public async Task All_steps_of_a_place_may_be_written_at_once()
    {
        var slot = Rows.Slot(1, "alice");

        await Task.WhenAll(
            JoinAsync(1, "alice"),
            WriteAsync(PlaceChange.Admit(slot)),
            WriteAsync(PlaceChange.Claim(slot, Noon)),
            JoinAsync(2, "bob"),
            WriteAsync(PlaceChange.End(slot with { IsClaimed = true }, Noon)),
            WriteAsync(PlaceChange.Depart(2, new("bob"), Noon)));

        Assert.Equal([PlaceStatus.Ended, PlaceStatus.Departed], (await ReadAsync()).Select(row => row.Status));
    }

    [Fact]
    public async Task Departed_places_are_removed_by_their_range_and_the_figures_stay()
    {
        await DepartedAsync();
        var (places, totals) = (await ReadAsync(), await Storage.Places.CountAsync(Concert));
        var departed = await FindAsync(0, 9);

        await Storage.Places.RemoveDepartedAsync(Concert, 0, departed);

        // One waits in front of the line, one had a slot before it departed, and one is the highest.
        Assert.Equal(new DepartedPlaces(4, 6), departed);
        Assert.Equal([1L, 4, 7, 8], (await ReadAsync()).Select(row => row.Place));
        Assert.Equal(places.Where(row => row.Place is 1 or 4 or 7 or 8), await ReadAsync());
        Assert.Equal((totals, 6L), (await Storage.Places.CountAsync(Concert), totals.Departed));
        Assert.Equal(new DepartedPlaces(0, 0), await FindAsync(0, 9));
    }

    [Fact]
    public async Task Departed_places_outside_the_range_and_beyond_the_limit_are_not_found()
    {
        await DepartedAsync();

        Assert.Equal(new DepartedPlaces(2, 5), await FindAsync(2, 5));
        Assert.Equal(new DepartedPlaces(3, 5), await FindAsync(0, 9, limit: 3));
        Assert.Equal(new DepartedPlaces(0, 0), await FindAsync(6, 9));
        Assert.Equal(new DepartedPlaces(0, 0), await Storage.Places.FindDepartedAsync(new("c2"), 0, 9, 10));
    }

    // A place in front of the line may depart between the count and the deletion.
    [Fact]
    public async Task No_more_places_are_removed_than_were_counted()
    {
        await DepartedAsync();
        var departed = await FindAsync(2, 5);
        await WriteAsync(PlaceChange.Depart(4, new("user-4"), Noon));

        await Storage.Places.RemoveDepartedAsync(Concert, 2, departed);

        Assert.Equal([1L, 2, 5, 6, 7, 8], (await ReadAsync()).Select(row => row.Place));
    }

    // An activation that was replaced does not know that the place was given. Its row is gone, and the row before it is there.
    [Fact]
    public async Task A_place_that_was_given_and_removed_is_not_given_again()
    {
        await DepartedAsync();
        await Storage.Places.RemoveDepartedAsync(Concert, 0, await FindAsync(0, 9));

        await RefusedAsync(Rows.Join(2, "stale"), new());
        await RefusedAsync(Rows.Join(5, "stale"), new());
        await RefusedAsync(Rows.Join(10, "gap"), new());
        await JoinAsync(9, "next");

        Assert.Equal([1L, 4, 7, 8, 9], (await ReadAsync()).Select(row => row.Place));
    }

    [Fact]
    public async Task The_first_place_is_not_given_again_after_it_was_removed()
    {
        await JoinAsync(1, "user-1");
        await WriteAsync(PlaceChange.Depart(1, new("user-1"), Noon));
        await JoinAsync(2, "user-2");
        await Storage.Places.RemoveDepartedAsync(Concert, 0, await FindAsync(0, 2));

        await RefusedAsync(Rows.Join(1, "stale"), new());

        Assert.Equal([2L], (await ReadAsync()).Select(row => row.Place));
    }

    // Of eight places 2, 3, 5, 6 and 8 departed while they waited, 6 of them in front of the line; 7 had a slot, came back and departed.
    private async Task DepartedAsync()
    {
        for (var place = 1; place <= 8; place++) await JoinAsync(place, $"user-{place}");
        var slot = Rows.Slot(7, "user-7");
        await WriteAsync(PlaceChange.Admit(Rows.Slot(1, "user-1")));
        await WriteAsync(PlaceChange.PassOver(new(new("user-4"), 4), Noon));
        await WriteAsync(PlaceChange.PassOver(new(new("user-6"), 6), Noon));
        await WriteAsync(PlaceChange.Admit(slot));
        await WriteAsync(PlaceChange.End(slot, Noon, isMissed: true));
        await WriteAsync(PlaceChange.Return(new(new("user-7"), 7), callMe: null, Noon));
        foreach (var place in new[] { 2, 3, 5, 6, 7, 8 }) await WriteAsync(PlaceChange.Depart(place, new($"user-{place}"), Noon, isSecondTurn: place == 7));
    }

    private Task<DepartedPlaces> FindAsync(long after, long through, int limit = 10) =>
        Storage.Places.FindDepartedAsync(Concert, after, through, limit);

    private Task JoinAsync(long place, string user) => WriteAsync(Rows.Join(place, user));

    private Task WriteAsync(PlaceChange change) => Storage.Places.WriteAsync(Concert, change, _chain);

    private Task<StorageConflictException> RefusedAsync(PlaceChange change, AppendChain chain) =>
        Assert.ThrowsAsync<StorageConflictException>(() => Storage.Places.WriteAsync(Concert, change, chain));

    private Task<IReadOnlyList<PlaceRow>> ReadAsync(long watermark = 0, long endedThrough = 0, DateTimeOffset? missedSince = null) =>
        Storage.Places.ReadAsync(Concert, watermark, endedThrough, missedSince ?? Noon);

    private async Task<(long Admitted, long Claimed, long ExpiredUnclaimed)> TotalsAsync()
    {
        var totals = await Storage.Places.CountAsync(Concert);
        return (totals.Admitted, totals.Claimed, totals.ExpiredUnclaimed);
    }
}
