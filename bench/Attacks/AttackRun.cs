using Spectre.Console.Cli;

namespace Concert.Bench.Attacks;

/// <summary>
/// Attacks the service in each of the known ways while a fan uses it beside, and reports how much memory the gateway's process took
/// and what the fan noticed.
/// </summary>
internal sealed class AttackRun : AsyncCommand<AttackSettings>
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan MemoryPoll = TimeSpan.FromMilliseconds(100);

    private static readonly IAttack[] All =
    [
        new SlowReaders(),
        new StreamFlood(usesBalancer: false),
        new StreamFlood(usesBalancer: true),
        new SilentConnections(),
        new SelfMadeUsers(),
        new AdminKeyGuesses(),
        CostlyRequests.Documents,
        CostlyRequests.Maps,
    ];

    public override async Task<int> ExecuteAsync(CommandContext context, AttackSettings settings, CancellationToken cancellationToken)
    {
        CommandLine.RequireRelease();
        var attacks = All.Where(attack => settings.Kind is not { } kind || attack.Name == kind).ToList();
        if (attacks.Count == 0)
            throw new RefusedException($"'--kind' is '{settings.Kind}'; it must be one of {string.Join(", ", All.Select(attack => attack.Name))}.");
        var results = new List<AttackFigures>();
        foreach (var attack in attacks)
        {
            Console.Error.WriteLine(attack.Title);
            results.Add(await MeasureAsync(attack, settings.Duration));
        }

        var table = AttackMarkdown.Of(settings.Duration, results);
        Console.WriteLine(table);
        if (settings.MarkdownPath is { } path) await File.WriteAllTextAsync(path, table, cancellationToken);
        return CommandLine.Success;
    }

    private static async Task<AttackFigures> MeasureAsync(IAttack attack, TimeSpan duration)
    {
        await using var service = await AttackedService.OpenAsync(attack);
        using var fan = new FanBeside(service.Target);
        using var over = new CancellationTokenSource();
        await fan.ArriveAsync();
        var calling = fan.RunAsync(over.Token);
        await Task.Delay(WarmUp);
        fan.Take();
        var before = await MostResidentAsync(service.Process, Quiet);
        var quiet = fan.Take();

        var tally = new AttackTally();
        using var end = new CancellationTokenSource(duration);
        var attacking = attack.RunAsync(service.Target, tally, end.Token);
        var peak = await MostResidentAsync(service.Process, duration);
        await attacking;
        await over.CancelAsync();
        await calling;
        return new(attack.Title, before, peak, quiet, fan.Take(), tally);
    }

    private static async Task<long> MostResidentAsync(ServiceProcess process, TimeSpan duration)
    {
        var most = 0L;
        for (var startedAt = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(startedAt) < duration; await Task.Delay(MemoryPoll))
            most = Math.Max(most, process.ResidentBytes);
        return most;
    }
}
