using Concert.Http;

namespace Concert.Concerts;

/// <summary>Whether only dates that can be booked are requested: <c>available=true</c>.</summary>
internal sealed record AvailableQuery(bool Only)
{
    public static ValueTask<AvailableQuery> BindAsync(HttpContext context) => new(new AvailableQuery(Flag.Of(context, "available")));
}
