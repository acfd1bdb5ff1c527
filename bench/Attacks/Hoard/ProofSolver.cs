namespace Concert.Bench.Attacks;

/// <summary>Solves challenges one after the other, with one core at most, and counts the work. Safe for concurrent use.</summary>
internal sealed class ProofSolver : IDisposable
{
    private readonly SemaphoreSlim _core = new(1);
    private long _hashCount;
    private int _solvedCount;

    public long HashCount => Volatile.Read(ref _hashCount);

    public int SolvedCount => Volatile.Read(ref _solvedCount);

    /// <param name="challenge">Of a refusal with <c>challenge_required</c>.</param>
    public async Task<string> SolveAsync(JsonNode challenge)
    {
        var (salt, difficulty) = (challenge["salt"]!.GetValue<string>(), challenge["difficulty"]!.GetValue<int>());
        await _core.WaitAsync();
        try
        {
            var (response, hashCount) = await Task.Run(() => ProofSearch.Solve(salt, difficulty));
            Interlocked.Add(ref _hashCount, hashCount);
            Interlocked.Increment(ref _solvedCount);
            return response;
        }
        finally
        {
            _core.Release();
        }
    }

    public void Dispose() => _core.Dispose();
}
