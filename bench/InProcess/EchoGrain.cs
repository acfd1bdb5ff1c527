namespace Concert.Bench;

/// <summary>Says what it is told: what a call costs that does nothing.</summary>
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
