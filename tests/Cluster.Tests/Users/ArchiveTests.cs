using Concert.Reservations;
using Concert.Seats;

namespace Concert.Users;

/// <summary>
/// A user who has made and ended so many reservations that the first ones have left memory. Whatever was true of them, and whatever
/// a command about them was answered, is the same before and after, and in the next activation.
/// </summary>
public sealed class ArchiveTests : OneConcertTests
{
    private const int LaterCount = UserWalletState.MaxEnded + 5;

    private ASession _user = null!;

    public override async ValueTask InitializeAsync()
    {
        // The tests make many reservations from one slot, most of them of one seat.
        _cluster.Reservations.MaxHoldsPerSlot = 0;
        _cluster.Reservations.SeatCooldown = TimeSpan.Zero;
        await base.InitializeAsync();
        _user = _cluster.User("mina", _concert);
        await _user.ChargeAsync(1_000_000, "charge");
        await _user.JoinAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_command_on_an_ended_reservation_is_answered_as_before(bool isActivatedAgain)
    {
        var released = (await _user.ReserveUnderAsync("released", "1-1-1")).Value!;
        await _user.Reservations.Release(released.ReservationId);
        var refunded = (await _user.ReserveUnderAsync("refunded", "1-1-2")).Value!;
        var payment = (await _user.PayAsync(refunded.ReservationId, "pay")).Value!;
        var refund = (await _user.RefundAsync(payment.PaymentId, "refund")).Value!;
        var expired = await ExpireAsync("1-1-3");
        var lost = await TombstoneAsync("lost");
        var before = await ViewsAsync(released, refunded, expired);
        await _user.JoinAsync();

        await EndManyAsync(isActivatedAgain);

        Assert.Equal(before, await ViewsAsync(released, refunded, expired));
        Assert.Equal(Shown(released), Shown((await _user.ReserveUnderAsync("released", "1-1-1")).Value!));
        Assert.Equal(new Refusal.IdempotencyKeyReused(), (await _user.ReserveUnderAsync("released", "1-1-2")).Refusal);
        Assert.Equal(payment, (await _user.PayAsync(refunded.ReservationId, "pay")).Value);
        Assert.Equal(refund, (await _user.RefundAsync(payment.PaymentId, "refund")).Value);
        Assert.Equal(ReservationStatus.Released, (await _user.Reservations.Release(released.ReservationId)).Value!.Status);
        Assert.Equal(new Refusal.ReservationReleased(), (await _user.PayAsync(released.ReservationId)).Refusal);
        Assert.Equal(new Refusal.PaymentNotFound(), (await _user.RefundAsync(Identifiers.Payment(released.ReservationId))).Refusal);
        Assert.Equal(new Refusal.AlreadyRefunded(), (await _user.PayAsync(refunded.ReservationId)).Refusal);
        Assert.Equal(new Refusal.AlreadyRefunded(), (await _user.RefundAsync(payment.PaymentId)).Refusal);
        Assert.Equal(new Refusal.AlreadyRefunded(), (await _user.Reservations.Release(refunded.ReservationId)).Refusal);
        Assert.Equal(new Refusal.ReservationExpired(), (await _user.Reservations.Release(expired.ReservationId)).Refusal);
        Assert.Equal(new Refusal.ReservationExpired(), (await _user.PayAsync(expired.ReservationId)).Refusal);
        Assert.Equal(new Refusal.ReservationNotFound(), (await _user.Reservations.Find(lost)).Refusal);
        Assert.Equal(new Refusal.ReservationExpired(), (await _user.ReserveUnderAsync("lost", "1-1-1")).Refusal);
        Assert.Equal(new Money(1_000_000), (await _user.Wallet.Read()).Balance);
        await _cluster.AuditAsync();
    }

    // The seat map resolves a seat that its reservation's end has not reached, however long ago that was.
    [Fact]
    public async Task A_seat_of_a_reservation_that_ended_long_ago_is_still_freed()
    {
        var released = (await _user.ReserveUnderAsync("released", "1-1-1")).Value!;
        using (_cluster.Faults.Fail(nameof(ISeatGrain.Free), $"{_concert.PerformanceId}/1-1-1")) await _user.Reservations.Release(released.ReservationId);
        Assert.Equal(SeatStatus.Held, await _cluster.Seat(_concert, "1-1-1").Read());
        await EndManyAsync(isActivatedAgain: true, seat: "1-1-2");

        var resolution = await _user.Reservations.Resolve(new(released.ReservationId, _concert.PerformanceId, [new("1-1-1")]));

        Assert.Equal(new ReservationResolution(ReservationStatus.Released, null), resolution);
        Assert.Equal(SeatStatus.Available, await _cluster.Seat(_concert, "1-1-1").Read());
    }

    [Fact]
    public async Task A_refund_of_a_payment_that_is_older_than_all_of_them_frees_its_seat()
    {
        var paid = (await _user.ReserveUnderAsync("paid", "1-1-1")).Value!;
        var payment = (await _user.PayAsync(paid.ReservationId)).Value!;
        await _cluster.EventuallyStatusAsync(_concert, "1-1-1", SeatStatus.Sold);
        await _user.JoinAsync();
        await EndManyAsync(isActivatedAgain: true, seat: "1-1-2");

        Assert.True((await _user.RefundAsync(payment.PaymentId)).IsGranted);

        Assert.Equal(SeatStatus.Available, await _cluster.Seat(_concert, "1-1-1").Read());
        Assert.Equal(ReservationStatus.Refunded, (await _user.Reservations.Find(paid.ReservationId)).Value!.Status);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_list_is_the_same_whatever_the_size_of_its_pages(bool isActivatedAgain)
    {
        var held = (await _user.ReserveUnderAsync("held", "1-1-1")).Value!;
        var made = await EndManyAsync(isActivatedAgain, seat: "1-1-2");
        await TombstoneAsync("lost");
        List<ReservationId> expected = [.. Enumerable.Reverse(made), held.ReservationId];

        foreach (var size in (int[])[1, 2, 7, UserWalletState.MaxEnded - 1, UserWalletState.MaxEnded, UserWalletState.MaxEnded + 1, 37, 38, 39, 100])
        {
            var listed = new List<ReservationView>();
            long? before = null;
            do
            {
                var page = await _user.Reservations.List(new(size, before));
                Assert.InRange(page.Items.Length, 1, size);
                listed.AddRange(page.Items);
                before = page.Next;
            }
            while (before is not null);

            Assert.Equal(expected, listed.Select(view => view.ReservationId));
            Assert.All(listed.SkipLast(1), view => Assert.Equal((ReservationStatus.Released, "1-1-2"), (view.Status, view.Seats.Single().SeatId.Value)));
            Assert.Equal(Shown(held), Shown(listed[^1]));
        }
    }

    [Fact]
    public async Task A_snapshot_does_not_grow_with_the_reservations_that_ended_and_the_audit_agrees_with_it()
    {
        await TombstoneAsync("lost");
        for (var n = 0; n < 100; n++) await ReserveAndReleaseAsync($"r-{n}", "1-1-1");
        await _cluster.Cluster.DeactivateAsync(_user.Wallet);

        Assert.Equal(UserWalletState.MaxEnded + 1, (await _user.Reservations.List(new(UserWalletState.MaxEnded + 1, null))).Items.Length);
        await ConcertCluster.EventuallyAsync(true, async () => (await ReadAsync()).Seq > 0, "A snapshot");
        var snapshot = await ReadAsync();
        Assert.InRange(snapshot.Seq, 128, 202);
        Assert.InRange(snapshot.Reservations.Length, UserWalletState.MaxEnded, UserWalletState.MaxEnded + 1);
        Assert.InRange(snapshot.Archived.Count, 30, 100);
        await _cluster.AuditAsync();

        Task<UserWalletSnapshot> ReadAsync() => WatchedSnapshots.ReadAsync(_cluster, _user.User);
    }

    private async Task<List<ReservationId>> EndManyAsync(bool isActivatedAgain, string seat = "1-2-1")
    {
        var made = new List<ReservationId>();
        for (var n = 0; n < LaterCount; n++) made.Add(await ReserveAndReleaseAsync($"later-{n}", seat));
        if (isActivatedAgain) await _cluster.Cluster.DeactivateAsync(_user.Wallet);
        return made;
    }

    private async Task<ReservationId> ReserveAndReleaseAsync(string key, string seat)
    {
        var reserved = await _user.ReserveUnderAsync(key, seat);
        Assert.True(reserved.IsGranted, reserved.ToString());
        Assert.True((await _user.Reservations.Release(reserved.Value.ReservationId)).IsGranted);
        return reserved.Value.ReservationId;
    }

    private async Task<ReservationView> ExpireAsync(string seat)
    {
        await _user.JoinAsync();
        var reserved = (await _user.ReserveUnderAsync("expired", seat)).Value!;
        await _cluster.EventuallyShownAsync(_concert, seat, SeatStatus.Held);
        await _cluster.AdvanceAsync(TimeSpan.FromMinutes(5));
        await _cluster.EventuallyStatusAsync(_concert, seat, SeatStatus.Available);
        return reserved;
    }

    private async Task<ReservationId> TombstoneAsync(string key)
    {
        var id = Identifiers.Reservation(_user.User, key);
        Assert.Equal(ReservationStatus.Expired, (await _user.Reservations.Resolve(new(id, _concert.PerformanceId, []))).Status);
        return id;
    }

    private async Task<List<string>> ViewsAsync(params ReservationView[] reservations)
    {
        var views = new List<string>();
        foreach (var reservation in reservations) views.Add(Shown((await _user.Reservations.Find(reservation.ReservationId)).Value!));
        return views;
    }

    private static string Shown(ReservationView view) => $"{view with { Seats = [] }} {string.Join(' ', view.Seats)}";
}
