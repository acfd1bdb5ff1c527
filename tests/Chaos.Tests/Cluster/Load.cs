using System.Collections.Concurrent;

namespace Concert.Cluster;

/// <summary>Users who charge, read, hold a seat and let it go, without a pause: none of whose requests may fail.</summary>
internal sealed class Load : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource _closing = new();
    private readonly SemaphoreSlim _answered = new(0);
    private readonly ConcurrentQueue<string> _failures = [];
    private readonly Task _running;
    private int _count;
    private long _longestTicks;

    private Load(IReadOnlyList<AClient> users) => _running = Task.WhenAll(users.Select((user, number) => RunAsync(user, $"1-{number + 1}-1")));

    public int Count => _count;

    public TimeSpan Longest => TimeSpan.FromTicks(_longestTicks);

    /// <summary>A user for each row of the concert; they take the doors in turn.</summary>
    public static async Task<Load> StartAsync(AConcertOnSale concert, int userCount, params HttpClient[] doors)
    {
        var users = new List<AClient>();
        for (var n = 0; n < userCount; n++) users.Add(await AClient.ArriveAsync(doors[n % doors.Length], concert, $"user {n}"));
        return new(users);
    }

    /// <summary>Waits for so many more answers.</summary>
    public async Task ServeAsync(int answers)
    {
        for (var n = 0; n < answers; n++) Assert.True(await _answered.WaitAsync(Limit), "No more answers come.");
    }

    /// <summary>Returns what failed.</summary>
    public async Task<IReadOnlyCollection<string>> StopAsync()
    {
        await _closing.CancelAsync();
        await _running;
        return _failures;
    }

    public void Dispose()
    {
        _closing.Dispose();
        _answered.Dispose();
    }

    private async Task RunAsync(AClient user, string seat)
    {
        var balance = 0L;
        for (var n = 1; !_closing.IsCancellationRequested; n++)
        {
            var key = $"key-{n}";
            await AskAsync("charge", () => user.ChargeAsync($"charge-{key}", 10));
            balance += 10;
            if (await AskAsync("wallet", user.WalletAsync) is { IsSuccess: true } wallet && wallet.Amount("balance") != balance)
                _failures.Enqueue($"The balance is {wallet.Amount("balance")}, not {balance}.");
            if (await AskAsync("reserve", () => user.ReserveAsync($"reserve-{key}", seat)) is { IsSuccess: true } held)
                await AskAsync("release", () => user.ReleaseAsync(held.Text("reservationId")));
        }
    }

    private async Task<Answer?> AskAsync(string what, Func<Task<Answer>> ask)
    {
        var start = TimeProvider.System.GetTimestamp();
        try
        {
            var answer = await ask();
            if (!answer.IsSuccess) _failures.Enqueue($"{what}: {(int)answer.Status} {answer.Body}");
            return answer;
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException)
        {
            _failures.Enqueue($"{what}: {fault.Message}");
            return null;
        }
        finally
        {
            Interlocked.Increment(ref _count);
            var took = TimeProvider.System.GetElapsedTime(start).Ticks;
            lock (_failures) _longestTicks = Math.Max(_longestTicks, took);
            _answered.Release();
        }
    }
}
