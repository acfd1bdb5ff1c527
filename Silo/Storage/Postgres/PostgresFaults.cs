using System.Net.Sockets;
using System.Text;
using Npgsql;

namespace Concert.Storage;

/// <summary>What a fault says about the transaction that it ended.</summary>
internal static class PostgresFaults
{
    private const string DataException = "22";
    private const string IntegrityConstraintViolation = "23";
    private const string ProgramLimitExceeded = "54";

    /// <summary>Another transaction was in the way and this one was rolled back: it may simply be run again.</summary>
    public static bool IsCollision(Exception fault) =>
        fault is PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure };

    /// <summary>A value that the database can't hold: one row's fault, found before anything was committed.</summary>
    public static bool IsOfOneRow(Exception fault) => fault switch
    {
        PostgresException { SqlState: var state } =>
            state.StartsWith(DataException, StringComparison.Ordinal)
            || state.StartsWith(IntegrityConstraintViolation, StringComparison.Ordinal)
            || state.StartsWith(ProgramLimitExceeded, StringComparison.Ordinal),
        EncoderFallbackException => true,
        _ => false,
    };

    /// <summary>The server is not there, not yet, or has no room at this moment: worth another try.</summary>
    public static bool IsAbsence(Exception fault) => fault switch
    {
        PostgresException { SqlState: var state } => state is PostgresErrorCodes.CannotConnectNow
            or PostgresErrorCodes.AdminShutdown
            or PostgresErrorCodes.CrashShutdown
            or PostgresErrorCodes.TooManyConnections,
        NpgsqlException or SocketException or TimeoutException => true,
        _ => false,
    };
}
