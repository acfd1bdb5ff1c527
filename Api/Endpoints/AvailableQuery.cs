using Concert.Problems;

namespace Concert.Endpoints;

/// <summary>Whether only what can be booked is asked for: <c>available=true</c>.</summary>
internal sealed record AvailableQuery(bool Only)
{
    public static ValueTask<AvailableQuery> BindAsync(HttpContext context) => context.Request.Query["available"].ToString() switch
    {
        "" or "false" => new(new AvailableQuery(false)),
        "true" => new(new AvailableQuery(true)),
        _ => throw new ProblemException(FieldErrors.Of("available", "It must be true or false.")),
    };
}
