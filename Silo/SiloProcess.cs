using Concert.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Concert.Hosting;

/// <summary>A silo as a process of its own. It has an HTTP listener only if <c>Operations:Urls</c> is set.</summary>
internal static class SiloProcess
{
    public static IHost Build(string[] args)
    {
        var builder = Host.CreateApplicationBuilder(args);
        return OperationsUrlsOf(builder) is { } urls ? BuildWithListener(args, urls) : Add(builder).Build();
    }

    /// <summary>The value of <c>Operations:Urls</c>, also if it is wrong.</summary>
    public static string? OperationsUrlsOf(IHostApplicationBuilder builder) =>
        builder.Configuration[$"{OperationsOptions.Section}:{nameof(OperationsOptions.Urls)}"];

    private static WebApplication BuildWithListener(string[] args, string urls)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.WebHost.UseUrls(urls);
        Add(builder);
        ListenUrl.CheckFree(ListenUrl.Parse(urls).Select(url => ($"{OperationsOptions.Section}:{nameof(OperationsOptions.Urls)}", url)));
        builder.Services.AddSiloTelemetry();
        var app = builder.Build();
        app.MapPrometheusScrapingEndpoint("/metrics");
        app.MapHealthChecks("/health/live", new() { Predicate = _ => false });
        app.MapHealthChecks("/health/ready", new() { Predicate = check => check.Tags.Contains(HealthChecks.Ready) });
        app.MapHealthChecks("/health/checks", new() { ResponseWriter = HealthReportJson.WriteAsync });
        return app;
    }

    private static TBuilder Add<TBuilder>(TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        builder.AddQuietLogging();
        builder.AddConcertSilo();
        builder.Services.AddConcertHealth().AddCheck<SiloCheck>("silo", tags: [HealthChecks.Ready], timeout: SiloCheck.Timeout);
        builder.Services.AddHostedService<SiloStartupBanner>();
        return builder;
    }
}
