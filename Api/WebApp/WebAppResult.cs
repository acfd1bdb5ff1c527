using Microsoft.Net.Http.Headers;

namespace Concert.WebApp;

/// <summary>A file of the page, or 304 for who has it.</summary>
/// <param name="file">The file.</param>
/// <param name="caching">How long it may be kept without a question.</param>
internal sealed class WebAppResult(WebAppFile file, string caching) : IResult
{
    /// <summary>Asked for each time: it names the assets of the page that is served now.</summary>
    public const string Revalidated = "no-cache";

    /// <summary>Another content would have another name.</summary>
    public const string KeptForGood = "public, max-age=31536000, immutable";

    // Only what the page itself brings, and no way to make a text markup: what users type is shown there.
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; manifest-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

    private const string PermissionsPolicy = "camera=(), microphone=(), geolocation=()";

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (request, response) = (httpContext.Request.GetTypedHeaders(), httpContext.Response);
        var body = file.Body(WebAppEncoding.Of(request.AcceptEncoding));
        Protect(response.Headers);
        response.Headers.ETag = body.Tag;
        response.Headers.Vary = HeaderNames.AcceptEncoding;
        response.Headers.CacheControl = caching;
        if (request.IfNoneMatch.Any(known => known.Tag == "*" || known.Tag == body.Tag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        if (body.Encoding != WebAppEncoding.Identity) response.Headers.ContentEncoding = body.Encoding;
        response.ContentType = file.ContentType;
        response.ContentLength = body.Bytes.Length;
        if (!HttpMethods.IsHead(httpContext.Request.Method)) await response.Body.WriteAsync(body.Bytes, httpContext.RequestAborted);
    }

    private static void Protect(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Permissions-Policy"] = PermissionsPolicy;
    }
}
