using System.ComponentModel;
using Spectre.Console;
using Spectre.Console.Cli;

namespace Concert.Bench.Harness;

internal sealed class AttackSettings : CommandSettings
{
    [CommandOption("--kind <NAME>")]
    [Description("Only that attack, such as slow-readers (default: all).")]
    public string? Kind { get; init; }

    [CommandOption("--seconds <S>")]
    [Description("How long each attack lasts.")]
    [DefaultValue(45.0)]
    public double Seconds { get; init; }

    [CommandOption("--markdown <FILE>")]
    [Description("Writes the table.")]
    public string? MarkdownPath { get; init; }

    public TimeSpan Duration => TimeSpan.FromSeconds(Seconds);

    public override ValidationResult Validate() => Seconds is >= 1 and <= 3_600
        ? ValidationResult.Success()
        : ValidationResult.Error($"'--seconds' is '{Seconds}'; it must be 1 to 3,600.");
}
