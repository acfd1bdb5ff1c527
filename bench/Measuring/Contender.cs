namespace Concert.Bench;

/// <summary>A contender whose two steps are given.</summary>
internal sealed class Contender(string name, Func<int, Task> prepareAsync, Func<int, Task<Round>> runAsync) : IContender
{
    public string Name => name;

    public Task PrepareAsync(int round) => prepareAsync(round);

    public Task<Round> RunAsync(int round) => runAsync(round);
}
