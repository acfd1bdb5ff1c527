using Spectre.Console.Cli;

namespace Concert.Bench.Workloads;

/// <summary>
/// Measures what waiting costs: users join one queue and poll as told, or keep a stream open, against real processes with the service's
/// own limits. Each user has an address of their own, as behind a balancer.
/// </summary>
internal sealed class WaitingRun : AsyncCommand<WaitingSettings>
{
    private const int Rows = 100;
    private const int SeatsPerRow = 500;

    // Everyone has polled or had an event once, and what is compiled twice has been.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(45);

    public override async Task<int> ExecuteAsync(CommandContext context, WaitingSettings settings, CancellationToken cancellationToken)
    {
        CommandLine.RequireRelease();
        await using var server = await BenchServer.OpenAsync(new() { Connection = settings.Connection });
        var machine = await BenchRun.DescribeAsync(server);
        await using var services = await HttpServices.StartAsync(server, new(HasBaseline: false, MaxActive: settings.Slots, Settings: SettingsOf(settings)));

        var table = WaitingMarkdown.Of(machine.Title, await MeasureAsync(services, settings));
        Console.WriteLine(table);
        if (settings.MarkdownPath is { } path) await File.WriteAllTextAsync(path, table, cancellationToken);
        return CommandLine.Success;
    }

    private static async Task<WaitingFigures> MeasureAsync(HttpServices services, WaitingSettings settings)
    {
        var concert = await services.CreateConcertAsync(Rows, SeatsPerRow);
        var users = Enumerable.Range(0, settings.Users).Select(number => new WaitingUser(number, services.Authorization($"u_{number}").Value)).ToList();
        var idleBytes = services.ResidentBytes("gateway");
        var crowd = new WaitingCrowd(services.Gateway, concert.ConcertId, users, settings);
        var running = crowd.RunAsync();
        Console.Error.WriteLine($"{settings.Users:N0} users join");
        await crowd.Joined;
        Console.Error.WriteLine("They wait");
        await Task.WhenAny(running, Task.Delay(WarmUp));

        var tally = new WaitingTally();
        var before = services.ProcessorTimes();
        crowd.CountIn(tally);
        var startedAt = Stopwatch.GetTimestamp();
        await Task.WhenAny(running, Task.Delay(TimeSpan.FromSeconds(settings.Seconds)));
        var duration = Stopwatch.GetElapsedTime(startedAt);
        var after = services.ProcessorTimes();
        var bytes = services.ResidentBytes("gateway");
        crowd.End();
        await running;
        var times = after.ToDictionary(process => process.Key, process => process.Value - before[process.Key]);
        return new(settings.Users, settings.Streams, duration, tally.ToCalls(), times, bytes, idleBytes);
    }

    // The service's own values, where the bench has others for its other workloads. A challenge is not what is measured.
    private static Dictionary<string, string> SettingsOf(WaitingSettings settings) => new()
    {
        ["RateLimit__PerClientPerSecond"] = "50",
        ["Queue__ActiveLifetime"] = "00:10:00",
        ["Queue__ClaimWindow"] = "00:00:30",
        ["Forwarded__TrustedHops"] = "1",
        ["Connections__Max"] = $"{((settings.Streams + settings.Connections) * 4 / 3) + 1_000}",
        ["Streams__Max"] = $"{Math.Max(10_000, settings.Streams)}",
    };
}
