using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;

namespace Concert.Cluster;

/// <summary>Finds the silo of a grain in the cluster's grain directory.</summary>
internal sealed class GrainMap : IAsyncDisposable
{
    private readonly IHost _host;

    private GrainMap(IHost host) => _host = host;

    public static async Task<GrainMap> OpenAsync(string connectionString)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.ClearProviders();
        builder.UseOrleansClient(client => client
            .Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = ("concert", "concert"))
            .UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = ("Npgsql", connectionString + ";Pooling=false")));
        var host = builder.Build();
        await host.StartAsync();
        return new(host);
    }

    /// <summary>The port of the silo with the grain's activation.</summary>
    /// <exception cref="InvalidOperationException">The grain has no activation.</exception>
    public async Task<int> PortOfAsync(string grainType, string key) =>
        await FindPortAsync(grainType, key) ?? throw new InvalidOperationException($"{grainType}/{key} has no activation.");

    /// <summary>
    /// The port of the silo with the grain's activation. Null when the grain has no activation. After a silo has left, Orleans may end
    /// activations whose directory entry was lost with it.
    /// </summary>
    public async Task<int?> FindPortAsync(string grainType, string key)
    {
        var grains = _host.Services.GetRequiredService<IGrainFactory>();
        var address = await grains.GetGrain<IManagementGrain>(0).GetActivationAddress(grains.GetGrain(GrainId.Create(grainType, key)));
        return address?.Endpoint.Port;
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
