using System.Collections.Immutable;
using Concert.Catalog;
using NodaTime;

namespace Concert.Sharing;

/// <summary>What is said of a date's seats in public, in the words of schema.org.</summary>
internal enum SeatAvailability
{
    InStock,

    /// <summary>All seats that are not sold are held; some may come back.</summary>
    LimitedAvailability,
    SoldOut,

    /// <summary>The sale is over.</summary>
    OutOfStock,
}

/// <summary>What a link to a concert tells: a pure function of the concert, the time and the free seats.</summary>
/// <param name="Concert">The concert.</param>
/// <param name="Zone">The zone of its venue.</param>
/// <param name="Open">Its dates that have not started, in order; once all have, all of them. Never empty.</param>
/// <param name="Seats">What is known of the seats of the first of these dates, in the same order; null: not known.</param>
internal sealed record SharedConcert(
    ConcertView Concert, DateTimeZone Zone, ImmutableArray<PerformanceLayout> Open, ImmutableArray<SeatAvailability?> Seats)
{
    /// <summary>A musical has some hundred dates; what reads links shows a few.</summary>
    public const int MaxDates = 20;

    public IEnumerable<PerformanceLayout> Next => Open.Take(MaxDates);

    public Money MinPrice => Open.Min(date => date.MinPrice);

    public Money MaxPrice => Open.Max(date => date.MaxPrice);

    /// <summary>Equal for equal dates: a concert never changes, but its dates pass.</summary>
    public string DatesState => $"{Open[0].PerformanceId}+{Open.Length}";

    /// <summary>Equal if the whole preview is equal.</summary>
    public string State => $"{DatesState}:{string.Join(',', Seats.Select(seats => seats?.ToString()))}";

    public bool IsCounted => Seats.Length > 0 && Seats.All(seats => seats is not null);

    public static SharedConcert Of(ConcertView concert, DateTimeZone zone, DateTimeOffset now)
    {
        var all = concert.Performances.OrderBy(date => date.StartsAt).ToImmutableArray();
        var open = all.Where(date => date.StartsAt > now).ToImmutableArray();
        return new(concert, zone, open.IsEmpty ? all : open, []);
    }

    public static SeatAvailability AvailabilityOf(PerformanceLayout date, int available, int held, DateTimeOffset now) =>
        now >= date.SalesCloseAt ? SeatAvailability.OutOfStock
        : available > 0 ? SeatAvailability.InStock
        : held > 0 ? SeatAvailability.LimitedAvailability
        : SeatAvailability.SoldOut;

    /// <summary>A time on the clocks of the venue.</summary>
    public ZonedDateTime AtVenue(DateTimeOffset time) =>
        // The last day that can be written has no later hour in the east.
        Instant.Min(Instant.FromDateTimeOffset(time), Instant.MaxValue - Duration.FromDays(1)).InZone(Zone);
}
