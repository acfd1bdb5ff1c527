using Concert.Hosting;
using Concert.OpenApi;
using Concert.Pages;
using Concert.Telemetry;

namespace Concert.Http;

/// <summary>
/// Adds the headers that do not depend on what a handler does, to every answer, also to errors that no handler made: who may store
/// the answer, what a browser may do with it, and the id of the request.
/// </summary>
internal static class AnswerHeaders
{
    private const string NoStore = "no-store";

    // For whatever is no page: nothing in it may run, whatever a browser takes it for.
    private const string NothingRuns = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    // A year: as long as the shipped balancer says.
    private const string HttpsOnly = "max-age=31536000";

    private static readonly Func<ILogger, string, IDisposable?> RequestScope = LoggerMessage.DefineScope<string>("Request {RequestId}");

    /// <summary>The first of all middleware, so that no answer leaves without the headers.</summary>
    public static void UseAnswerHeaders(this WebApplication app)
    {
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(AnswerHeaders));
        app.Use(async (context, next) =>
        {
            RequestId.Assign(context);
            // As the answer starts: the handler of exceptions removes the headers that were set before.
            context.Response.OnStarting(Add, context);
            using (RequestScope(logger, RequestId.Of(context))) await next(context);
        });
    }

    private static Task Add(object state)
    {
        var context = (HttpContext)state;
        var headers = context.Response.Headers;
        headers[RequestId.Header] = RequestId.Of(context);
        headers.XContentTypeOptions = "nosniff";
        if (context.GetEndpoint()?.Metadata.GetMetadata<PagePolicy>() is { } page) page.Apply(context);
        else headers.ContentSecurityPolicy = NothingRuns;
        if (!IsForAnyone(context)) headers.CacheControl = NoStore;
        // On a developer's own machine a browser must not refuse plain HTTP for a year.
        if (context.Request is { IsHttps: true, Host.Host: not ("localhost" or "127.0.0.1" or "[::1]") })
            headers.StrictTransportSecurity = HttpsOnly;
        return Task.CompletedTask;
    }

    /// <summary>
    /// An answer is for anyone if it is a success of a read that needs no proof. Any other answer belongs to one caller: a new
    /// user's token, a wallet, an error with its trace.
    /// </summary>
    private static bool IsForAnyone(HttpContext context) =>
        context.Response.StatusCode < StatusCodes.Status400BadRequest
        && (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method))
        && context.GetEndpoint()?.Metadata.GetMetadata<SecurityDoc>() is null
        && !context.IsForOperators();
}
