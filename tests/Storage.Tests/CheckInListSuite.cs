using Concert.CheckIns;
using Concert.Reservations;
using Concert.Users;

namespace Concert.Storage;

/// <summary>What doors fetch in advance: each reservation of a performance that is or was paid, once, with the tickets that were used.</summary>
public abstract class CheckInListSuite<TDatabase> : StorageSuite<TDatabase>
    where TDatabase : ITestDatabase, new()
{
    private readonly AppendChain _chain = new();
    private long _seq;

    [Fact]
    public async Task Paid_and_refunded_reservations_of_the_performance_are_listed_and_no_others()
    {
        await StepsAsync("r1", "p1", ReservationStatus.Held, ReservationStatus.Paid);
        await StepsAsync("r2", "p1", ReservationStatus.Held, ReservationStatus.Paid, ReservationStatus.Refunded);
        await StepsAsync("r3", "p1", ReservationStatus.Held);
        await StepsAsync("r4", "p1", ReservationStatus.Held, ReservationStatus.Released);
        await StepsAsync("r5", "p2", ReservationStatus.Held, ReservationStatus.Paid);
        await Storage.Journal.AppendAsync(Rows.Tombstone("alice", ++_seq, "r6", "p1"), _chain);

        var page = await Storage.Bookings.ListPaidAsync(new("p1"), null, 10);

        Assert.Equal([("r1", (int?)1), ("r2", null)], page.Items.Select(item => (item.ReservationId.Value, item.TicketVersion)));
        Assert.Equal(["1-1-1", "1-1-2"], page.Items[0].SeatIds.Select(seat => seat.Value));
        Assert.Null(page.Through);
    }

    [Fact]
    public async Task Used_tickets_are_listed_with_the_time_of_the_scan_whether_it_was_reported_at_once_or_later()
    {
        await StepsAsync("r1", "p1", ReservationStatus.Held, ReservationStatus.Paid);
        await StepsAsync("r2", "p1", ReservationStatus.Held, ReservationStatus.Paid);
        await CheckInAsync("r1", "1-1-2", "gate-2", scannedAt: Rows.Noon.AddMinutes(-20));
        await CheckInAsync("r1", "1-1-1", "gate-1", scannedAt: null);
        var reportedAt = Rows.Noon.AddMicroseconds(_seq);

        var page = await Storage.Bookings.ListPaidAsync(new("p1"), null, 10);

        Assert.Equal(
            [new(new("1-1-1"), reportedAt, "gate-1"), new TicketUse(new("1-1-2"), Rows.Noon.AddMinutes(-20), "gate-2")],
            page.Items[0].Uses.OrderBy(use => use.SeatId.Value));
        Assert.Empty(page.Items[1].Uses);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public async Task The_pages_have_every_reservation_once_and_the_last_one_says_so(int limit)
    {
        var ids = Enumerable.Range(1, 7).Select(number => $"r{number}").ToArray();
        foreach (var id in ids)
        {
            await StepsAsync(id, "p1", ReservationStatus.Held, ReservationStatus.Paid);
            await CheckInAsync(id, "1-1-1", "gate-1", scannedAt: null);
            await CheckInAsync(id, "1-1-2", "gate-1", scannedAt: null);
        }

        var (read, after) = (new List<string>(), (ReservationId?)null);
        do
        {
            var page = await Storage.Bookings.ListPaidAsync(new("p1"), after, limit);
            Assert.InRange(page.Items.Length, 1, limit);
            Assert.All(page.Items, item => Assert.Equal(2, item.Uses.Length));
            read.AddRange(page.Items.Select(item => item.ReservationId.Value));
            after = page.Through;
        }
        while (after is not null);

        Assert.Equal(ids, read);
    }

    private async Task StepsAsync(string reservation, string performance, params ReservationStatus[] steps)
    {
        foreach (var status in steps)
            await Storage.Journal.AppendAsync(
                Rows.ReservationStep("alice", ++_seq, reservation, status, performance, "1-1-1", "1-1-2"), _chain);
    }

    private Task CheckInAsync(string reservation, string seat, string door, DateTimeOffset? scannedAt)
    {
        var row = Rows.ReservationStep("alice", ++_seq, reservation, ReservationStatus.Paid, "p1", "1-1-1", "1-1-2");
        var e = new UserWalletEvent.CheckedIn(new(reservation), new(seat), door, $"{door}/{_seq}", row.At, scannedAt);
        return Storage.Journal.AppendAsync(row with { Kind = EventKinds.CheckedIn, Body = UserWalletJson.Write(e) }, _chain);
    }
}
