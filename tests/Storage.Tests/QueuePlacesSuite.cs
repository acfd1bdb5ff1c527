namespace Concert.Storage;

public abstract class QueuePlacesSuite<TDatabase> : StorageSuite<TDatabase>
    where TDatabase : ITestDatabase, new()
{
    private static readonly ConcertId Concert = new("c1");

    private readonly AppendChain _chain = new();

    [Fact]
    public async Task Places_are_read_in_their_order_departed_ones_too()
    {
        await Task.WhenAll(Enumerable.Range(1, 300).Select(place => AppendAsync(place, $"user-{place}")));
        await Storage.Places.DepartAsync(Concert, 299, Noon);
        await ReopenAsync();

        var places = await Storage.Places.ReadAsync(Concert, afterPlace: 298);

        Assert.Equal(
            [Rows.Place(299, "user-299") with { DepartedAt = Noon }, Rows.Place(300, "user-300")],
            places);
        Assert.Empty(await Storage.Places.ReadAsync(new("c2"), afterPlace: 0));
    }

    [Fact]
    public async Task A_place_that_is_taken_or_leaves_a_gap_is_refused_and_breaks_its_chain()
    {
        await AppendAsync(1, "alice");
        var chain = new AppendChain();

        await Assert.ThrowsAsync<StorageConflictException>(
            () => Storage.Places.AppendAsync(Concert, Rows.Place(1, "bob"), chain));
        await Assert.ThrowsAsync<StorageConflictException>(
            () => Storage.Places.AppendAsync(Concert, Rows.Place(2, "carol"), chain));
        await Assert.ThrowsAsync<StorageConflictException>(
            () => Storage.Places.AppendAsync(Concert, Rows.Place(3, "dave"), new AppendChain()));

        Assert.Equal([Rows.Place(1, "alice")], await Storage.Places.ReadAsync(Concert, afterPlace: 0));
    }

    [Fact]
    public async Task Departing_twice_keeps_the_first_time()
    {
        await AppendAsync(1, "alice");
        await Storage.Places.DepartAsync(Concert, 1, Noon);

        await Storage.Places.DepartAsync(Concert, 1, Noon.AddHours(1));
        await Storage.Places.DepartAsync(Concert, 7, Noon);

        var place = Assert.Single(await Storage.Places.ReadAsync(Concert, afterPlace: 0));
        Assert.Equal(Noon, place.DepartedAt);
    }

    private Task AppendAsync(long place, string user) =>
        Storage.Places.AppendAsync(Concert, Rows.Place(place, user), _chain);
}
