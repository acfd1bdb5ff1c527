using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.Hosting;

namespace Concert.Hosting;

/// <summary>The default log levels: information of our own code, and warnings of everything else.</summary>
internal static class LoggingHosting
{
    public static void AddQuietLogging(this IHostApplicationBuilder builder) =>
        // The first source, so that every other one overrides it.
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource
        {
            InitialData = new Dictionary<string, string?>
            {
                ["Logging:LogLevel:Default"] = "Warning",
                ["Logging:LogLevel:Concert"] = "Information",
                // ConcertHost reports a failed start, in one line.
                ["Logging:LogLevel:Microsoft.Extensions.Hosting.Internal.Host"] = "Critical",
                // The metric health_check_passed reports each failure, and Readiness logs its reason.
                ["Logging:LogLevel:Microsoft.Extensions.Diagnostics.HealthChecks"] = "Critical",
                // It warns about its keys, which protect cookies; we have no cookies.
                ["Logging:LogLevel:Microsoft.AspNetCore.DataProtection"] = "Error",
                // At each start it mistakes the uptime of the machine for a stall, and warns.
                ["Logging:LogLevel:Orleans.Runtime.Watchdog"] = "Error",
                ["Logging:Console:FormatterName"] = "simple",
                ["Logging:Console:FormatterOptions:SingleLine"] = "true",
            },
        });
}
