using Concert.Auth;
using Concert.Challenges;
using Concert.Http;
using Concert.Telemetry;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Net.Http.Headers;

namespace Concert.Cors;

/// <summary>CORS: lets the pages of the configured origins call the API. Without any, no answer mentions it.</summary>
internal static class CorsHosting
{
    private const string Policy = "pages";

    private static readonly PathString[] Paths = ["/v1", "/problems", "/openapi"];

    // Browsers use at most two hours of it.
    private static readonly TimeSpan PreflightMaxAge = TimeSpan.FromHours(2);

    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head, HttpMethods.Post, HttpMethods.Patch, HttpMethods.Delete];

    // Not Admin-Key: the pages of these origins are for fans. Administrators call from the service's own page, or from a server.
    private static readonly string[] RequestHeaders =
    [
        HeaderNames.Authorization, HeaderNames.ContentType, HeaderNames.IfNoneMatch,
        QueueToken.Header, JoinAttempt.Header, IdempotencyKey.Header, RequestId.Header,
    ];

    private static readonly string[] AnswerHeaders =
    [
        HeaderNames.Allow, HeaderNames.ETag, HeaderNames.Location, HeaderNames.RetryAfter, HeaderNames.WWWAuthenticate,
        IdempotencyKey.ReplayedHeader, RequestId.Header,
    ];

    public static WebApplicationBuilder AddConcertCors(this WebApplicationBuilder builder)
    {
        builder.Services.AddCors();
        builder.Services.AddOptions<CorsOptions>().Configure<CorsSettings>((cors, settings) => cors.AddPolicy(Policy, policy => policy
            .WithOrigins(settings.Origins).WithMethods(Methods).WithHeaders(RequestHeaders)
            .WithExposedHeaders(AnswerHeaders).SetPreflightMaxAge(PreflightMaxAge)));
        return builder;
    }

    /// <summary>Before anything that can refuse a request, so that a page can read the refusal.</summary>
    public static void UseConcertCors(this WebApplication app)
    {
        if (app.Services.GetRequiredService<CorsSettings>().Origins.Length == 0) return;
        app.UseWhen(IsForPages, branch =>
        {
            branch.Use((context, next) =>
            {
                context.Response.OnStarting(VaryByOrigin, context.Response);
                return next(context);
            });
            branch.UseCors(Policy);
        });
    }

    private static bool IsForPages(HttpContext context) => Array.Exists(Paths, path => context.Request.Path.StartsWithSegments(path));

    // Also of an answer to a request without Origin: a shared cache would otherwise give it to a page, without the headers.
    private static Task VaryByOrigin(object state)
    {
        var headers = ((HttpResponse)state).Headers;
        if (!headers.GetCommaSeparatedValues(HeaderNames.Vary).Contains(HeaderNames.Origin, StringComparer.OrdinalIgnoreCase))
            headers.Append(HeaderNames.Vary, HeaderNames.Origin);
        return Task.CompletedTask;
    }
}
