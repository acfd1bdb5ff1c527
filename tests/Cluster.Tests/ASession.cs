using System.Collections.Immutable;
using Concert.CheckIns;
using Concert.Queues;
using Concert.Reservations;
using Concert.Seats;
using Concert.Wallets;

namespace Concert;

/// <summary>One user's session, with grain calls instead of HTTP: joins the queue, reserves, tops up, pays.</summary>
internal sealed class ASession(ConcertCluster cluster, UserId user, AConcert concert)
{
    private int _keyCount;
    private long _place;

    public UserId User => user;

    public IWalletGrain Wallet => cluster.Grains.GetGrain<IWalletGrain>(user.Value);

    public IReservationsGrain Reservations => cluster.Grains.GetGrain<IReservationsGrain>(user.Value);

    public ICheckInGrain CheckIns => cluster.Grains.GetGrain<ICheckInGrain>(user.Value);

    public IQueueGrain Queue => cluster.Grains.GetGrain<IQueueGrain>(concert.ConcertId.Value);

    public QueuePlace Place => new(user, _place);

    public async Task<QueueStanding> JoinAsync()
    {
        var entry = await Queue.Join(user);
        Assert.True(entry.IsGranted, entry.ToString());
        _place = entry.Value.Standing.Place;
        return entry.Value.Standing;
    }

    public Task<Outcome<ReservationView>> ReserveAsync(params string[] seats) => ReserveUnderAsync(NextKey(), seats);

    public Task<Outcome<ReservationView>> ReserveUnderAsync(string key, params string[] seats) =>
        Reservations.Reserve(new(
            concert.PerformanceId,
            [.. seats.Select(seat => new SeatId(seat))],
            null,
            new(concert.ConcertId, _place),
            new(key, string.Join(',', seats))));

    public Task<Outcome<ReservationView>> ReserveBestAsync(int quantity, string? section = null) =>
        Reservations.Reserve(new(
            concert.PerformanceId,
            ImmutableArray<SeatId>.Empty,
            new(quantity, section),
            new(concert.ConcertId, _place),
            new(NextKey(), $"best {quantity} {section}")));

    public Task<Outcome<ReservationView>> ChangeAsync(
        ReservationId reservation, string[]? add = null, string[]? drop = null, string? key = null) =>
        Reservations.Change(new(
            reservation,
            [.. (add ?? []).Select(seat => new SeatId(seat))],
            [.. (drop ?? []).Select(seat => new SeatId(seat))],
            new(key ?? NextKey(), $"change {string.Join(',', add ?? [])} {string.Join(',', drop ?? [])}")));

    public Task<Outcome<ChargeReceipt>> ChargeAsync(long amount, string? key = null) =>
        Wallet.Charge(new(new(amount), new(key ?? NextKey(), $"charge {amount}")));

    public Task<Outcome<PaymentReceipt>> PayAsync(ReservationId reservation, string? key = null) =>
        Wallet.Pay(new(reservation, new(key ?? NextKey(), $"pay {reservation}")));

    /// <summary>Under a key that follows from the reservation, as a client without figures pays.</summary>
    public Task<Outcome<PaymentReceipt>> PayChargingAsync(ReservationId reservation) =>
        Wallet.Pay(new(reservation, new($"pay-{reservation}", $"pay-charging {reservation}"), ChargeMissing: true));

    /// <summary>As the page pays: with what its user was shown, under a key that follows from all of it.</summary>
    public Task<Outcome<PaymentReceipt>> PayShownAsync(ReservationId reservation, long amount, long chargeAtMost)
    {
        var key = $"pay-{reservation}-{amount}-{chargeAtMost}";
        return Wallet.Pay(new(reservation, new(key, key), ChargeMissing: true, new Money(amount), new Money(chargeAtMost)));
    }

    public Task<Outcome<RefundReceipt>> RefundAsync(PaymentId payment, string? key = null) =>
        Wallet.Refund(new(payment, new(key ?? NextKey(), $"refund {payment}")));

    /// <summary>Joins the queue and holds seats; returns when the seat map shows them as held. Most tests start here.</summary>
    public async Task<ReservationView> HoldAsync(params string[] seats)
    {
        await JoinAsync();
        var reserved = await ReserveAsync(seats);
        Assert.True(reserved.IsGranted, reserved.ToString());
        foreach (var seat in seats) await cluster.EventuallyShownAsync(concert, seat, SeatStatus.Held);
        return reserved.Value;
    }

    private string NextKey() => $"key-{++_keyCount}";
}

/// <summary>A test's own concert: one performance with three sections.</summary>
internal sealed record AConcert(ConcertId ConcertId, PerformanceId PerformanceId);
