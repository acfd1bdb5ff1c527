namespace Concert.Http;

/// <summary>Logs at start that the limit of the operating system leaves few connections for clients.</summary>
internal sealed partial class ConnectionWarning(ClientConnectionOptions options, ILogger<ConnectionWarning> logger) : IHostedService
{
    private const int Few = 2_000;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        Check(DescriptorLimit.OfThisProcess);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <param name="descriptors">How many files the process may open; null: unlimited.</param>
    internal void Check(int? descriptors)
    {
        // What an operator has set is what the operator wants.
        if (options.Max is null && options.MaxWithin(descriptors) < Few) LogFew(descriptors, options.MaxWithin(descriptors));
    }
}
