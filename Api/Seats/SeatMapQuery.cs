using Concert.Http;
using Concert.Problems;

namespace Concert.Seats;

/// <summary>
/// The requested seats, <c>status=available</c>, <c>held</c> or <c>sold</c> and all if absent, and their form, <c>compact=true</c> for
/// letters instead of objects. The two exclude each other: a letter's place is its seat, so a filtered text would name other seats.
/// </summary>
internal sealed record SeatMapQuery(SeatStatus? Only, bool IsCompact)
{
    public static ValueTask<SeatMapQuery> BindAsync(HttpContext context)
    {
        var (only, isCompact) = (OnlyOf(context), Flag.Of(context, "compact"));
        if (only is not null && isCompact)
            throw new ProblemException(FieldErrors.Of("status", "It can't go with compact=true, which has a letter for every seat."));
        return new(new SeatMapQuery(only, isCompact));
    }

    private static SeatStatus? OnlyOf(HttpContext context) => context.Request.Query["status"].ToString() switch
    {
        "" => null,
        "available" => SeatStatus.Available,
        "held" => SeatStatus.Held,
        "sold" => SeatStatus.Sold,
        _ => throw new ProblemException(FieldErrors.Of("status", "It must be available, held or sold.")),
    };
}
