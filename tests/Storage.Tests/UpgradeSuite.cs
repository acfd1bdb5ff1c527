using Concert.Queues;

namespace Concert.Storage;

/// <summary>A database of an earlier release, brought up to date.</summary>
public abstract class UpgradeSuite<TDatabase> : StorageSuite<TDatabase>
    where TDatabase : ITestDatabase, new()
{
    private static readonly ConcertId Concert = new("c1");

    [Fact]
    public async Task Who_was_in_waited_or_had_left_does_so_still()
    {
        await GoBackToSlotsInTheStateAsync();
        await InsertPlaceAsync(1, "alice");
        await InsertPlaceAsync(2, "bob");
        await InsertPlaceAsync(3, "carol", departedAt: "2030-06-01 12:00:05");
        await InsertPlaceAsync(4, "dave");
        await InsertPlaceAsync(5, "erin");
        await InsertPlaceAsync(6, "frank", departedAt: "2030-06-01 12:00:06");
        await InsertStateAsync("""
            {"watermark":4,"slots":{
                "2":{"userId":"bob","place":2,"admittedAt":"2030-06-01T12:00:00.25+00:00","activeUntil":"2030-06-01T12:10:00.25+00:00","isClaimed":true},
                "4":{"userId":"dave","place":4,"admittedAt":"2030-06-01T12:00:07+00:00","activeUntil":"2030-06-01T12:10:07+00:00","isClaimed":false}},
            "admissionsPerSecond":1.5,"paceCount":2,"paceSince":"2030-06-01T12:00:00+00:00"}
            """);

        await ReopenAsync();

        var rows = await Storage.Places.ReadAsync(Concert, 0, 0);
        Assert.Equal(
            [PlaceStatus.Ended, PlaceStatus.Claimed, PlaceStatus.Departed, PlaceStatus.LetIn, PlaceStatus.Waiting, PlaceStatus.Departed],
            rows.Select(row => row.Status));
        var admitted = Noon.AddMilliseconds(250);
        Assert.Equal(new(new("bob"), 2, admitted, admitted.AddMinutes(10), IsClaimed: true), rows[1].Slot);
        Assert.Equal(new(new("dave"), 4, Noon.AddSeconds(7), Noon.AddSeconds(607), IsClaimed: false), rows[3].Slot);
        Assert.Equal((new QueueProgress(4, 1, 1.5), "8"), await KeptAsync());
    }

    [Fact]
    public async Task A_queue_in_which_nobody_is_any_more_goes_on_after_its_last_place()
    {
        await GoBackToSlotsInTheStateAsync();
        await InsertPlaceAsync(1, "alice");
        await InsertPlaceAsync(2, "bob", departedAt: "2030-06-01 12:00:05");
        await InsertStateAsync("""{"watermark":2,"slots":{},"admissionsPerSecond":0.5,"paceCount":0}""");

        await ReopenAsync();

        Assert.Equal((new QueueProgress(2, 2, 0.5), "8"), await KeptAsync());
        Assert.Equal([PlaceStatus.Ended, PlaceStatus.Departed], (await Storage.Places.ReadAsync(Concert, 0, 0)).Select(row => row.Status));
    }

    private async Task GoBackToSlotsInTheStateAsync()
    {
        foreach (var column in new[] { "status", "admitted_at", "active_until", "ended_at" })
            await Database.ExecuteAsync($"alter table queue_place drop column {column}");
        await Database.ExecuteAsync("delete from schema_version where version >= 3");
    }

    private Task InsertPlaceAsync(int place, string user, string? departedAt = null) => Database.ExecuteAsync(
        $"""
        insert into queue_place(concert_id, place, user_id, joined_at, departed_at)
        values ('c1', {place}, '{user}', '2030-06-01 11:59:00', {(departedAt is null ? "null" : $"'{departedAt}'")})
        """);

    private Task InsertStateAsync(string json) => Database.ExecuteAsync(
        $"insert into grain_state(service_id, grain_type, grain_key, state, version) values ('concert', 'queue', 'c1', '{json}', 7)");

    private async Task<(QueueProgress? Kept, string? ETag)> KeptAsync()
    {
        var state = new GrainState<QueueProgress>();
        await Storage.Grains.ReadStateAsync(StorageNames.Queue, GrainId.Create(StorageNames.Queue, Concert.Value), state);
        return (state.State, state.ETag);
    }
}
