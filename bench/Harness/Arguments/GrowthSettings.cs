using System.ComponentModel;
using System.Globalization;
using Spectre.Console;
using Spectre.Console.Cli;

namespace Concert.Bench.Harness;

internal sealed class GrowthSettings : MeasuringSettings
{
    private const double MinAgeSeconds = 4;
    private const double MaxAgeSeconds = 86_400;

    [CommandOption("--svg <FOLDER>")]
    [Description("Where the plots go.")]
    [DefaultValue("docs/plots")]
    public string SvgFolder { get; init; } = "";

    [CommandOption("--age <SECONDS>")]
    [Description("Idle time after which the observed silo may deactivate a grain; 'own': as the service is configured (minutes).")]
    [DefaultValue("20")]
    public string Age { get; init; } = "";

    public int RoundCount => Rounds ?? (IsQuick ? 1 : 3);

    /// <summary>Null: as the service is configured.</summary>
    public TimeSpan? CollectionAge => Age == "own" ? null : TimeSpan.FromSeconds(double.Parse(Age, CultureInfo.InvariantCulture));

    public override ValidationResult Validate() =>
        Age == "own" || (double.TryParse(Age, CultureInfo.InvariantCulture, out var seconds) && seconds is >= MinAgeSeconds and <= MaxAgeSeconds)
            ? base.Validate()
            : ValidationResult.Error($"'--age' is '{Age}'; it must be 'own' or {MinAgeSeconds} to {MaxAgeSeconds:N0} seconds.");
}
