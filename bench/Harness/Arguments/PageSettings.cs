using System.ComponentModel;
using Spectre.Console;
using Spectre.Console.Cli;

namespace Concert.Bench.Harness;

internal sealed class PageSettings : CommandSettings
{
    [CommandOption("--rate <N>")]
    [Description("Purchases started per second.")]
    [DefaultValue(100.0)]
    public double Rate { get; init; }

    [CommandOption("--seconds <S>")]
    [Description("How long each part is observed.")]
    [DefaultValue(20.0)]
    public double Seconds { get; init; }

    [CommandOption("--device <NAME>")]
    [Description("phone: 390 × 844 at two device pixels per CSS pixel; desktop: 1280 × 800, with the list of seats beside the map.")]
    [DefaultValue("desktop")]
    public string Device { get; init; } = "";

    [CommandOption("--slowdown <N>")]
    [Description("Makes the page's main thread N times slower, as on a weaker device.")]
    [DefaultValue(1.0)]
    public double Slowdown { get; init; }

    [CommandOption("--json <FILE>")]
    [Description("Writes every figure.")]
    public string? JsonPath { get; init; }

    [CommandOption("--markdown <FILE>")]
    [Description("Writes the tables of docs/performance.md.")]
    public string? MarkdownPath { get; init; }

    [CommandOption("--profile <FILE>")]
    [Description("Writes a sampled profile of the page's script under load, for a browser's developer tools. It slows the page.")]
    public string? ProfilePath { get; init; }

    public TimeSpan Duration => TimeSpan.FromSeconds(Seconds);

    public bool IsPhone => Device == "phone";

    public override ValidationResult Validate() => this switch
    {
        { Rate: not (>= 1 and <= 10_000) } => ValidationResult.Error($"'--rate' is '{Rate}'; it must be 1 to 10,000."),
        { Seconds: not (>= 1 and <= 120) } => ValidationResult.Error($"'--seconds' is '{Seconds}'; it must be 1 to 120."),
        { Slowdown: not (>= 1 and <= 20) } => ValidationResult.Error($"'--slowdown' is '{Slowdown}'; it must be 1 to 20."),
        { Device: not ("phone" or "desktop") } => ValidationResult.Error($"'--device' is '{Device}'; it must be 'phone' or 'desktop'."),
        _ => ValidationResult.Success(),
    };
}
