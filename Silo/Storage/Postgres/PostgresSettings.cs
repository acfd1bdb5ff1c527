using Concert.Settings;
using Npgsql;

namespace Concert.Storage;

/// <summary>The operator's connection string, and our defaults where it says nothing.</summary>
internal static class PostgresSettings
{
    // Statements prepared by themselves and no reset between uses (we leave nothing behind) are nearly twice the speed of the
    // driver's defaults; few connections cost a tenth of it and let many silos share a server (ARCHITECTURE.md § Decisions).
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

    /// <exception cref="CannotStartException">It is no connection string, or it names no server.</exception>
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
            throw new CannotStartException($"ConnectionStrings:Concert is no PostgreSQL connection string: {fault.Message}", fault);
        }
    }

    /// <summary>What may be said aloud of it: no password.</summary>
    public static string NameOf(NpgsqlConnectionStringBuilder settings) =>
        $"Host={settings.Host};Port={settings.Port};Database={settings.Database ?? settings.Username};Username={settings.Username}";
}
