using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Concert.Cluster;
using Concert.Faults;
using Concert.History;

namespace Concert.Queues;

/// <summary>
/// 200 users wait in the lobby of a sale, and 50 join after its opening. The service runs as real processes, whose silos are killed in
/// the second of the opening, or have a wrong clock. The order of admission is the one that anybody can compute from the seed.
/// </summary>
public sealed class OpeningCrashTests(OpeningCluster cluster, ITestOutputHelper output) : IClassFixture<OpeningCluster>, IAsyncLifetime
{
    private const int EarlyCount = 200;
    private const int LateCount = 50;

    private static readonly TimeSpan ShortestLobby = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan BeforeOpening = TimeSpan.FromSeconds(0.4);
    private static readonly TimeSpan OpeningLimit = TimeSpan.FromSeconds(120);

    // A silo does not start with a clock that is wrong by more than two seconds.
    private static readonly TimeSpan AllowedSkew = TimeSpan.FromSeconds(1.5);

    private readonly LobbyUser[] _early = [.. Enumerable.Range(0, EarlyCount).Select(number => new LobbyUser(cluster.Gateways, number))];
    private readonly LobbyUser[] _late =
        [.. Enumerable.Range(EarlyCount, LateCount).Select(number => new LobbyUser(cluster.Gateways, number))];

    private readonly RetryingClient _visitor = new(cluster.Gateways, "a visitor", seed: 0);
    private AConcertOnSale _concert = null!;
    private DateTimeOffset _opensAt;
    private string _commitment = "";

