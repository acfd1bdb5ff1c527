using Concert.Auth;
using Concert.Settings;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Concert.Startup;

/// <summary>Logs at start where the process listens, where its data is, and what to try.</summary>
internal sealed partial class StartupBanner(
    IServer server,
    ConcertSettings settings,
    AdminOptions admin,
    IHostEnvironment environment,
    IHostApplicationLifetime lifetime,
    ILogger<StartupBanner> logger) : IHostedService
{
    /// <summary>The absolute path: a relative path depends on the directory in which the process was started.</summary>
    internal static string FileOf(string connectionString) => SqliteSettings.Parse(connectionString).DataSource;

    /// <summary>Only the demo key of the source tree is logged, never a key that an operator chose.</summary>
    internal static bool IsDemo(IHostEnvironment environment, AdminOptions admin) =>
        environment.IsDevelopment() && admin.ApiKey == AdminOptions.DemoKey;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStarted.Register(LogStart);
        lifetime.ApplicationStopping.Register(LogDraining);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void LogStart()
    {
        string[] addresses = [.. server.Features.Get<IServerAddressesFeature>()?.Addresses ?? []];
        var address = addresses.FirstOrDefault() ?? "?";
        // Those of the listener for operators are the last ones (ListenHosting). They serve the pages that the public one then does not.
        var forOperators = settings.Operations.Urls is { } urls ? addresses[^ListenUrl.Parse(urls).Count] : address;
        LogListening(string.Join(", ", addresses));
        // A connection string may contain a password; the path of a file does not.
        var provider = settings.Database.Provider;
        LogData(provider, provider == DatabaseOptions.Sqlite ? FileOf(settings.ConnectionString) : "");
        LogWebApp(address);
        if (IsDemo(environment, admin)) LogOperators(forOperators, AdminOptions.DemoKey);
        LogDocs(forOperators);
        LogTry(address);
    }
}
