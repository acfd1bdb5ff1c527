using Orleans.Concurrency;

namespace Concert.Operations;

/// <summary>A stateless worker runs on the silo that receives the call, and needs no place in the grain directory.</summary>
[StatelessWorker]
internal sealed class PingGrain : Grain, IPingGrain
{
    public Task Ping() => Task.CompletedTask;
}
