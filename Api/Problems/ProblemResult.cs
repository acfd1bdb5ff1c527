using System.Globalization;
using Concert.Telemetry;
using Microsoft.AspNetCore.Mvc;

namespace Concert.Problems;

/// <summary>
/// Every 4xx and 5xx response of the gateway: RFC 9457 with a stable <c>code</c> and a <c>traceId</c>, counted by code.
/// </summary>
/// <param name="code">A code of <see cref="ProblemCatalog"/>.</param>
/// <param name="detail">What happened this time. If null, the code's general explanation.</param>
/// <param name="facts">Additional members, with the names of the HTTP contract.</param>
internal sealed class ProblemResult(string code, string? detail = null, IEnumerable<KeyValuePair<string, object?>>? facts = null)
    : IResult
{
    private const int DefaultRetryAfterSeconds = 1;

    public string Code => code;

    /// <summary>How long a client should wait after a 429 or 503. If null, a second. Rounded up to whole seconds.</summary>
    public TimeSpan? RetryAfter { get; init; }

    private string RetryAfterSeconds => Math.Max(DefaultRetryAfterSeconds, Math.Ceiling(RetryAfter?.TotalSeconds ?? 0))
        .ToString(CultureInfo.InvariantCulture);

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var kind = ProblemCatalog.Kinds[code];
        var response = httpContext.Response;
        response.StatusCode = kind.Status;
        if (kind.Status is 429 or 503 && response.Headers.RetryAfter.Count == 0) response.Headers.RetryAfter = RetryAfterSeconds;
        if (kind.Status is 401 && response.Headers.WWWAuthenticate.Count == 0) response.Headers.WWWAuthenticate = "Bearer";
        httpContext.RequestServices.GetRequiredService<GatewayMeter>().Refused(code);
        return response.WriteAsJsonAsync(DetailsOf(httpContext, kind), options: null, "application/problem+json");
    }

    private ProblemDetails DetailsOf(HttpContext context, ProblemKind kind)
    {
        var details = new ProblemDetails
        {
            Type = $"/problems/{code}",
            Title = kind.Title,
            Status = kind.Status,
            Detail = detail ?? kind.Explanation,
            Extensions =
            {
                ["code"] = code,
                ["traceId"] = RequestId.TraceOf(context),
            },
        };
        foreach (var (name, value) in facts ?? []) details.Extensions[name] = value;
        return details;
    }
}
