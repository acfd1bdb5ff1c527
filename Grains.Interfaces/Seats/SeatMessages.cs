using System.Collections.Immutable;

namespace Concert.Seats;

/// <summary>The status of a seat.</summary>
[GenerateSerializer, Alias("SeatStatus")]
public enum SeatStatus : byte
{
    Available = 0,
    Held = 1,
    Sold = 2,
}

/// <summary>The key of a seat's grain and row: <c>performance/seat</c>. All seats of a performance share a prefix.</summary>
public static class SeatKey
{
    public static string Of(PerformanceId performance, SeatId seat) => $"{performance.Value}/{seat.Value}";

    public static (PerformanceId Performance, SeatId Seat) Parse(string key)
    {
        var slash = key.LastIndexOf('/');
        return (new(key[..slash]), new(key[(slash + 1)..]));
    }
}

/// <param name="Attempt">The attempt of that reservation: withdrawing one attempt must not undo another.</param>
/// <param name="Until">The exclusive end, decided by the user's grain.</param>
[GenerateSerializer, Immutable, Alias("SeatHold")]
public sealed record SeatHold(
    [property: Id(0)] ReservationId ReservationId,
    [property: Id(1)] UserId UserId,
    [property: Id(2)] string Attempt,
    [property: Id(3)] DateTimeOffset Until);

[GenerateSerializer, Immutable, Alias("SeatSale")]
public sealed record SeatSale([property: Id(0)] ReservationId ReservationId, [property: Id(1)] UserId UserId);

/// <param name="Version">The version of the seat's row. The map ignores an older version that arrives late.</param>
/// <param name="ReservationId">The reservation that has the seat; null when it is available.</param>
/// <param name="Until">The exclusive end of a hold; null when the seat is not held.</param>
[GenerateSerializer, Immutable, Alias("SeatChange")]
public sealed record SeatChange(
    [property: Id(0)] SeatId SeatId,
    [property: Id(1)] long Version,
    [property: Id(2)] SeatStatus Status,
    [property: Id(3)] ReservationId? ReservationId,
    [property: Id(4)] UserId? UserId,
    [property: Id(5)] DateTimeOffset? Until);

/// <summary>
/// The seats that changed: their indexes in the layout of the performance, and their statuses in the same order.
/// </summary>
/// <param name="Version">The next request sends it. It grows with each change, also across restarts.</param>
/// <param name="IsSnapshot">True when the statuses are those of all seats in order; <see cref="Indexes"/> is then empty.</param>
[GenerateSerializer, Immutable, Alias("SeatMapView")]
public sealed record SeatMapView(
    [property: Id(0)] long Version,
    [property: Id(1)] bool IsSnapshot,
    [property: Id(2)] ImmutableArray<int> Indexes,
    [property: Id(3)] ImmutableArray<SeatStatus> Statuses);

/// <param name="HeldCount">0 from a silo of version 0.1.0.</param>
/// <param name="ReturnedHoldCount">Holds that ended without a payment since this map was activated.</param>
/// <param name="PaidHoldCount">Holds that ended with a payment since then.</param>
[GenerateSerializer, Immutable, Alias("SeatCounts")]
public sealed record SeatCounts(
    [property: Id(0)] int TotalCount,
    [property: Id(1)] int AvailableCount,
    [property: Id(2)] int HeldCount = 0,
    [property: Id(3)] int ReturnedHoldCount = 0,
    [property: Id(4)] int PaidHoldCount = 0);

/// <param name="Revenue">The sum of the prices of the sold seats.</param>
/// <param name="PurchaseCount">The number of reservations that they were sold to.</param>
[GenerateSerializer, Immutable, Alias("PerformanceSales")]
public sealed record PerformanceSales(
    [property: Id(0)] int TotalCount,
    [property: Id(1)] int AvailableCount,
    [property: Id(2)] int HeldCount,
    [property: Id(3)] int SoldCount,
    [property: Id(4)] Money Revenue,
    [property: Id(5)] int PurchaseCount);
