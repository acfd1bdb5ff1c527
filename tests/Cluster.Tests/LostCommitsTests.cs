using Concert.Reservations;
using Concert.Seats;

namespace Concert;

/// <summary>The database fails over to a replica that lacks the last commits, and the silos go on: their memory is ahead of it.</summary>
public sealed class LostCommitsTests : OneConcertTests
{
    [Fact]
    public async Task A_seat_whose_hold_was_lost_is_offered_and_sold_again()
    {
        var user = _cluster.User("mina", _concert);
        await user.HoldAsync("1-1-1");
        // The seat reports its hold without waiting: the report must not arrive after the sweep.
        await _cluster.EventuallyShownAsync(_concert, "1-1-1", SeatStatus.Held);
        await LoseAsync("grain_state", $"grain_type = 'seat' and grain_key = '{SeatKey.Of(_concert.PerformanceId, new("1-1-1"))}'");
        await LoseAsync("user_journal", $"user_id = '{user.User}'");
        await LoseAsync("reservation", $"user_id = '{user.User}'");
        await _cluster.Cluster.DeactivateAsync(user.Wallet);

        await _cluster.AdvanceAsync(HoldWatch.SweepPeriod);

        await _cluster.EventuallyShownAsync(_concert, "1-1-1", SeatStatus.Available);
        await _cluster.EventuallyStatusAsync(_concert, "1-1-1", SeatStatus.Available);
        var next = _cluster.User("next", _concert);
        await next.ChargeAsync(50_000);
        var reservation = await next.HoldAsync("1-1-1");
        Assert.True((await next.PayAsync(reservation.ReservationId)).IsGranted);
        await _cluster.EventuallyShownAsync(_concert, "1-1-1", SeatStatus.Sold);
    }

    [Fact]
    public async Task A_seat_whose_sale_was_lost_is_held_again_and_free_at_the_end_of_the_hold()
    {
        var user = _cluster.User("mina", _concert);
        await user.ChargeAsync(50_000);
        var reservation = await user.HoldAsync("1-1-1");
        var seat = $"grain_type = 'seat' and grain_key = '{SeatKey.Of(_concert.PerformanceId, new("1-1-1"))}'";
        await _cluster.ExecuteAsync($"create table held as select state, version from grain_state where {seat}");
        await user.PayAsync(reservation.ReservationId);
        await _cluster.EventuallyShownAsync(_concert, "1-1-1", SeatStatus.Sold);

        await _cluster.ExecuteAsync($"update grain_state set (state, version) = (select state, version from held) where {seat}");
        await LoseAsync("user_journal", $"user_id = '{user.User}' and kind = 'paid'");
        await _cluster.ExecuteAsync($"update reservation set status = 'Held' where user_id = '{user.User}'");
        await _cluster.Cluster.DeactivateAsync(user.Wallet);
        await _cluster.AdvanceAsync(HoldWatch.SweepPeriod);

        await _cluster.EventuallyShownAsync(_concert, "1-1-1", SeatStatus.Held);
        Assert.Equal(new Money(50_000), (await user.Wallet.Read()).Balance);
        await _cluster.AdvanceAsync(TimeSpan.FromMinutes(5));
        await _cluster.EventuallyStatusAsync(_concert, "1-1-1", SeatStatus.Available);
        await _cluster.EventuallyShownAsync(_concert, "1-1-1", SeatStatus.Available);
        Assert.Equal(ReservationStatus.Expired, (await user.Reservations.Find(reservation.ReservationId)).Value!.Status);
    }

    [Fact]
    public async Task A_seat_in_memory_whose_row_is_gone_decides_its_next_step_by_the_database()
    {
        var user = _cluster.User("mina", _concert);
        var reservation = await user.HoldAsync("1-1-1");
        var seat = _cluster.Seat(_concert, "1-1-1");
        await LoseAsync("grain_state", $"grain_type = 'seat' and grain_key = '{SeatKey.Of(_concert.PerformanceId, new("1-1-1"))}'");

        await seat.Free(reservation.ReservationId);

        Assert.Equal(SeatStatus.Available, await seat.Read());
        Assert.True((await seat.Hold(new(new("r_next"), new("u_next"), "attempt", ConcertCluster.Noon.AddMinutes(5)))).IsGranted);
    }

    [Fact]
    public async Task A_wallet_in_memory_whose_rows_are_gone_writes_nothing_more_and_the_next_activation_reads_the_database()
    {
        var user = _cluster.User("mina", _concert);
        foreach (var amount in new[] { 50_000, 10_000, 1_000 }) await user.ChargeAsync(amount);
        await LoseAsync("user_journal", $"user_id = '{user.User}' and seq > 1");

        await Assert.ThrowsAsync<UnavailableException>(() => user.ChargeAsync(100, "the-key"));

        Assert.Equal(new Money(50_100), (await user.ChargeAsync(100, "the-key")).Value!.Balance);
    }

    private Task LoseAsync(string table, string rows) => _cluster.ExecuteAsync($"delete from {table} where {rows}");
}
