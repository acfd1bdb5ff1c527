using Concert.Auth;

namespace Concert.Startup;

/// <summary>What the gateway does once, at start.</summary>
internal static class StartupHosting
{
    public static void AddConcertStartup(this WebApplicationBuilder builder)
    {
        builder.Services.AddHostedService<KeyCheck>();
        builder.Services.AddHostedService<StartupBanner>();
        if (builder.Environment.IsDevelopment()) builder.Services.AddHostedService<DemoConcerts>();
    }

    /// <summary>Creates or reads the signing key at start, not at the first user's request.</summary>
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
