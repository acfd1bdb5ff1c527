namespace Concert.Pages;

/// <summary>
/// Metadata of a route that serves a page, or what a page loads: the headers that restrict what the page may do in a browser.
/// </summary>
/// <param name="contentSecurityPolicy">The policy of one answer; a page with a nonce has another one each time.</param>
/// <param name="usesCamera">Whether the page may ask for the camera.</param>
internal sealed class PagePolicy(Func<HttpContext, string> contentSecurityPolicy, bool usesCamera = false)
{
    private readonly string _permissions = $"camera=({(usesCamera ? "self" : "")}), microphone=(), geolocation=()";

    public PagePolicy(string contentSecurityPolicy, bool usesCamera = false)
        : this(_ => contentSecurityPolicy, usesCamera)
    {
    }

    public void Apply(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = contentSecurityPolicy(context);
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Permissions-Policy"] = _permissions;
    }
}
