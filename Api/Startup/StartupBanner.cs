using Concert.Auth;
using Concert.Settings;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Data.Sqlite;

namespace Concert.Startup;

/// <summary>Tells whoever started the process where it listens, where its data is, and what to try.</summary>
internal sealed partial class StartupBanner(
    IServer server,
    IConfiguration configuration,
    DatabaseOptions database,
    AdminOptions admin,
    IHostEnvironment environment,
    IHostApplicationLifetime lifetime,
    ILogger<StartupBanner> logger) : IHostedService
{
    /// <summary>Whole: a path of its own says nothing without the directory that the process was started in.</summary>
    internal static string FileOf(string connectionString)
    {
        var file = new SqliteConnectionStringBuilder(connectionString).DataSource;
        return file == ":memory:" ? file : Path.GetFullPath(file);
    }

    /// <summary>A key of someone's own is theirs to know; the one of the source tree is told.</summary>
    internal static bool IsDemo(IHostEnvironment environment, AdminOptions admin) =>
        environment.IsDevelopment() && admin.ApiKey == AdminOptions.DemoKey;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStarted.Register(Greet);
        lifetime.ApplicationStopping.Register(LogDraining);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Greet()
    {
        var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        var address = addresses.FirstOrDefault() ?? "?";
        LogListening(string.Join(", ", addresses));
        // A connection string may hold a password; a file's path does not.
        var connectionString = configuration.ConcertConnectionString(database.Provider);
        LogData(database.Provider, database.Provider == DatabaseOptions.Sqlite ? FileOf(connectionString) : "");
        LogPage(address);
        if (IsDemo(environment, admin)) LogOperators(address, AdminOptions.DemoKey);
        LogDocs(address);
        LogTry(address);
    }
}
