namespace Concert.Bench.Workloads;

/// <summary>Returns its argument: the cost of a grain call that does nothing.</summary>
[Alias("Bench.IEchoGrain")]
internal interface IEchoGrain : IGrainWithIntegerKey
{
    [Alias("Echo")]
    Task<long> Echo(long number);
}

internal sealed class EchoGrain : Grain, IEchoGrain
{
    public Task<long> Echo(long number) => Task.FromResult(number);
}
