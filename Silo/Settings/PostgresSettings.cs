using Npgsql;

namespace Concert.Settings;

/// <summary>Parses the operator's connection string, and adds our defaults for what it does not set.</summary>
internal static class PostgresSettings
{
    // Automatic preparation, and no reset of pooled connections (we leave no session state behind), are nearly twice as fast as the
    // driver's defaults. A small pool costs a tenth of that and lets many silos share a server (ARCHITECTURE.md § Decisions).
    private static readonly (string Keyword, object Value)[] Defaults =
    [
        ("Application Name", "concert"),
        ("Maximum Pool Size", 20),
        ("Max Auto Prepare", 50),
        ("Auto Prepare Min Usages", 2),
        ("No Reset On Close", true),
        ("Timeout", 5),
        ("Command Timeout", 10),
    ];

    /// <exception cref="CannotStartException">The connection string is not valid, or names no server.</exception>
    public static NpgsqlConnectionStringBuilder Parse(string connectionString)
    {
        try
        {
            var settings = new NpgsqlConnectionStringBuilder(connectionString);
            if (string.IsNullOrWhiteSpace(settings.Host))
                throw new CannotStartException("ConnectionStrings:Concert names no server; it must begin with 'Host=<server>'.");
            var given = settings.Keys.ToHashSet(StringComparer.OrdinalIgnoreCase);
            foreach (var (keyword, value) in Defaults)
            {
                if (!given.Contains(keyword)) settings[keyword] = value;
            }

            return settings;
        }
        catch (Exception fault) when (fault is ArgumentException or FormatException or InvalidCastException)
        {
            throw new CannotStartException(
                $"ConnectionStrings:Concert is not a valid PostgreSQL connection string: {fault.Message}", fault);
        }
    }

    /// <summary>A name for messages, without the password.</summary>
    public static string NameOf(NpgsqlConnectionStringBuilder settings) =>
        $"Host={settings.Host};Port={settings.Port};Database={settings.Database ?? settings.Username};Username={settings.Username}";
}
