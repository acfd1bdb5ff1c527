using System.Collections.Immutable;

namespace Concert.Seats;

/// <summary>What clients see of a seat.</summary>
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

/// <param name="Attempt">Which try of that reservation: taking back one must not undo another.</param>
/// <param name="Until">The exclusive end, decided by the user's grain.</param>
[GenerateSerializer, Immutable, Alias("SeatHold")]
public sealed record SeatHold(
    [property: Id(0)] ReservationId ReservationId,
    [property: Id(1)] UserId UserId,
    [property: Id(2)] string Attempt,
    [property: Id(3)] DateTimeOffset Until);

[GenerateSerializer, Immutable, Alias("SeatSale")]
public sealed record SeatSale([property: Id(0)] ReservationId ReservationId, [property: Id(1)] UserId UserId);

/// <param name="Version">The version of the seat's row: an older one that arrives late is passed over.</param>
/// <param name="ReservationId">Whose it is; none when available.</param>
/// <param name="Until">The exclusive end of a hold; none when not held.</param>
[GenerateSerializer, Immutable, Alias("SeatChange")]
public sealed record SeatChange(
    [property: Id(0)] SeatId SeatId,
    [property: Id(1)] long Version,
    [property: Id(2)] SeatStatus Status,
    [property: Id(3)] ReservationId? ReservationId,
    [property: Id(4)] UserId? UserId,
    [property: Id(5)] DateTimeOffset? Until);

/// <summary>
/// The seats that changed, as indexes into the performance's layout with their status side by side.
/// </summary>
/// <param name="Version">Ask again with it. Grows with each change, also across restarts.</param>
/// <param name="IsSnapshot">True: every seat of the layout is in it, in order, and <see cref="Indexes"/> is empty.</param>
[GenerateSerializer, Immutable, Alias("SeatMapView")]
public sealed record SeatMapView(
    [property: Id(0)] long Version,
    [property: Id(1)] bool IsSnapshot,
    [property: Id(2)] ImmutableArray<int> Indexes,
    [property: Id(3)] ImmutableArray<SeatStatus> Statuses);

[GenerateSerializer, Immutable, Alias("SeatCounts")]
public sealed record SeatCounts([property: Id(0)] int TotalCount, [property: Id(1)] int AvailableCount);

/// <param name="Revenue">The price of the seats that are sold.</param>
/// <param name="PurchaseCount">The reservations that they were sold to.</param>
[GenerateSerializer, Immutable, Alias("PerformanceSales")]
public sealed record PerformanceSales(
    [property: Id(0)] int TotalCount,
    [property: Id(1)] int AvailableCount,
    [property: Id(2)] int HeldCount,
    [property: Id(3)] int SoldCount,
    [property: Id(4)] Money Revenue,
    [property: Id(5)] int PurchaseCount);
