using System.ComponentModel;
using Spectre.Console;
using Spectre.Console.Cli;

namespace Concert.Bench.Harness;

/// <summary>The options that the run of all workloads and a growth run share.</summary>
internal class MeasuringSettings : CommandSettings
{
    [CommandOption("--filter <TEXT>")]
    [Description("Only workloads, or parts of a growth run (silos, size, memory, idle), with the text in their name.")]
    public string? Filter { get; init; }

    [CommandOption("--rounds <N>")]
    [Description("Rounds that count, after the warm-up (default 5; growth: 3, with --quick 1).")]
    public int? Rounds { get; init; }

    [CommandOption("--quick")]
    [Description("Timed workloads last 2 s instead of 10; growth: fewer purchases and entities, one round.")]
    public bool IsQuick { get; init; }

    [CommandOption("--json <FILE>")]
    [Description("Writes every figure of every round.")]
    public string? JsonPath { get; init; }

    [CommandOption("--markdown <FILE>")]
    [Description("Writes the tables of docs/performance.md.")]
    public string? MarkdownPath { get; init; }

    [CommandOption("--connection <TEXT>")]
    [Description("A PostgreSQL server whose user may create databases. Without it the bench starts its own.")]
    public string? Connection { get; init; }

    [CommandOption("--wal-delay")]
    [Description("Adds 1.5 ms to each WAL sync of the bench's own server, as a cloud disk would.")]
    public bool HasWalDelay { get; init; }

    public bool Includes(string name) => Filter is not { } text || name.Contains(text, StringComparison.OrdinalIgnoreCase);

    public override ValidationResult Validate()
    {
        if (Rounds is < 1 or > 1_000) return ValidationResult.Error($"'--rounds' is '{Rounds}'; it must be 1 to 1,000.");
        return HasWalDelay && Connection is not null
            ? ValidationResult.Error("--wal-delay is a setting of the bench's own server: it can't go with --connection.")
            : ValidationResult.Success();
    }
}

internal sealed class RunSettings : MeasuringSettings
{
    [CommandOption("--contender <NAME>")]
    [Description("Only that contender, such as \"concert\": for profiling.")]
    public string? Contender { get; init; }

    public int RoundCount => Rounds ?? 5;
}
