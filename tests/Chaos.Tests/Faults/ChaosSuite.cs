using System.Globalization;
using System.Text.Json.Nodes;
using Concert.Cluster;
using Concert.History;

namespace Concert.Faults;

/// <summary>
/// Shoppers use a cluster during faults of its processes, its database, its clocks and its clients. Then the answers that the shoppers
/// got are compared with the database. <c>CONCERT_SEED</c> selects another run; <c>CONCERT_FAULTS</c> and <c>CONCERT_MINUTES</c> make
/// it longer; <c>CONCERT_FAULT</c>, a pattern of their names, selects kinds of faults.
/// </summary>
/// <param name="shape">The processes of the cluster.</param>
/// <param name="defaultFaultCount">How many faults a run has that does not choose.</param>
public abstract class ChaosSuite(ClusterShape shape, int defaultFaultCount)
{
    private const int ShopperCount = 24;
    private const int LongRun = 10;

    // Fewer slots than shoppers, so that some shoppers wait in the queue.
    private const int MaxActive = 8;

    private static readonly int Seed = Setting("CONCERT_SEED", 20261123);

    private static readonly string FaultPattern = Environment.GetEnvironmentVariable("CONCERT_FAULT") ?? "";

    private static readonly TimeSpan Duration = TimeSpan.FromMinutes(Setting("CONCERT_MINUTES", 0));

    // The shoppers try before the first sale opens.
    private static readonly TimeSpan FirstAnnouncement = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan ReconciliationLimit = TimeSpan.FromSeconds(150);

    [Fact]
    public async Task After_any_faults_the_database_matches_every_answer_that_clients_got()
    {
        var faultCount = Setting("CONCERT_FAULTS", defaultFaultCount);
        Console.WriteLine($"Chaos run, {shape}, CONCERT_SEED={Seed} CONCERT_FAULTS={faultCount} CONCERT_MINUTES={Duration.TotalMinutes}");
        // Short holds, so that many holds expire.
        await using var cluster = await ProcessCluster.StartAsync(
            shape,
            ("Reservations__HoldDuration", "00:00:06"), ("Reservations__MaxSeatsPerUser", "6"), ("Queue__MaxActive", $"{MaxActive}"),
            // The shortest possible, so that some shoppers are away for longer, and the line goes on without them.
            ("Queue__ActiveLifetime", "00:00:15"),
            ("Queue__AbsentAfter", "00:00:15"), ("Queue__ClaimWindow", "00:00:15"), ("Queue__CalledClaimWindow", "00:00:15"),
            // Off: the shoppers would soon wait for most seats, and for slots.
            ("Reservations__MaxHoldsPerSlot", "0"), ("Reservations__SeatCooldown", "00:00:00"), ("CONCERT_DISK_MB", "512"));
        await PlaceSteps.WatchAsync(cluster.ConnectionString);
        var gateways = cluster.Gateways.Select(url => new HttpClient { BaseAddress = new(url), Timeout = TimeSpan.FromSeconds(30) }).ToList();
        var (history, statistics) = (new ClientHistory(), new ChaosStatistics(Seed));
        var openings = new Openings(gateways[0], history);
        await openings.AnnounceAsync(FirstAnnouncement);
        var shoppers = Enumerable.Range(0, ShopperCount)
            .Select(number => new ChaosShopper(number, Seed + number, gateways, openings, history, statistics)).ToList();

        using var stopping = new CancellationTokenSource();
        var shopping = Task.WhenAll(shoppers.Select(shopper => shopper.ShopAsync(stopping.Token)));
        try
        {
            await new ClusterFaults(cluster, openings, Seed, Duration, FaultPattern, statistics).RunAsync(faultCount);
        }
        finally
        {
            await stopping.CancelAsync();
            await Task.WhenAny(shopping);
            Console.WriteLine(statistics);
            Console.WriteLine(history);
        }

        await shopping;
        Assert.NotEmpty(history.Granted(Verb.Pay));
        Assert.Contains(history.ReserveAnswers, answer => answer.Refusal == "sales_closed");
        var violations = await RemainingViolationsAsync(cluster, history);
        Assert.True(violations.Count == 0, $"Expected no violation within {ReconciliationLimit}, found:\n{string.Join('\n', violations)}");
        foreach (var opening in history.Openings) await CheckLineAsync(cluster, gateways[0], opening);
        CheckTurns(await PlaceSteps.ReadAsync(cluster.ConnectionString), faultCount);
        var (exitCode, report) = await cluster.AuditAsync();
        Assert.True(exitCode == 0, $"Expected exit code 0 of the auditor, got {exitCode}:\n{report}");
    }

