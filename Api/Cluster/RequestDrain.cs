using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;

namespace Concert.Cluster;

/// <summary>
/// Bounds the time that requests in progress have when the server stops. The silo of the same process stops after them, and the host gives
/// both one time: a client that reads slowly could use up all of it, and the silo would then end without handing its grains over.
/// </summary>
internal sealed class RequestDrain(IServer server, TimeSpan limit, TimeProvider time) : IServer
{
    public IFeatureCollection Features => server.Features;

    public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
        where TContext : notnull =>
        server.StartAsync(application, cancellationToken);

    /// <summary>Aborts the requests that are still in progress at the end of the time.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(limit, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        await server.StopAsync(end.Token);
    }

    public void Dispose() => server.Dispose();
}

internal static class RequestDrainHosting
{
    /// <summary>Puts the server that was added before in a <see cref="RequestDrain"/>.</summary>
    public static void BoundRequestDrain(this IServiceCollection services, TimeSpan limit, TimeProvider time)
    {
        var server = services.Last(service => service.ServiceType == typeof(IServer)).ImplementationType!;
        services.AddSingleton<IServer>(provider =>
            new RequestDrain((IServer)ActivatorUtilities.CreateInstance(provider, server), limit, time));
    }
}
