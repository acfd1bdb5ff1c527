using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Concert.Runs;

/// <summary>A fault of the service that a test plants, to see that a run finds it.</summary>
/// <param name="Name">What is wrong.</param>
/// <param name="Finding">What the report of a run must say about it.</param>
/// <param name="Applies">The answers that are changed, by method, path and status.</param>
/// <param name="Change">Changes an answer, or does something else behind the client's back.</param>
internal sealed record PlantedFault(string Name, string Finding, Func<HttpContext, bool> Applies, Func<HttpContext, JsonObject, Task> Change);

/// <summary>A middleware in front of the whole service that plants <see cref="Planted"/>.</summary>
internal sealed class Saboteur : IStartupFilter
{
    public PlantedFault? Planted { get; set; }

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use((context, following) => Planted is { } planted && !IsStream(context) ? SpoilAsync(planted, context, following) : following(context));
        next(app);
    };

    /// <summary>Sends a command of the same user, which nobody asked for.</summary>
    public static async Task CommandAsync(HttpContext context, string path, string body)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://127.0.0.1:{context.Connection.LocalPort}{path}");
        request.Content = new StringContent(body, Encoding.UTF8, MediaTypeHeaderValue.Parse("application/json"));
        request.Headers.TryAddWithoutValidation("Authorization", context.Request.Headers.Authorization.ToString());
        request.Headers.TryAddWithoutValidation("Idempotency-Key", $"planted-{context.TraceIdentifier}");
        request.Headers.TryAddWithoutValidation("X-Planted", "1");
        using var response = await client.SendAsync(request);
    }

    private static bool IsStream(HttpContext context) =>
        context.Request.Path.Value!.EndsWith("/stream", StringComparison.OrdinalIgnoreCase) || context.Request.Headers.ContainsKey("X-Planted");

    private static async Task SpoilAsync(PlantedFault planted, HttpContext context, RequestDelegate next)
    {
        var body = context.Response.Body;
        using var buffer = new MemoryStream();
        context.Response.Body = buffer;
        await next(context);
        context.Response.Body = body;
        var bytes = buffer.ToArray();
        if (planted.Applies(context) && context.Response.Headers.ContentEncoding.Count == 0 && TryParse(bytes) is { } json)
        {
            await planted.Change(context, json);
            bytes = Encoding.UTF8.GetBytes(json.ToJsonString());
            context.Response.ContentLength = null;
        }

        if (bytes.Length > 0) await body.WriteAsync(bytes);
    }

    private static JsonObject? TryParse(byte[] bytes) => bytes is [(byte)'{', ..] ? JsonNode.Parse(bytes) as JsonObject : null;
}
