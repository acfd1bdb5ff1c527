using System.Globalization;
using Microsoft.Net.Http.Headers;

namespace Concert.Seats;

/// <summary>Writes the bytes of a seat map, or 304 if the client already has them.</summary>
internal sealed class SeatMapResult(SeatMapSnapshot map, SeatMapQuery query) : IResult
{
    // Null once the body is there: a client that reads slowly keeps the body in memory, and not what others have made of its version.
    private SeatMapSnapshot? _map = map;

    private const string Gzip = "gzip";

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (request, response) = (httpContext.Request.GetTypedHeaders(), httpContext.Response);
        var compressed = request.AcceptEncoding.Any(encoding => encoding.Value == Gzip && encoding.Quality is not 0);
        var map = Interlocked.Exchange(ref _map, null) ?? throw new InvalidOperationException("A result is executed once.");
        var tag = TagOf(map.Version, compressed);
        response.Headers.ETag = tag;
        response.Headers.Vary = HeaderNames.AcceptEncoding;
        response.Headers.CacheControl = "no-cache";
        if (request.IfNoneMatch.Any(sent => sent.Tag == "*" || sent.Tag == tag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        var body = query.IsCompact ? map.CompactBody(compressed) : map.Body(query.Only, compressed);
        if (compressed) response.Headers.ContentEncoding = Gzip;
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = body.Length;
        await body.WriteAsync(response.BodyWriter, httpContext.RequestAborted);
    }

    // A strong tag, so it is different for each sequence of bytes: for each version, form, filter and encoding.
    private string TagOf(long version, bool compressed)
    {
        var form = query.IsCompact ? "-compact" : query.Only is { } status ? $"-{(int)status}" : "";
        return string.Create(CultureInfo.InvariantCulture, $"\"{version}{form}{(compressed ? "-gz" : "")}\"");
    }
}
