using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.EnvironmentVariables;

namespace Concert.Settings;

/// <summary>
/// Finds settings in sections that do not exist, which the configuration binder ignores: with <c>Queu:MaxActive</c> the queue would
/// have its default.
/// </summary>
internal static class SectionNames
{
    /// <summary>The sections of gateways and silos. Each accepts those of the other, because both can share one environment.</summary>
    public static IReadOnlyList<string> Ours { get; } =
    [
        "Admin", "Auth", "Catalog", "Cluster", "Connections", "Cors", "Database", "Drain", "Forwarded", "Operations", "Pages", "Queue",
        "RateLimit", "Reservations", "SeatMaps", "Startup", "Streams", "Wallet",
    ];

    /// <summary>The sections that .NET, ASP.NET Core and Orleans read, with the keys that operators of this service set.</summary>
    private static readonly Dictionary<string, string[]> OfLibraries = new()
    {
        ["Authentication"] = [],
        ["ConnectionStrings"] = [SettingsHosting.ConnectionName],
        ["HostBuilder"] = [],
        ["Kestrel"] = ["Certificates", "EndpointDefaults", "Endpoints"],
        ["Logging"] = ["Console", "LogLevel"],
        ["Metrics"] = [],
        ["Orleans"] = [],
        ["Tracing"] = [],
    };

    /// <summary>One sentence for each setting whose section does not exist.</summary>
    /// <param name="configuration">All settings.</param>
    /// <param name="types">The classes of the sections that this process reads.</param>
    public static IEnumerable<string> FaultsOf(IConfigurationRoot configuration, IReadOnlyDictionary<string, Type> types)
    {
        var deliberate = KeysOfFilesAndCommandLine(configuration);
        var known = types.Keys.Concat(Ours).Concat(OfLibraries.Keys).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return configuration.GetChildren()
            .Where(section => !known.Contains(section.Key))
            .SelectMany(section => section.GetChildren().Any()
                ? FaultsOf(section, deliberate.Contains(section.Key), known, types)
                : FaultsOfValue(section.Key, types))
            .Concat(FaultsOfConnectionStrings(configuration));
    }

    /// <summary>
    /// A process inherits the environment variables of many other programs, and any of them may have two underscores. So a variable
    /// is a fault only if both its section and its key are nearly ours. Files and the command line are written for this process alone.
    /// </summary>
    private static IEnumerable<string> FaultsOf(
        IConfigurationSection section, bool isDeliberate, IEnumerable<string> known, IReadOnlyDictionary<string, Type> types)
    {
        if (NearNames.NearestOf(section.Key, known) is not { } meant)
            return isDeliberate ? [$"{section.Key}: there is no such section of settings."] : [];
        return
            from setting in section.GetChildren()
            let key = NearNames.NearestOf(setting.Key, KeysOf(meant, types))
            where isDeliberate || key is not null
            from path in LeavesOf(setting)
            select $"{path} is not a setting; did you mean {meant}:{key ?? setting.Key}{path[setting.Path.Length..]}?";
    }

    // One underscore in place of two. Kubernetes names the variables of a service "queue" so as well, but in capitals.
    private static IEnumerable<string> FaultsOfValue(string name, IReadOnlyDictionary<string, Type> types) =>
        from section in types
        from key in SectionCheck.KeysOf(section.Value)
        where name == $"{section.Key}_{key}"
        select $"{name} is not a setting; did you mean {section.Key}__{key}?";

    // Other programs have connection strings too, so only a name that is nearly ours is a fault.
    private static IEnumerable<string> FaultsOfConnectionStrings(IConfiguration configuration) =>
        from connection in configuration.GetSection("ConnectionStrings").GetChildren()
        where !connection.Key.Equals(SettingsHosting.ConnectionName, StringComparison.OrdinalIgnoreCase)
            && NearNames.NearestOf(connection.Key, [SettingsHosting.ConnectionName]) is not null
        select $"{connection.Path} is not a setting; did you mean ConnectionStrings:{SettingsHosting.ConnectionName}?";

    private static IEnumerable<string> KeysOf(string section, IReadOnlyDictionary<string, Type> types) =>
        types.TryGetValue(section, out var type) ? SectionCheck.KeysOf(type) : OfLibraries.GetValueOrDefault(section, []);

    private static IEnumerable<string> LeavesOf(IConfigurationSection section)
    {
        var children = section.GetChildren().ToList();
        return children.Count == 0 ? [section.Path] : children.SelectMany(LeavesOf);
    }

    private static HashSet<string> KeysOfFilesAndCommandLine(IConfigurationRoot configuration) => configuration.Providers
        .SelectMany(provider =>
            provider is ChainedConfigurationProvider { Configuration: IConfigurationRoot inner } ? inner.Providers : [provider])
        .Where(provider => provider is not EnvironmentVariablesConfigurationProvider)
        .SelectMany(provider => provider.GetChildKeys([], null))
        .ToHashSet(StringComparer.OrdinalIgnoreCase);
}
