using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Concert.PageBuild;

/// <summary>
/// A site with the real service worker whose pages are small and exist in several builds. Like a gateway it has the files of one build
/// alone.
/// </summary>
public sealed partial class TwoBuilds : IAsyncDisposable
{
    private readonly WebApplication _site;

    private TwoBuilds(WebApplication site) => _site = site;

    public string Origin => _site.Urls.Single();

    /// <summary>The build that is deployed.</summary>
    public int Build { get; set; } = 1;

    /// <summary>What happens before a page is answered, such as a wait.</summary>
    public Func<HttpContext, Task> Before { get; set; } = _ => Task.CompletedTask;

    public ConcurrentQueue<string> Requests { get; } = [];

    public static async Task<TwoBuilds> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var builds = new TwoBuilds(builder.Build());
        builds._site.Run(builds.AnswerAsync);
        await builds._site.StartAsync();
        return builds;
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        Requests.Enqueue(path);
        var file = path switch
        {
            "/sw.js" => await WorkerAsync(),
            _ when path == $"/assets/index-{Build}.js" => $"document.title = 'Build {Build}'; navigator.serviceWorker.register('/sw.js');",
            _ when path == $"/assets/chunk-{Build}.js" => $"export default {Build};",
            "/v1/concerts" => "{}",
            "/" or "/mine" or "/admin" => $"<!doctype html><title>…</title><script type=module src=/assets/index-{Build}.js></script>",
            _ => null,
        };
        if (!path.Contains('.', StringComparison.Ordinal)) await Before(context);
        if (context.Response.HasStarted) return;
        context.Response.StatusCode = file is null ? StatusCodes.Status404NotFound : context.Response.StatusCode;
        context.Response.ContentType = path.EndsWith(".js", StringComparison.Ordinal) ? "text/javascript" : "text/html";
        context.Response.Headers.CacheControl = path.StartsWith("/assets/", StringComparison.Ordinal) ? "max-age=31536000, immutable" : "no-cache";
        await context.Response.WriteAsync(file ?? "");
    }

    private async Task<string> WorkerAsync()
    {
        var worker = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "Api", "wwwroot", "sw.js"));
        var own = $$$"""{"/":{"files":["/assets/chunk-{{{Build}}}.js","/assets/index-{{{Build}}}.js"],"shell":"{{{Build}}}"}}""";
        Assert.Matches(Pages(), worker);
        return Pages().Replace(worker, own, 1);
    }

    [GeneratedRegex("""\{"/":\{"files":\[[^\]]*\],"shell":"\w+"\}(,"/door":\{[^}]*\})?\}""")]
    private static partial Regex Pages();
}