    // Whatever faults met the lobby, the draw or an admission: the order is the one of the draw, and never more users had slots.
    private static async Task CheckLineAsync(ProcessCluster cluster, HttpClient gateway, Opening opening)
    {
        // A queue whose silo ended before the opening, and that nobody asked for since, opens when it is asked for.
        await Polling.UntilAsync(
            "open", () => PhaseAsync(gateway, opening.Concert), ReconciliationLimit, $"The phase of the queue of {opening.Concert}");
        var draw = await Draw.VerifyAsync(cluster, opening.Concert);
        Assert.True(draw.ExitCode == 0, $"Expected exit code 0 of verify-draw {opening.Concert}, got {draw.ExitCode}:\n{draw.Errors}");
        var line = new OpenedLine(opening.Concert, opening.OpensAt, MaxActive, draw.Turns);
        var violations = LineChecker.Check(line, await PlaceSteps.ReadAsync(cluster.ConnectionString));
        Assert.True(violations.Count == 0, $"Expected no violation in the queue of {opening.Concert}, found:\n{string.Join('\n', violations)}");
        Console.WriteLine($"The queue of {opening.Concert}: {draw.Turns.Count} users were drawn, and admitted in that order.");
    }

    // A run in which nobody was away says nothing about it. A short one may have none.
    private static void CheckTurns(IReadOnlyList<PlaceStep> steps, int faultCount)
    {
        var missed = PlacesOf(steps, step => step.IsMissed);
        var hadTurn = PlacesOf(steps, step => step.HadTurn);
        var (passedCount, backCount) = (hadTurn.Except(missed).Count(), hadTurn.Intersect(missed).Count());
        Console.WriteLine($"{passedCount} turns were passed over, {missed.Count} were missed, {backCount} users came back.");
        Assert.True(passedCount + backCount > 0 || faultCount < LongRun, "Expected users who were away at their turn, or missed it and came back.");
    }

    private static HashSet<(string Concert, long Place)> PlacesOf(IEnumerable<PlaceStep> steps, Func<PlaceStep, bool> which) =>
        [.. steps.Where(which).Select(step => (step.Concert, step.Place))];

    private static async Task<string> PhaseAsync(HttpClient gateway, string concertId)
    {
        using var answer = await gateway.GetAsync(new Uri($"/v1/concerts/{concertId}/queue", UriKind.Relative));
        var body = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? (string)JsonNode.Parse(body)!["phase"]! : body;
    }

    // After the shoppers have stopped, the last holds still expire and their seats are freed. Violations that remain after that are real.
    private static async Task<IReadOnlyList<string>> RemainingViolationsAsync(ProcessCluster cluster, ClientHistory history)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var violations = HistoryChecker.Check(history, await DatabaseSnapshot.ReadAsync(cluster.ConnectionString));
            if (violations.Count == 0)
            {
                Console.WriteLine($"Consistent {TimeProvider.System.GetElapsedTime(start).TotalSeconds:0.0} s after the shoppers stopped.");
                return violations;
            }

            if (TimeProvider.System.GetElapsedTime(start) > ReconciliationLimit) return violations;
            await Task.Delay(250);
        }
    }

    private static int Setting(string name, int defaultValue) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : defaultValue;
}
