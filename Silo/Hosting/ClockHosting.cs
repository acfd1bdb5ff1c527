using System.Data.Common;
using Concert.Settings;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Concert.Hosting;

/// <summary>Adds the comparison of clocks to a process of a cluster.</summary>
internal static class ClockHosting
{
    /// <param name="builder">The process.</param>
    /// <param name="settings">With SQLite nothing is added: the database is a file of this machine and has no clock of its own.</param>
    /// <param name="database">Finds the connections of this process among its services.</param>
    /// <param name="meterName">The meter of this process.</param>
    public static void AddClockCheck(
        this IHostApplicationBuilder builder, ConcertSettings settings, Func<IServiceProvider, DbDataSource> database, string meterName)
    {
        if (settings.Database.Provider == DatabaseOptions.Sqlite) return;
        // The clock of the machine, whatever clock the grains of a test have.
        var time = TimeProvider.System;
        builder.Services.AddSingleton<IDatabaseClock>(services => new PostgresClock(database(services), time));
        builder.Services.AddSingleton(services => ActivatorUtilities.CreateInstance<ClockCheck>(services, time, meterName));
        builder.Services.AddHostedService(services => ActivatorUtilities.CreateInstance<ClockMonitor>(services, time));
    }
}
