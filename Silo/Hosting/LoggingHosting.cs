using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.Hosting;

namespace Concert.Hosting;

/// <summary>Quiet unless told otherwise: our own lines, and everyone's warnings.</summary>
internal static class LoggingHosting
{
    public static void AddQuietLogging(this IHostApplicationBuilder builder) =>
        // First among the sources, so that every other overrides it.
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource
        {
            InitialData = new Dictionary<string, string?>
            {
                ["Logging:LogLevel:Default"] = "Warning",
                ["Logging:LogLevel:Concert"] = "Information",
                // A start that fails is told once, in one line, by ConcertHost.
                ["Logging:LogLevel:Microsoft.Extensions.Hosting.Internal.Host"] = "Critical",
                // Its keys protect cookies, and we have none.
                ["Logging:LogLevel:Microsoft.AspNetCore.DataProtection"] = "Error",
                // At each start it takes the machine's uptime for a stall: an alarm that is always false helps nobody.
                ["Logging:LogLevel:Orleans.Runtime.Watchdog"] = "Error",
                ["Logging:Console:FormatterName"] = "simple",
                ["Logging:Console:FormatterOptions:SingleLine"] = "true",
            },
        });
}
