using Concert.Auth;
using Microsoft.Extensions.Configuration.Memory;

namespace Concert.Startup;

/// <summary>What happens once, at start.</summary>
internal static class StartupHosting
{
    /// <summary>Quiet unless told otherwise: our own lines, and everyone's warnings.</summary>
    public static void AddQuietLogging(this WebApplicationBuilder builder)
    {
        // First among the sources, so that every other overrides it.
        ((IConfigurationBuilder)builder.Configuration).Sources.Insert(0, new MemoryConfigurationSource
        {
            InitialData = new Dictionary<string, string?>
            {
                ["Logging:LogLevel:Default"] = "Warning",
                ["Logging:LogLevel:Concert"] = "Information",
                // A start that fails is told once, in one line, by ConcertHost.
                ["Logging:LogLevel:Microsoft.Extensions.Hosting.Internal.Host"] = "Critical",
                // Its keys protect cookies, and we have none.
                ["Logging:LogLevel:Microsoft.AspNetCore.DataProtection"] = "Error",
                // At each start it takes the machine's uptime for a stall: an alarm that is always false helps nobody.
                ["Logging:LogLevel:Orleans.Runtime.Watchdog"] = "Error",
                ["Logging:Console:FormatterName"] = "simple",
                ["Logging:Console:FormatterOptions:SingleLine"] = "true",
            },
        });
        // Whatever the settings say: this category writes addresses, and a stream's address has tokens in it.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning);
    }

    public static void AddConcertStartup(this WebApplicationBuilder builder)
    {
        builder.Services.AddHostedService<KeyCheck>();
        builder.Services.AddHostedService<Welcome>();
        if (builder.Environment.IsDevelopment()) builder.Services.AddHostedService<DemoConcerts>();
    }

    /// <summary>Makes or reads the signing key at start, not at the first user's request.</summary>
    private sealed class KeyCheck(IServiceProvider services) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            services.GetRequiredService<GatewayKeys>();
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
