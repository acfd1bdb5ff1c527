using Spectre.Console.Cli;

namespace Concert.Bench.Simulation;

/// <summary>Simulates the opening of a sale in virtual time, with the rules of the service.</summary>
internal sealed class SimulateRun : AsyncCommand<SimulationSettings>
{
    public override async Task<int> ExecuteAsync(CommandContext context, SimulationSettings settings, CancellationToken cancellationToken)
    {
        await Task.Yield();
        var watch = Stopwatch.StartNew();
        var f = Evening.Run(new()
        {
            Seed = (ulong)settings.Seed,
            Crowd = new() { FanCount = settings.EveningFanCount },
            Script = new(1_000, 10),
            SeatCount = settings.EveningFanCount / 50,
        });
        Console.WriteLine(JsonSerializer.Serialize(new { f.JoinedCount, f.EarlyCount, f.DelayedFanCount, p50 = EveningFigures.Percentile(f.FanWaits, .5), p99 = EveningFigures.Percentile(f.FanWaits, .99), f.LeftCount, f.AdmittedFanCount, f.FruitlessCount, f.MissedCount, f.OvertakenCount, f.LateAdmittedCount, f.SlotUse, f.UnclaimedShare, f.FanSeatCount, f.ScriptSeatCount, f.ScriptSeatsInFirstMinute, f.TakenCount, f.BuyerCount, f.SoldOutAfter, f.StepCount, solved = EveningFigures.Percentile(f.SolvedSeconds, .5), solved99 = EveningFigures.Percentile(f.SolvedSeconds, .99), n = f.SolvedSeconds.Count, ws = f.WronglyPassedCount }));
        Console.WriteLine(watch.Elapsed);
        return CommandLine.Success;
    }
}
