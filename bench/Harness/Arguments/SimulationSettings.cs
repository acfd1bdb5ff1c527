using System.ComponentModel;
using Spectre.Console;
using Spectre.Console.Cli;

namespace Concert.Bench.Harness;

internal sealed class SimulationSettings : CommandSettings
{
    private const int MinFans = 1_000;
    private const int MaxFans = 5_000_000;
    private const int QuickFans = 50_000;

    [CommandOption("--part <NAME>")]
    [Description("Only that part: evening, claims, defenses or lanes (default: all).")]
    public string? Part { get; init; }

    [CommandOption("--people <N>")]
    [Description("How many fans come to the evening.")]
    [DefaultValue(1_000_000)]
    public int FanCount { get; init; }

    [CommandOption("--quick")]
    [Description("50,000 fans, and one seed in place of three for the claims and defenses.")]
    public bool IsQuick { get; init; }

    [CommandOption("--seed <N>")]
    [Description("The same seed gives the same figures.")]
    [DefaultValue(1)]
    public int Seed { get; init; }

    [CommandOption("--svg <FOLDER>")]
    [Description("Where the plots go.")]
    [DefaultValue("docs/plots")]
    public string SvgFolder { get; init; } = "";

    [CommandOption("--markdown <FILE>")]
    [Description("Writes the tables.")]
    public string? MarkdownPath { get; init; }

    public int EveningFanCount => IsQuick ? QuickFans : FanCount;

    public override ValidationResult Validate() =>
        FanCount is < MinFans or > MaxFans
            ? ValidationResult.Error($"'--people' is '{FanCount}'; it must be {MinFans:N0} to {MaxFans:N0}.")
        : Seed < 0 ? ValidationResult.Error($"'--seed' is '{Seed}'; it must be 0 or more.")
        : ValidationResult.Success();
}
