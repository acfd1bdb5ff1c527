using System.ComponentModel;
using System.Globalization;
using Spectre.Console;
using Spectre.Console.Cli;

namespace Concert.Bench.Harness;

internal sealed class PaceSettings : CommandSettings
{
    private const int MostRate = 20_000;
    private const string Both = "both";
    private const string Apart = "apart";
    private const string Together = "together";

    private static readonly string[] Shapes = [Both, Apart, Together];

    [CommandOption("--rates <LIST>")]
    [Description("How many users arrive a second, such as 100,500.")]
    [DefaultValue("100,200,500,1000")]
    public string Rates { get; init; } = "";

    [CommandOption("--rounds <N>")]
    [Description("Rounds of each contender at each rate; with --cold, starts.")]
    [DefaultValue(3)]
    public int RoundCount { get; init; }

    [CommandOption("--seconds <S>")]
    [Description("For how long users arrive in a round.")]
    [DefaultValue(10.0)]
    public double Seconds { get; init; }

    [CommandOption("--seats <N>")]
    [Description("Seats of a hall, a multiple of 100. When all of them have a buyer, the next users buy in the next hall.")]
    [DefaultValue(3_000)]
    public int Seats { get; init; }

    [CommandOption("--seed <N>")]
    [Description("The same seed gives the same arrivals.")]
    [DefaultValue(1)]
    public int Seed { get; init; }

    [CommandOption("--shape <NAME>")]
    [Description("The service as silo and gateway (apart), as one process (together), or both, each a contender.")]
    [DefaultValue(Both)]
    public string Shape { get; init; } = Both;

    [CommandOption("--contender <NAME>")]
    [Description("Only that contender, such as concert or \"FOR UPDATE\": for profiling.")]
    public string? Contender { get; init; }

    [CommandOption("--search")]
    [Description("Searches the highest rate with p99 of reserve under 100 ms.")]
    public bool IsSearch { get; init; }

    [CommandOption("--cold")]
    [Description("The first 1,000 purchases after a start, against warm ones.")]
    public bool IsCold { get; init; }

    [CommandOption("--json <FILE>")]
    [Description("Writes every figure of every round.")]
    public string? JsonPath { get; init; }

    [CommandOption("--markdown <FILE>")]
    [Description("Writes the tables of docs/performance.md.")]
    public string? MarkdownPath { get; init; }

    [CommandOption("--wal-delay")]
    [Description("Adds 1.5 ms to each WAL sync of the servers, as a cloud disk would.")]
    public bool HasWalDelay { get; init; }

    public IReadOnlyList<double> EachRate => [.. Rates.Split(',').Select(rate => double.Parse(rate, CultureInfo.InvariantCulture))];

    /// <summary>The first is ours.</summary>
    public IReadOnlyList<string> Contenders => Contender is { } only
        ? [only]
        : [.. PaceContender.Names.Where(name => name switch
        {
            ContenderNames.Concert => Shape != Together,
            ContenderNames.OneProcess => Shape != Apart,
            _ => true,
        })];

    public int UserCount(double rate) => Math.Max(1, (int)Math.Round(rate * Seconds));

    public override ValidationResult Validate() => this switch
    {
        _ when !Rates.Split(',').All(IsRate) =>
            ValidationResult.Error($"'--rates' is '{Rates}'; it must be numbers from 1 to {MostRate:N0}, with commas between them."),
        { RoundCount: < 1 or > 1_000 } => ValidationResult.Error($"'--rounds' is '{RoundCount}'; it must be 1 to 1,000."),
        { Seconds: not (>= 1 and <= 600) } => ValidationResult.Error($"'--seconds' is '{Seconds}'; it must be 1 to 600."),
        _ when Seats is < Buyers.SeatsPerRow or > 100_000 || Seats % Buyers.SeatsPerRow != 0 =>
            ValidationResult.Error($"'--seats' is '{Seats}'; it must be 100 to 100,000, in hundreds."),
        { Seed: < 0 } => ValidationResult.Error($"'--seed' is '{Seed}'; it must be 0 or more."),
        _ when !Shapes.Contains(Shape) => ValidationResult.Error($"'--shape' is '{Shape}'; it must be one of {string.Join(", ", Shapes)}."),
        _ when Contender is { } name && !PaceContender.Names.Contains(name) =>
            ValidationResult.Error($"'--contender' is '{name}'; it must be one of {string.Join("; ", PaceContender.Names)}."),
        { IsSearch: true, IsCold: true } => ValidationResult.Error("--search and --cold are runs of their own: one at a time."),
        _ => ValidationResult.Success(),
    };

    private static bool IsRate(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var rate) && rate is >= 1 and <= MostRate;
}
