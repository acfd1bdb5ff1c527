namespace Concert.Http;

/// <summary>
/// Logs once that a request came through a proxy while none is trusted: all clients behind that proxy share the limits of one
/// address, and 429 to fans would be the first sign of it.
/// </summary>
internal sealed partial class ForwardedWarning(ILogger<ForwardedWarning> logger)
{
    private const string ForwardedFor = "X-Forwarded-For";

    private int _isLogged;

    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (Volatile.Read(ref _isLogged) == 0
            && context.Request.Headers.ContainsKey(ForwardedFor)
            && Interlocked.Exchange(ref _isLogged, 1) == 0)
        {
            LogIgnored();
        }

        return next(context);
    }
}
