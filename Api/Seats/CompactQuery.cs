using Concert.Http;

namespace Concert.Seats;

/// <summary>Whether seats are sent as letters and indexes instead of objects: <c>compact=true</c>.</summary>
internal sealed record CompactQuery(bool IsCompact)
{
    public static ValueTask<CompactQuery> BindAsync(HttpContext context) => new(new CompactQuery(Flag.Of(context, "compact")));
}
