using System.ComponentModel;
using Spectre.Console;
using Spectre.Console.Cli;

namespace Concert.Bench.Harness;

internal sealed class WaitingSettings : CommandSettings
{
    [CommandOption("--users <N>")]
    [Description("Users who join the queue.")]
    [DefaultValue(100_000)]
    public int Users { get; init; }

    [CommandOption("--streams <N>")]
    [Description("How many of the users, spread over the line, keep a stream open and do not poll.")]
    [DefaultValue(0)]
    public int Streams { get; init; }

    [CommandOption("--connections <N>")]
    [Description("Kept-alive connections that the polls share.")]
    [DefaultValue(256)]
    public int Connections { get; init; }

    [CommandOption("--seconds <S>")]
    [Description("How long is measured, after all have joined and polled for a while.")]
    [DefaultValue(120.0)]
    public double Seconds { get; init; }

    [CommandOption("--slots <N>")]
    [Description("Users admitted at a time (Queue:MaxActive).")]
    [DefaultValue(500)]
    public int Slots { get; init; }

    [CommandOption("--shopping <S>")]
    [Description("How long an admitted user keeps the slot, on average.")]
    [DefaultValue(60.0)]
    public double ShoppingSeconds { get; init; }

    [CommandOption("--markdown <FILE>")]
    [Description("Writes the table of docs/waiting-room.md.")]
    public string? MarkdownPath { get; init; }

    [CommandOption("--connection <TEXT>")]
    [Description("A PostgreSQL server whose user may create databases. Without it the bench starts its own.")]
    public string? Connection { get; init; }

    public override ValidationResult Validate() => this switch
    {
        { Users: not (>= 1 and <= 1_000_000) } => ValidationResult.Error($"'--users' is '{Users}'; it must be 1 to 1,000,000."),
        { Streams: < 0 } or { Streams: > 50_000 } => ValidationResult.Error($"'--streams' is '{Streams}'; it must be 0 to 50,000."),
        _ when Streams > Users => ValidationResult.Error($"'--streams' is '{Streams}'; it must be at most the number of users."),
        { Connections: not (>= 1 and <= 5_000) } => ValidationResult.Error($"'--connections' is '{Connections}'; it must be 1 to 5,000."),
        { Seconds: not (>= 1 and <= 3_600) } => ValidationResult.Error($"'--seconds' is '{Seconds}'; it must be 1 to 3,600."),
        { Slots: not (>= 1 and <= 1_000_000) } => ValidationResult.Error($"'--slots' is '{Slots}'; it must be 1 to 1,000,000."),
        { ShoppingSeconds: not (>= 1 and <= 600) } => ValidationResult.Error($"'--shopping' is '{ShoppingSeconds}'; it must be 1 to 600."),
        _ => ValidationResult.Success(),
    };
}
