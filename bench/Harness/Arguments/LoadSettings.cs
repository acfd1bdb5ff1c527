using System.ComponentModel;
using Spectre.Console;
using Spectre.Console.Cli;

namespace Concert.Bench.Harness;

internal sealed class LoadSettings : CommandSettings
{
    [CommandOption("--url <ADDRESS>")]
    [Description("The service, as clients reach it.")]
    public string Url { get; init; } = "";

    [CommandOption("--users <N>")]
    [Description("How many users arrive in all.")]
    public int Users { get; init; }

    [CommandOption("--rate <R>")]
    [Description("How many users arrive per second.")]
    public double Rate { get; init; }

    [CommandOption("--seconds <S>")]
    [Description("No user arrives after this time (default: all users arrive).")]
    public int? Seconds { get; init; }

    [CommandOption("--concert <ID>")]
    [Description("An existing concert to buy for. Other users may own seats of it.")]
    public string? ConcertId { get; init; }

    [CommandOption("--admin-key <KEY>")]
    [Description("Creates a concert with enough seats for all users.")]
    public string? AdminKey { get; init; }

    [CommandOption("--seed <N>")]
    [Description("The same seed makes each user choose the same again.")]
    [DefaultValue(1)]
    public int Seed { get; init; } = 1;

    [CommandOption("--patience <S>")]
    [Description("How many seconds a user waits in the queue, and for how long the tool retries during an outage.")]
    [DefaultValue(120)]
    public int PatienceSeconds { get; init; } = 120;

    public TimeSpan Patience => TimeSpan.FromSeconds(PatienceSeconds);

    public override ValidationResult Validate() => this switch
    {
        _ when !Uri.TryCreate(Url, UriKind.Absolute, out var _) => ValidationResult.Error("--url must be an address, such as http://localhost:5080."),
        { Rate: not (> 0) } => ValidationResult.Error("--rate must be more than 0."),
        { Users: < 1 } => ValidationResult.Error("--users must be 1 or more."),
        { Seconds: < 0 } or { PatienceSeconds: < 0 } => ValidationResult.Error("--seconds and --patience can't be negative."),
        _ when ConcertId is null == AdminKey is null => ValidationResult.Error("Exactly one of --concert and --admin-key is needed."),
        _ => ValidationResult.Success(),
    };
}
