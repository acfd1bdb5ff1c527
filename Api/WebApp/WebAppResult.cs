using Microsoft.Net.Http.Headers;

namespace Concert.WebApp;

/// <summary>Responds with a file of the web app, or 304 if the client already has it.</summary>
/// <param name="file">The file.</param>
/// <param name="caching">The <c>Cache-Control</c> header.</param>
internal sealed class WebAppResult(WebAppFile file, string caching) : IResult
{
    /// <summary>For pages: revalidated at each use, because a page names the assets of the current build.</summary>
    public const string Revalidated = "no-cache";

    /// <summary>For assets: their names contain a hash of their content.</summary>
    public const string Immutable = "public, max-age=31536000, immutable";

    /// <summary>The headers that decide what is answered.</summary>
    public string Vary { get; init; } = HeaderNames.AcceptEncoding;

    /// <summary>404 for a page that says that what its address names does not exist.</summary>
    public int StatusCode { get; init; } = StatusCodes.Status200OK;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (request, response) = (httpContext.Request.GetTypedHeaders(), httpContext.Response);
        var body = file.Body(WebAppEncoding.Of(request.AcceptEncoding));
        response.StatusCode = StatusCode;
        response.Headers.Vary = Vary;
        response.Headers.CacheControl = caching;
        var isFound = StatusCode == StatusCodes.Status200OK;
        if (isFound) response.Headers.ETag = body.Tag;
        if (isFound && request.IfNoneMatch.Any(sent => sent.Tag == "*" || sent.Tag == body.Tag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        if (body.Encoding != WebAppEncoding.Identity) response.Headers.ContentEncoding = body.Encoding;
        response.ContentType = file.ContentType;
        response.ContentLength = body.Bytes.Length;
        if (!HttpMethods.IsHead(httpContext.Request.Method)) await response.BodyWriter.WriteAsync(body.Bytes, httpContext.RequestAborted);
    }
}
