using Concert.Http;
using Concert.Telemetry;

namespace Concert.Auth;

/// <summary>
/// The record of what administrators did, in a log category of its own, so that it can be routed to a place of its own. It shows
/// the name of a key, never the key.
/// </summary>
internal sealed partial class AdminLog(ILoggerFactory loggers, [FromKeyedServices(GatewayTime.Key)] TimeProvider time)
{
    public const string Category = "Concert.Admin";

    private const int MaxRefusalLines = 10;

    private readonly ILogger _logger = loggers.CreateLogger(Category);
    private readonly LogBudget _refusals = new(MaxRefusalLines, TimeSpan.FromSeconds(10), time);

    /// <summary>Writes a line once the call is answered. A command is information; a read is only a detail, and pages poll.</summary>
    public void Watch(HttpContext context, string keyName)
    {
        var request = context.Request;
        var level = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) ? LogLevel.Debug : LogLevel.Information;
        if (!_logger.IsEnabled(level)) return;
        var (call, path, requestId) = (CallOf(context), PathOf(context), RequestId.Of(context));
        context.Response.OnCompleted(() =>
        {
            // The address of what the command created, or else of what it was sent to.
            var resource = context.Response.Headers.Location.ToString() is { Length: > 0 } location ? location : path;
            LogCall(level, keyName, call, resource, context.Response.StatusCode, requestId);
            return Task.CompletedTask;
        });
    }

    /// <summary>Writes a line about a wrong key.</summary>
    public void Refuse(HttpContext context)
    {
        if (_refusals.TryTake(out var omittedCount))
            LogWrongKey(context.Connection.RemoteIpAddress, CallOf(context), RequestId.Of(context), omittedCount);
    }

    private static string CallOf(HttpContext context) =>
        $"{context.Request.Method} {(context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText?.TrimEnd('/')}";

    // Escaped, so that no character of it can forge a line.
    private static string PathOf(HttpContext context) => context.Request.Path.ToUriComponent();
}
