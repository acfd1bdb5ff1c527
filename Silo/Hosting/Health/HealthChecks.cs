using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Concert.Hosting;

/// <summary>
/// The health checks of a process. Only those with the tag <see cref="Ready"/> decide where requests go. None of these asks the
/// database, which all processes share: if it is slow, locked, full or away, sending requests elsewhere does not help.
/// </summary>
internal static class HealthChecks
{
    /// <summary>The tag of the checks that must pass for requests, or for a rolling update, to proceed.</summary>
    public const string Ready = "ready";

    public const string Database = "database";

    public const string Writer = "writer";

    // Often enough for an alert; each run costs one query.
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    /// <summary>Adds the health checks, and exports their results as metrics.</summary>
    public static IHealthChecksBuilder AddConcertHealth(this IServiceCollection services)
    {
        services.Configure<HealthCheckPublisherOptions>(options => (options.Delay, options.Period) = (TimeSpan.Zero, Period));
        services.AddSingleton<IHealthCheckPublisher, HealthMeter>();
        return services.AddHealthChecks();
    }

    public static void AddStorageHealth(this IServiceCollection services) => services.AddHealthChecks()
        .AddCheck<DatabaseCheck>(Database, timeout: DatabaseCheck.Timeout)
        .AddCheck<WriterCheck>(Writer);
}
