using Concert.Reservations;
using Concert.Users;

namespace Concert.Storage;

/// <summary>Each booking number names one reservation, for ever.</summary>
public abstract class BookingNumbersSuite<TDatabase> : StorageSuite<TDatabase>
    where TDatabase : ITestDatabase, new()
{
    private readonly AppendChain _chain = new();

    [Fact]
    public async Task No_two_reservations_share_a_booking_number()
    {
        await Storage.Journal.AppendAsync(Numbered("alice", 1, "r1", "7KQM4X2P"), _chain);

        await RefusedAsync(Numbered("bob", 1, "r2", "7KQM4X2P"), new());
        await Storage.Journal.AppendAsync(Rows.ReservationStep("alice", 2, "r1", ReservationStatus.Released, "p1", "1-1-1"), _chain);
        // Not even after the first one ended: a ticket that was printed must not name another reservation.
        await RefusedAsync(Numbered("bob", 1, "r2", "7KQM4X2P"), new());

        Assert.Equal(0L, await Database.ScalarAsync("select count(*) from reservation where reservation_id = 'r2'"));
        Assert.Equal("7KQM4X2P", await Database.ScalarAsync("select number from reservation where reservation_id = 'r1'"));
        await Storage.Journal.AppendAsync(Numbered("bob", 1, "r2", "7KQM4X2Q"), new());
    }

    [Fact]
    public async Task Of_two_reservations_of_one_batch_with_the_same_number_one_is_made_and_their_neighbors_are_too()
    {
        var arrived = Storage.Store.PauseNext();
        var first = Storage.Journal.AppendAsync(Rows.Charge("zoe", 1), new());
        await arrived;
        Task[] neighbors =
        [
            Storage.Journal.AppendAsync(Rows.Charge("adam", 1), new()),
            Storage.Journal.AppendAsync(Numbered("carol", 1, "r3", "22222222"), new()),
        ];
        var rivals = new[] { Numbered("alice", 1, "r1", "7KQM4X2P"), Numbered("bob", 1, "r2", "7KQM4X2P") }
            .Select(async row => await Record.ExceptionAsync(() => Storage.Journal.AppendAsync(row, new())))
            .ToList();
        Storage.Store.Release();
        await Task.WhenAll([first, .. neighbors]);

        Assert.IsType<StorageConflictException>(Assert.Single((await Task.WhenAll(rivals)).OfType<Exception>()));
        Assert.Equal(1L, await Database.ScalarAsync("select count(*) from reservation where number = '7KQM4X2P'"));
        Assert.Equal("r3", await Database.ScalarAsync("select reservation_id from reservation where number = '22222222'"));
    }

    [Fact]
    public async Task A_reservation_is_found_by_its_number_and_by_its_id_whatever_its_status()
    {
        var bookings = Storage.Bookings;
        await Storage.Journal.AppendAsync(Numbered("alice", 1, "r1", "7KQM4X2P"), _chain);
        await Storage.Journal.AppendAsync(Rows.ReservationStep("alice", 2, "r1", ReservationStatus.Paid, "p1", "1-1-1"), _chain);
        await Storage.Journal.AppendAsync(Rows.Tombstone("alice", 3, "r9", "p1"), _chain);

        var found = (await bookings.FindByNumberAsync("7KQM4X2P"))!;

        Assert.Equal(("r1", "alice", "p1", "7KQM4X2P"), (found.ReservationId.Value, found.UserId.Value, found.PerformanceId.Value, found.Number));
        Assert.Equal(["1-1-1"], found.SeatIds.Select(seat => seat.Value));
        Assert.Equal("7KQM4X2P", (await bookings.FindAsync(new("r1")))!.Number);
        Assert.Null(await bookings.FindByNumberAsync("22222222"));
        Assert.Null(await bookings.FindAsync(new("r9")));
    }

    private static JournalRow Numbered(string user, long seq, string reservation, string number)
    {
        var row = Rows.ReservationStep(user, seq, reservation, ReservationStatus.Held, "p1", "1-1-1");
        return row with { Reservation = row.Reservation! with { Number = number } };
    }

    private async Task RefusedAsync(JournalRow row, AppendChain chain) =>
        await Assert.ThrowsAsync<StorageConflictException>(() => Storage.Journal.AppendAsync(row, chain));
}
