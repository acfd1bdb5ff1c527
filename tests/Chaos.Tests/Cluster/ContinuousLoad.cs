using System.Collections.Concurrent;

namespace Concert.Cluster;

/// <summary>Users who top up, read, hold a seat and release it in a loop without pauses. None of their requests may fail.</summary>
internal sealed class ContinuousLoad : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _answered = new(0);
    private readonly ConcurrentQueue<string> _failures = [];
    private readonly Task _running;
    private int _count;
    private long _longestTicks;

    private ContinuousLoad(IReadOnlyList<AClient> users) =>
        _running = Task.WhenAll(users.Select((user, number) => RunAsync(user, $"1-{number + 1}-1")));

    public int Count => _count;

    public TimeSpan Longest => TimeSpan.FromTicks(_longestTicks);

    /// <summary>Starts one user for each row of the concert. The users are distributed over the clients in turn.</summary>
    public static async Task<ContinuousLoad> StartAsync(AConcertOnSale concert, int userCount, params HttpClient[] clients)
    {
        var users = new List<AClient>();
        for (var n = 0; n < userCount; n++) users.Add(await AClient.RegisterAsync(clients[n % clients.Length], concert, $"user {n}"));
        return new(users);
    }

    /// <summary>Waits for this number of further answers.</summary>
    public async Task WaitForAnswersAsync(int answers)
    {
        for (var n = 0; n < answers; n++)
        {
            Assert.True(
                await _answered.WaitAsync(Limit),
                $"Expected {answers} further answers, got {n} and then none within {Limit}; failures: {string.Join(", ", _failures)}");
        }
    }

    /// <summary>Stops the users; returns a line for each failed request.</summary>
    public async Task<IReadOnlyCollection<string>> StopAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        return _failures;
    }

    public void Dispose()
    {
        _stopping.Dispose();
        _answered.Dispose();
    }

    private async Task RunAsync(AClient user, string seat)
    {
        var balance = 0L;
        for (var n = 1; !_stopping.IsCancellationRequested; n++)
        {
            var key = $"key-{n}";
            await SendAsync("charge", () => user.ChargeAsync($"charge-{key}", 10));
            balance += 10;
            if (await SendAsync("wallet", user.WalletAsync) is { IsSuccess: true } wallet && wallet.Amount("balance") != balance)
                _failures.Enqueue($"The balance is {wallet.Amount("balance")}, expected {balance}.");
            if (await SendAsync("reserve", () => user.ReserveAsync($"reserve-{key}", seat)) is { IsSuccess: true } held)
                await SendAsync("release", () => user.ReleaseAsync(held.Text("reservationId")));
        }
    }

    private async Task<ClientAnswer?> SendAsync(string what, Func<Task<ClientAnswer>> send)
    {
        var start = TimeProvider.System.GetTimestamp();
        try
        {
            var answer = await send();
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