    // By the clock of this machine, which is also the database's.
    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public async ValueTask InitializeAsync()
    {
        await cluster.StartSilosAsync();
        await cluster.Processes.AwaitReadyAsync();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Silos_killed_just_before_the_opening_draw_the_committed_order()
    {
        await FillLobbyAsync();
        var admissions = AdmitAllAsync();
        await DelayUntilAsync(_opensAt - BeforeOpening);

        await KillAllAsync();
        await cluster.StartSilosAsync();

        await admissions;
        await CheckAsync();
    }

    [Fact]
    public async Task Silos_killed_when_the_first_user_is_active_continue_in_the_drawn_order()
    {
        await FillLobbyAsync();
        var admissions = AdmitAllAsync();
        await AwaitAsync(true, () => Task.FromResult(_early.Any(user => user.Latest.Text("status") == "active")), "Whether a user is active");

        await KillAllAsync();
        await cluster.StartSilosAsync();

        await admissions;
        await CheckAsync();
    }

    [Theory]
    [InlineData(+1)]
    [InlineData(-1)]
    public async Task A_queue_on_a_silo_with_a_wrong_clock_admits_nobody_before_the_opening_by_the_clock_of_the_database(int direction)
    {
        using var clock = new SkewedClock(direction * AllowedSkew);
        await cluster.LeaveOneSiloAsync(ClusterFixture.Silos[0], clock);
        try
        {
            await FillLobbyAsync();
            await AdmitAllAsync();
            await CheckAsync();
        }
        finally
        {
            await cluster.KillSilosAsync(ClusterFixture.Silos[0]);
        }
    }

    // On a busy machine the joins may take longer than the lobby was meant to be open: then the next one is open for twice as long.
    private async Task FillLobbyAsync()
    {
        await Task.WhenAll(_early.Concat(_late).Select(user => user.RegisterAsync()));
        for (var lobby = ShortestLobby; ; lobby *= 2)
        {
            Assert.True(lobby < OpeningLimit, $"{EarlyCount} users could not join within {lobby / 2}.");
            _opensAt = DateTimeOffset.FromUnixTimeMilliseconds((Now + lobby).ToUnixTimeMilliseconds());
            _concert = await LobbyUser.AnnounceAsync(cluster.Gateways[0], _opensAt);
            _commitment = (string)(await QueueAsync())["draw"]!["commitment"]!;
            await Task.WhenAll(_early.Select(user => user.JoinAsync(_concert)));
            if (Now < _opensAt - (lobby / 4)) break;
        }

        Assert.All(_early, user => Assert.Equal("lobby", user.Latest.Text("status")));
        Report($"{EarlyCount} users are in the lobby {(_opensAt - Now).TotalSeconds:0.0} s before the opening.");
    }

    // The late join once a gateway has published that the queue is open: from then on nobody can be early.
    private async Task AdmitAllAsync()
    {
        var admissions = AllOrFirstFaultAsync(_early.Select(user => user.UseTurnAsync()));
        await AwaitAsync("open", async () => (string)(await QueueAsync())["phase"]!, "The phase of the queue");
        Report($"A gateway published the opening {(Now - _opensAt).TotalSeconds:0.000} s after it was due.");
        var later = AllOrFirstFaultAsync(_late.Select(async user =>
        {
            await user.JoinAsync(_concert);
            await user.UseTurnAsync();
        }));
        await AllOrFirstFaultAsync([admissions, later]);
        Report($"All {EarlyCount + LateCount} users had their turn {(Now - _opensAt).TotalSeconds:0.0} s after the opening.");
    }

    // A user whose request is refused keeps a slot, and the others would wait for it.
    private static async Task AllOrFirstFaultAsync(IEnumerable<Task> tasks)
    {
        await foreach (var task in Task.WhenEach(tasks)) await task;
    }

    private async Task KillAllAsync()
    {
        await cluster.KillSilosAsync(ClusterFixture.Silos);
        Report($"All silos were killed {(Now - _opensAt).TotalSeconds:+0.000;-0.000} s from the opening.");
    }

    private async Task CheckAsync()
    {
        foreach (var user in _early.Concat(_late)) CheckAnswers(user);
        var seed = await CheckSeedAsync();
        var draw = await Draw.VerifyAsync(cluster.Processes, _concert.ConcertId);
        Assert.True(draw.ExitCode == 0, $"verify-draw exited with {draw.ExitCode}: {draw.Errors}");
        Assert.Contains(seed, draw.Errors, StringComparison.Ordinal);
        Assert.Equal(Draw.OrderOf(seed, EarlyCount), draw.Turns.Select(turn => turn.Place));
        Assert.Equal(_early.Select(user => user.UserId).Order(), draw.Turns.Select(turn => turn.User).Order());
        CheckSteps(draw, await PlaceSteps.ReadAsync(cluster.Processes.ConnectionString));
        await AwaitAsync("", FaultsOfAuditAsync, "What the auditor found");
    }

    private async Task<string> FaultsOfAuditAsync()
    {
        var (exitCode, report) = await cluster.Processes.AuditAsync();
        return exitCode == 0 ? "" : $"{exitCode}: {report}";
    }

    // Nobody is active before the opening. No position grows, and nobody who had a position is in the lobby again.
    private void CheckAnswers(LobbyUser user)
    {
        var position = long.MaxValue;
        foreach (var answer in user.Answers)
        {
            if (answer.Text("status") == "active")
                Assert.True(answer.AnsweredAt >= _opensAt, $"{user.UserId} was active at {answer.AnsweredAt:O}, before {_opensAt:O}.");
            var next = (long?)answer.Granted["position"] ?? long.MaxValue;
            Assert.True(next <= position, $"{user.UserId} was at {position} and then at {next}: {answer.Body}");
            position = next;
        }
    }

    private async Task<string> CheckSeedAsync()
    {
        var draw = (await QueueAsync())["draw"]!;
        var seed = (string)draw["seed"]!;
        Assert.Equal(_commitment, (string?)draw["commitment"]);
        Assert.Equal(_commitment, Convert.ToHexStringLower(SHA256.HashData(Convert.FromHexString(seed))));
        return seed;
    }

    // Each user has one place, and all were admitted in the order of the draw, the late behind them in the order of their places.
    private void CheckSteps(Draw draw, IReadOnlyList<PlaceStep> all)
    {
        Assert.Empty(LineChecker.Check(new(_concert.ConcertId, _opensAt, OpeningCluster.MaxActive, draw.Turns), all));
        var steps = all.Where(step => step.Concert == _concert.ConcertId).ToLookup(step => step.Status);
        var late = steps["Waiting"].Where(step => step.Place > EarlyCount).Select(step => step.User).ToList();
        Assert.Equal(_late.Select(user => user.UserId).Order(), late.Order());
        Assert.Empty(steps["Departed"]);

        string[] expected = [.. draw.Turns.Select(turn => turn.User), .. late];
        var turns = expected.Index().ToDictionary(user => user.Item, user => user.Index);
        var admitted = steps["Admitted"].GroupBy(step => step.Commit).SelectMany(commit => commit.OrderBy(step => turns[step.User]));
        Assert.Equal(expected, admitted.Select(step => step.User));
        Report($"{steps["Admitted"].Select(step => step.Commit).Distinct().Count()} commits admitted {expected.Length} users.");
    }

    private async Task<JsonNode> QueueAsync() =>
        (await _visitor.SendAsync(HttpMethod.Get, $"/v1/concerts/{_concert.ConcertId}/queue")).Granted;

    private static Task AwaitAsync<T>(T expected, Func<Task<T>> read, string what) => Polling.UntilAsync(expected, read, OpeningLimit, what);

    private static async Task DelayUntilAsync(DateTimeOffset at)
    {
        if (at - Now is var wait && wait > TimeSpan.Zero) await Task.Delay(wait);
    }

    private void Report(FormattableString figures)
    {
        var line = figures.ToString(CultureInfo.InvariantCulture);
        output.WriteLine(line);
        Console.WriteLine(line);
    }
}
