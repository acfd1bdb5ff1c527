using Concert.Catalog;

namespace Concert.Endpoints;

/// <summary>Whether to send us work.</summary>
internal sealed partial class Readiness(IHostApplicationLifetime lifetime, IGrainFactory grains, ILogger<Readiness> logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>What keeps us from working; none: we are ready.</summary>
    public async Task<string?> WhatIsMissingAsync()
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested) return "The process is draining.";
        if (!lifetime.ApplicationStarted.IsCancellationRequested) return "The process is starting.";
        try
        {
            // The cheapest call that needs both a silo and its database.
            await grains.GetGrain<ICatalogGrain>(0).List(new(1, null)).WaitAsync(Patience);
            return null;
        }
        catch (Exception fault)
        {
            LogNotReady(fault.GetType().Name, fault.Message);
            return "The cluster or its database does not answer.";
        }
    }
}
