using System.Net;
using Spectre.Console.Cli;

namespace Concert.Bench.Attacks;

/// <summary>
/// Measures what a script with 1,000 accounts gets of a sale, and what 200 fans beside it get: real processes, a hall of 1,000 seats,
/// and the service's own settings. The accounts exist before: making them takes an address minutes at the limit of new users, and a
/// script has days for it.
/// </summary>
internal sealed class HoardRun : AsyncCommand<HoardSettings>
{
    private const int Rows = 20;
    private const int SeatsPerRow = 50;
    private const int AccountCount = 1_000;
    private const int FanCount = 200;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    // For fans whose turn comes late, and who then still choose and pay. It ends earlier if all have paid.
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(60);

    // Before the lobby of the run begins, so that its first second has no call that compiles code.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public override async Task<int> ExecuteAsync(CommandContext context, HoardSettings settings, CancellationToken cancellationToken)
    {
        CommandLine.RequireRelease();
        await using var server = await BenchServer.OpenAsync(new());
        var machine = await BenchRun.DescribeAsync(server);
        var lobby = TimeSpan.FromSeconds(settings.LobbySeconds);
        List<HoardFigures> results = [];
        foreach (var addressCount in settings.AddressCounts)
        {
            Console.Error.WriteLine($"A script with {AccountCount:N0} accounts, addresses: {addressCount:N0}");
            await using var services = await HttpServices.StartAsync(server, new(HasBaseline: false, Settings: SettingsOf(settings), HasDefaults: true));
            results.Add(await MeasureAsync(services, addressCount, settings.Bound, lobby));
        }

        var table = HoardMarkdown.Of(machine.Title, lobby, results);
        Console.WriteLine(table);
        if (settings.MarkdownPath is { } path) await File.WriteAllTextAsync(path, table, cancellationToken);
        return CommandLine.Success;
    }

    private static async Task<HoardFigures> MeasureAsync(HttpServices services, int addressCount, int? bound, TimeSpan lobby)
    {
        var untilOpening = WarmUp + lobby;
        var opensAt = Stopwatch.GetTimestamp() + (long)(untilOpening.TotalSeconds * Stopwatch.Frequency);
        var concert = await services.CreateConcertAsync(Rows, SeatsPerRow, salesOpenAt: TimeProvider.System.GetUtcNow() + untilOpening);
        using var end = new CancellationTokenSource();
        var (scriptCalls, fanCalls) = (new CallStatistics(), new CallStatistics());
        using var scriptService = new ServiceClient(services.Gateway, Patience, scriptCalls);
        using var fanService = new ServiceClient(services.Gateway, Patience, fanCalls);
        using var scriptSolver = new ProofSolver();
        using var fanSolver = new ProofSolver();
        var accounts = Enumerable.Range(0, AccountCount).Select(number => new SaleUser(
            scriptService, concert, services.Authorization($"u_script_{number}"), ScriptAddress(number % addressCount), scriptSolver)).ToList();
        var script = new HoardScript(accounts, opensAt, end.Token);
        var fans = HoardFanPlan.Of(FanCount, lobby).Select((plan, number) => new HoardFan(
            new(fanService, concert, services.Authorization($"u_fan_{number}"), FanAddress(number), fanSolver), plan, opensAt, end.Token)).ToList();

        await Task.Delay(WarmUp);
        var buying = Task.WhenAll(fans.Select(fan => fan.RunAsync()));
        var hoarding = script.RunAsync();
        await HoardTime.UntilAsync(opensAt, CancellationToken.None);
        var placesAtOpening = script.PlaceCount;
        await HoardTime.UntilAsync(opensAt + (long)(Minute.TotalSeconds * Stopwatch.Frequency), CancellationToken.None);
        var scriptFigures = new ScriptFigures(
            placesAtOpening,
            script.PlaceCount,
            accounts.Count(account => account.AdmittedAt is not null),
            script.SeatCount,
            scriptSolver.SolvedCount,
            scriptSolver.HashCount,
            scriptCalls.Refusals());
        var fansWithSeats = fans.Count(fan => fan.SeatsAt is not null);
        await Task.WhenAny(buying, Task.Delay(Rest));
        await end.CancelAsync();
        await Task.WhenAll(buying, hoarding);

        // What the answers said must be what the service shows.
        var taken = script.SeatCount + fans.Sum(fan => fan.SeatCount);
        await Require.CountAsync("free seats", concert.SeatIds.Count - taken, () => services.CountSeatsAsync(concert.PerformanceId, "available"));
        var fanFigures = new HoardFanFigures(
            FanCount, fansWithSeats, fans.Count(fan => fan.HasPaid), [.. fans.Select(fan => fan.Wait).OfType<TimeSpan>()], fanCalls.Refusals());
        return new(addressCount, bound, concert.SeatIds.Count, scriptFigures, fanFigures);
    }

    private static IPAddress ScriptAddress(int number) => new([10, 66, (byte)(number >> 8), (byte)number]);

    private static IPAddress FanAddress(int number) => new([10, 1, (byte)(number >> 8), (byte)number]);

    private static Dictionary<string, string> SettingsOf(HoardSettings settings)
    {
        var changed = new Dictionary<string, string> { ["Forwarded__TrustedHops"] = "1" };
        if (settings.Bound is { } bound) changed["Queue__AdmissionsPerAddressPerMinute"] = $"{bound}";
        return changed;
    }
}
