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

    // Only the files of the web app itself may run, and no script can turn text into markup: the pages show what users type.
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
        if (request.IfNoneMatch.Any(sent => sent.Tag == "*" || sent.Tag == body.Tag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        if (body.Encoding != WebAppEncoding.Identity) response.Headers.ContentEncoding = body.Encoding;
        response.ContentType = file.ContentType;
        response.ContentLength = body.Bytes.Length;
        if (!HttpMethods.IsHead(httpContext.Request.Method)) await response.BodyWriter.WriteAsync(body.Bytes, httpContext.RequestAborted);
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
