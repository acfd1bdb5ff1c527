using System.Net;
using System.Security.Cryptography;
using Concert.Hosting;
using Concert.Startup;

namespace Concert;

/// <summary>Warms up a gateway: a private one, with its silo in its process or apart as the real one, called by HTTP.</summary>
internal static class GatewayWarmUp
{
    // Neither the variables of the environment nor the files name it, and a demo concert would only take time.
    private static readonly string[] Production = ["--environment", Environments.Production];

    /// <summary>Of a gateway with a silo in its process.</summary>
    public static Task RunEmbeddedAsync(WarmUpDirectory directory, CancellationToken cancellationToken)
    {
        var settings = SettingsIn(directory);
        return BuyAsync(Configure(settings), settings, cancellationToken);
    }

    /// <summary>Of a gateway of a cluster. It calls a silo of its own, over TCP.</summary>
    public static async Task RunClientAsync(WarmUpDirectory directory, CancellationToken cancellationToken)
    {
        var settings = SettingsIn(directory);
        var silo = WarmUpSilo.Configure(settings).Build();
        await WarmUpSilo.UseAsync(silo, async () =>
        {
            var gateway = Configure(new(settings)
            {
                ["Cluster:Mode"] = "client",
                ["Drain:Delay"] = "00:00:00",
                // Never opened: the address of its silo is set below.
                ["Database:Provider"] = "postgres",
                ["ConnectionStrings:Concert"] = "Host=none;Database=none",
            });
            var address = new IPEndPoint(IPAddress.Loopback, WarmUpSilo.GatewayPortOf(silo));
            gateway.UseOrleansClient(client => client.UseStaticClustering(address));
            await BuyAsync(gateway, settings, cancellationToken);
        }, cancellationToken);
    }

    private static Dictionary<string, string?> SettingsIn(WarmUpDirectory directory) => new(WarmUpSilo.SettingsIn(directory))
    {
        ["Admin:ApiKey"] = RandomNumberGenerator.GetHexString(64),
        ["Auth:SigningKey"] = RandomNumberGenerator.GetHexString(64),
        // High, and not off: the buckets are part of each call.
        ["RateLimit:PerClientPerSecond"] = "1000000",
        ["RateLimit:PerAddressPerSecond"] = "1000000",
        ["RateLimit:NewUsersPerAddressPerMinute"] = "1000000",
        ["RateLimit:NewPlacesPerAddressPerMinute"] = "1000000",
    };

    private static WebApplicationBuilder Configure(Dictionary<string, string?> settings) => ApiHosting.Configure(
        Production,
        builder =>
        {
            builder.Configuration.Sources.Clear();
            builder.Configuration.AddInMemoryCollection(settings);
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Services.KeepPrivate();
        },
        out _);

    private static async Task BuyAsync(
        WebApplicationBuilder builder, Dictionary<string, string?> settings, CancellationToken cancellationToken)
    {
        var app = ApiHosting.Build(builder);
        await WarmUpSilo.UseAsync(app, async () =>
        {
            using var buyer = new WarmUpBuyer(new(app.Urls.First()), settings["Admin:ApiKey"]!);
            await WarmUpRounds.RunAsync((_, stop) => buyer.OpenAsync(stop), cancellationToken);
        }, cancellationToken);
    }
}
