using System.ComponentModel;
using System.Globalization;
using Spectre.Console;
using Spectre.Console.Cli;

namespace Concert.Bench.Harness;

internal sealed class HoardSettings : CommandSettings
{
    private const int MostAddresses = 1_000;

    [CommandOption("--addresses <LIST>")]
    [Description("From how many addresses the script comes, a run for each, such as 1,10,100.")]
    [DefaultValue("1")]
    public string Addresses { get; init; } = "1";

    [CommandOption("--bound <N>")]
    [Description("Queue:AdmissionsPerAddressPerMinute; 0: no bound (default: the service's own).")]
    public int? Bound { get; init; }

    [CommandOption("--lobby <S>")]
    [Description("How long before the opening the script begins to join.")]
    [DefaultValue(60.0)]
    public double LobbySeconds { get; init; }

    [CommandOption("--markdown <FILE>")]
    [Description("Writes the table of docs/waiting-room.md.")]
    public string? MarkdownPath { get; init; }

    public IReadOnlyList<int> AddressCounts => [.. Addresses.Split(',').Select(count => int.Parse(count, CultureInfo.InvariantCulture))];

    public override ValidationResult Validate() => this switch
    {
        _ when !Addresses.Split(',').All(IsCount) =>
            ValidationResult.Error($"'--addresses' is '{Addresses}'; it must be numbers from 1 to {MostAddresses:N0}, with commas between them."),
        { Bound: < 0 or > 1_000_000 } => ValidationResult.Error($"'--bound' is '{Bound}'; it must be 0 to 1,000,000."),
        { LobbySeconds: not (>= 5 and <= 1_500) } => ValidationResult.Error($"'--lobby' is '{LobbySeconds}'; it must be 5 to 1,500."),
        _ => ValidationResult.Success(),
    };

    private static bool IsCount(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is >= 1 and <= MostAddresses;
}
