using Concert.Catalog;
using Concert.Seats;

namespace Concert.Queues;

/// <summary>What is left of a concert's seats, as its queue last read it.</summary>
/// <param name="AvailableCount">Free seats of the dates that are on sale.</param>
/// <param name="HeldCount">Held seats of these dates.</param>
/// <param name="SoldCount">Sold seats of these dates.</param>
/// <param name="UpcomingCount">Seats of the dates whose sale opens later.</param>
/// <param name="ReturnedHoldCount">Holds that ended without a payment, as far as they are known.</param>
/// <param name="PaidHoldCount">Holds that ended with a payment, as far as they are known.</param>
internal sealed record SeatSupply(
    int AvailableCount, int HeldCount, int SoldCount, int UpcomingCount, int ReturnedHoldCount, int PaidHoldCount)
{
    // A queue asks at most so many maps a second.
    private const int MaxMapsPerSecond = 100;

    // What is assumed of the first users, until enough of them have been seen: ten users with 1.5 seats each, and ten holds, of which
    // two come back. Each real one counts as much as one of these.
    private const int AssumedUserCount = 10;
    private const double AssumedSeatsOfAUser = 1.5;
    private const int AssumedHoldCount = 10;
    private const int AssumedReturnedCount = 2;

    /// <summary>No seat is left, and no held one can come back.</summary>
    public bool IsSoldOut => AvailableCount + HeldCount + UpcomingCount == 0;

    /// <summary>No seat is left, but a held one can come back.</summary>
    public bool IsAllHeld => AvailableCount + UpcomingCount == 0 && HeldCount > 0;

    /// <summary>The share of holds that end without a payment.</summary>
    private double ReturnShare =>
        (ReturnedHoldCount + AssumedReturnedCount) / (double)(ReturnedHoldCount + PaidHoldCount + AssumedHoldCount);

    /// <summary>
    /// How old the numbers may be while users wait: a second for each hundred dates begun. So a queue of 300 dates asks as many maps a
    /// second as one of 100, and admits for up to three seconds after the last seat was taken.
    /// </summary>
    public static TimeSpan MaxAge(int dateCount) =>
        TimeSpan.FromSeconds(Math.Max(1, (dateCount + MaxMapsPerSecond - 1) / MaxMapsPerSecond));

    public static SeatSupply Of(IReadOnlyCollection<(PerformanceLayout Date, SeatCounts Seats)> dates, DateTimeOffset now)
    {
        var onSale = dates.Where(one => one.Date.IsOnSale(now)).Select(one => one.Seats).ToList();
        return new(
            onSale.Sum(seats => seats.AvailableCount),
            onSale.Sum(seats => seats.HeldCount),
            onSale.Sum(seats => seats.TotalCount - seats.AvailableCount - seats.HeldCount),
            dates.Where(one => now < one.Date.SalesOpenAt).Sum(one => one.Seats.AvailableCount),
            onSale.Sum(seats => seats.ReturnedHoldCount),
            onSale.Sum(seats => seats.PaidHoldCount));
    }

    /// <summary>
    /// The last position for which seats are probably left: the seats that are left or will come back, by what users take on average,
    /// less those who were admitted and may still take some.
    /// </summary>
    /// <param name="admittedCount">Users ever admitted.</param>
    /// <param name="activeCount">Users who have a slot now.</param>
    public long LikelyThrough(long admittedCount, int activeCount)
    {
        var seats = AvailableCount + UpcomingCount + (HeldCount * ReturnShare);
        // Those who still choose have not taken what they will take.
        var seatsOfAUser = (HeldCount + SoldCount + (AssumedUserCount * AssumedSeatsOfAUser))
            / (Math.Max(0, admittedCount - activeCount) + AssumedUserCount);
        return Math.Max(0, (long)(seats / seatsOfAUser) - activeCount);
    }
}
