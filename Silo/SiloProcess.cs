using Concert.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Concert.Hosting;

/// <summary>A silo as a process of its own. It has an HTTP listener only if <c>Operations:Urls</c> is set.</summary>
internal static class SiloProcess
{
    /// <summary>Reads the settings and claims the ports.</summary>
    /// <exception cref="CannotStartException">A setting is wrong; the message names it.</exception>
    public static ConfiguredProcess Configure(string[] args)
    {
        var builder = Host.CreateApplicationBuilder(args);
        if (OperationsUrlsOf(builder) is { } urls) return ConfigureWithListener(args, urls);
        return new(Add(builder), builder.Build);
    }

    /// <summary>The value of <c>Operations:Urls</c>, also if it is wrong.</summary>
    public static string? OperationsUrlsOf(IHostApplicationBuilder builder) =>
        builder.Configuration[$"{OperationsOptions.Section}:{nameof(OperationsOptions.Urls)}"];

    private static ConfiguredProcess ConfigureWithListener(string[] args, string urls)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.WebHost.UseUrls(urls);
        var warmUp = Add(builder);
        ListenUrl.CheckFree(ListenUrl.Parse(urls).Select(url => ($"{OperationsOptions.Section}:{nameof(OperationsOptions.Urls)}", url)));
        builder.Services.AddSiloTelemetry();
        return new(warmUp, () => BuildWithListener(builder));
    }

    private static WebApplication BuildWithListener(WebApplicationBuilder builder)
    {
        var app = builder.Build();
        app.MapPrometheusScrapingEndpoint("/metrics");
        app.MapHealthChecks("/health/live", new() { Predicate = _ => false });
        app.MapHealthChecks("/health/ready", new() { Predicate = check => check.Tags.Contains(HealthChecks.Ready) });
        app.MapHealthChecks("/health/checks", new() { ResponseWriter = HealthReportJson.WriteAsync });
        return app;
    }

    private static WarmUpRun Add(IHostApplicationBuilder builder)
    {
        builder.AddQuietLogging();
        var settings = builder.AddConcertSettings();
        builder.AddConcertSilo(settings);
        builder.Services.AddConcertHealth().AddCheck<SiloCheck>("silo", tags: [HealthChecks.Ready], timeout: SiloCheck.Timeout);
        builder.Services.AddHostedService<SiloStartupBanner>();
        return new(settings.Startup.WarmUpLimit(builder.Environment.IsDevelopment(), settings.Database.Provider), SiloWarmUp.RunAsync);
    }
}
