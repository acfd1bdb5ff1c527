using Concert.Problems;

namespace Concert.Seats;

/// <summary>The requested seats: <c>status=available</c>, <c>held</c> or <c>sold</c>; all if absent.</summary>
internal sealed record SeatStatusQuery(SeatStatus? Only)
{
    public static ValueTask<SeatStatusQuery> BindAsync(HttpContext context) => context.Request.Query["status"].ToString() switch
    {
        "" => new(new SeatStatusQuery((SeatStatus?)null)),
        "available" => new(new SeatStatusQuery(SeatStatus.Available)),
        "held" => new(new SeatStatusQuery(SeatStatus.Held)),
        "sold" => new(new SeatStatusQuery(SeatStatus.Sold)),
        _ => throw new ProblemException(FieldErrors.Of("status", "It must be available, held or sold.")),
    };
}
