using System.Net.Sockets;
using System.Text;
using Npgsql;

namespace Concert.Storage;

/// <summary>Classifies the fault that ended a transaction.</summary>
internal static class PostgresFaults
{
    private const string DataException = "22";
    private const string IntegrityConstraintViolation = "23";
    private const string ProgramLimitExceeded = "54";

    /// <summary>The transaction was rolled back because of a concurrent one: it can be run again.</summary>
    public static bool IsRetryable(Exception fault) =>
        fault is PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure };

    /// <summary>
    /// A statement of the fast path found a row that exists already, or did not find one that it needs. Nothing was committed.
    /// </summary>
    public static bool IsConflict(PostgresException fault) =>
        fault.SqlState is PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.DivisionByZero;

    /// <summary>One row has a value that the database can't store. Nothing was committed.</summary>
    public static bool IsRowFault(Exception fault) => fault switch
    {
        PostgresException { SqlState: var state } =>
            state.StartsWith(DataException, StringComparison.Ordinal)
            || state.StartsWith(IntegrityConstraintViolation, StringComparison.Ordinal)
            || state.StartsWith(ProgramLimitExceeded, StringComparison.Ordinal),
        EncoderFallbackException => true,
        _ => false,
    };

    /// <summary>The server does not run, is starting or stopping, or has no free connection: the caller may retry.</summary>
    public static bool IsUnreachable(Exception fault) => fault switch
    {
        PostgresException { SqlState: var state } => state is PostgresErrorCodes.CannotConnectNow
            or PostgresErrorCodes.AdminShutdown
            or PostgresErrorCodes.CrashShutdown
            or PostgresErrorCodes.TooManyConnections,
        NpgsqlException or SocketException or TimeoutException => true,
        _ => false,
    };
}
