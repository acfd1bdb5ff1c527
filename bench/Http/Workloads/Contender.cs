namespace Concert.Bench.Http;

/// <summary>A way to do a workload, given as two functions.</summary>
internal sealed class Contender(string name, Func<int, Task> prepareAsync, Func<int, Task<Round>> runAsync) : IContender
{
    public string Name => name;

    public Task PrepareAsync(int round) => prepareAsync(round);

    public Task<Round> RunAsync(int round) => runAsync(round);
}

/// <summary>What contenders are called, in every workload over HTTP.</summary>
internal static class Names
{
    public const string Ours = "concert";
    public const string Locking = "FOR UPDATE";
    public const string Single = "single statement";
    public const string Nothing = "no-op endpoint";
}
