using Concert.Hosting;
using Npgsql;

namespace Concert.Storage;

/// <summary>How a process connects to PostgreSQL. What the operator's connection string says stays as it is.</summary>
internal static class PostgresConnections
{
    /// <summary>The name under which Orleans' ADO.NET providers know the driver.</summary>
    public const string Invariant = "Npgsql";

    private const int PoolSize = 20;

    // There are some forty different statements.
    private const int PreparedStatements = 60;

    private const int ConnectSeconds = 5;

    private const int CommandSeconds = 10;

    private const int KeepaliveSeconds = 30;

    /// <exception cref="CannotStartException">There is none, or it can't be read.</exception>
    public static string Tuned(string? connectionString, int poolSize = PoolSize)
    {
        try
        {
            var settings = new NpgsqlConnectionStringBuilder(connectionString);
            if (settings.Host is null)
                throw new CannotStartException("ConnectionStrings:Concert must be an Npgsql connection string that names a Host.");
            Default(settings, "Maximum Pool Size", poolSize);
            // A statement is parsed and planned once for each connection, and nothing is reset between two uses, for nothing is
            // ever set: 2,700 against 5,300 single writes a second.
            Default(settings, "Max Auto Prepare", PreparedStatements);
            Default(settings, "Auto Prepare Min Usages", 2);
            Default(settings, "No Reset On Close", true);
            // A server that vanished without a word is noticed while its users still wait.
            Default(settings, "Timeout", ConnectSeconds);
            Default(settings, "Command Timeout", CommandSeconds);
            Default(settings, "Keepalive", KeepaliveSeconds);
            Default(settings, "Application Name", "concert");
            return settings.ConnectionString;
        }
        catch (Exception wrong) when (wrong is ArgumentException or FormatException or InvalidCastException)
        {
            throw new CannotStartException($"ConnectionStrings:Concert can't be read: {wrong.Message}", wrong);
        }
    }

    /// <summary>Server and database, without user or password.</summary>
    public static string NameOf(NpgsqlDataSource dataSource)
    {
        var settings = new NpgsqlConnectionStringBuilder(dataSource.ConnectionString);
        return $"{settings.Host}:{settings.Port}/{settings.Database}";
    }

    private static void Default(NpgsqlConnectionStringBuilder settings, string key, object value)
    {
        if (!settings.ContainsKey(key) || !settings.ShouldSerialize(key)) settings[key] = value;
    }
}
