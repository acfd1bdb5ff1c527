using Concert.Http;

namespace Concert.Seats;

/// <summary>Whether seats are told by letters and indexes, not each by its id: <c>compact=true</c>.</summary>
internal sealed record CompactQuery(bool IsCompact)
{
    public static ValueTask<CompactQuery> BindAsync(HttpContext context) => new(new CompactQuery(Flag.Of(context, "compact")));
}
