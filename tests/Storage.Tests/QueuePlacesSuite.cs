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

    private Task JoinAsync(long place, string user) => WriteAsync(Rows.Join(place, user));

    private Task WriteAsync(PlaceChange change) => Storage.Places.WriteAsync(Concert, change, _chain);

    private Task<StorageConflictException> RefusedAsync(PlaceChange change, AppendChain chain) =>
        Assert.ThrowsAsync<StorageConflictException>(() => Storage.Places.WriteAsync(Concert, change, chain));

    private Task<IReadOnlyList<PlaceRow>> ReadAsync(long watermark = 0, long endedThrough = 0) =>
        Storage.Places.ReadAsync(Concert, watermark, endedThrough, missedSince: Noon);
}
