namespace Concert.Bench.Workloads;

/// <summary>What one round of one contender at one rate gave. Processor times, commits and bytes are for one purchase.</summary>
/// <param name="Rate">Users who arrive a second.</param>
/// <param name="Round">Since 1. The same rate and round has the same arrivals for each contender.</param>
/// <param name="Count">Users who arrived.</param>
/// <param name="ArrivalSeconds">From the start of the round to the last arrival.</param>
/// <param name="Seconds">From the start of the round to the last answer.</param>
/// <param name="Processor">Microseconds, by kind of process: <c>silo</c>, <c>gateway</c>, <c>service</c>, <c>postgres</c>.</param>
/// <param name="Calls">By kind of call, and <c>purchase</c>: from the arrival to the answer of the payment.</param>
/// <param name="CallCount">Calls of one purchase, polls among them.</param>
/// <param name="Commits">Commits that wrote something.</param>
/// <param name="OtherCores">
/// Cores that all other processes of the machine used. They make calls slower, and a service that shares commits cheaper: slower calls
/// share more. So a busy machine flatters the service.
/// </param>
/// <param name="RefusedCount">Users whose purchase ended because a call was answered with another status than success, or not at all.</param>
internal sealed record PaceFigures(
    string Contender,
    double Rate,
    int Round,
    int Count,
    double ArrivalSeconds,
    double Seconds,
    IReadOnlyDictionary<string, double> Processor,
    IReadOnlyDictionary<string, CallTimes> Calls,
    double CallCount,
    double Commits,
    double WalBytes,
    GeneratorFigures Generator,
    double OtherCores,
    int RefusedCount)
{
    public const string Silo = "silo";
    public const string Gateway = "gateway";
    public const string Service = "service";
    public const string Postgres = "postgres";
    public const string Reserve = "reserve";
    public const string Purchase = "purchase";

    /// <summary>A reservation is too slow if one in a hundred takes longer.</summary>
    public const double ReserveCeilingMs = 100;

    // After the last arrival a purchase takes some tenths of a second. A contender that needs longer has fallen behind.
    private const double CatchUpSeconds = 2;

    /// <summary>Of all processes but the generator.</summary>
    public double AllProcessor => Processor.Values.Sum();

    /// <summary>Why the round does not count. Null: it counts.</summary>
    public string? WhyNot => RefusedCount > 0 ? $"{RefusedCount} users were refused" : GeneratorRule.WhyNot(Generator);

    /// <summary>Whether the contender served the rate.</summary>
    public bool IsServed => RefusedCount == 0 && Seconds - ArrivalSeconds <= CatchUpSeconds && Calls[Reserve].P99Ms < ReserveCeilingMs;
}

internal sealed record CallTimes(long Count, double P50Ms, double P99Ms, double P999Ms);

/// <param name="Microseconds">Processor time of the whole process, its garbage collection included, for one purchase.</param>
/// <param name="Core">Share of one core that the thread with the connections used.</param>
/// <param name="LateP50Ms">How late users were handled.</param>
/// <param name="ConnectionCount">Connections that were opened.</param>
internal sealed record GeneratorFigures(double Microseconds, double Core, double LateP50Ms, double LateP99Ms, int ConnectionCount);
