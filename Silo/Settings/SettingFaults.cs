using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Npgsql;

namespace Concert.Settings;

/// <summary>Recognizes the exceptions that an operator caused and can mend, and describes them in one line.</summary>
internal static class SettingFaults
{
    /// <summary>One line that names the setting; null: the exception has another cause.</summary>
    public static string? LineOf(Exception fault)
    {
        var lines = Describe(fault).Distinct().ToList();
        return lines.Count == 0 ? null : string.Join(' ', lines).ReplaceLineEndings(" ");
    }

    // The outermost exception that is known says it best.
    private static IEnumerable<string> Describe(Exception fault) => fault switch
    {
        CannotStartException cannot => [cannot.Message],
        // Kestrel's message names the address.
        IOException { InnerException.InnerException: SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse } } taken =>
            [$"ASPNETCORE_URLS or Operations:Urls: {taken.Message}"],
        AddressInUseException taken => [$"Cluster:SiloPort or Cluster:GatewayPort: {taken.Message}."],
        NpgsqlException database => [$"ConnectionStrings:Concert: the database failed: {database.Message}"],
        AggregateException many => many.InnerExceptions.SelectMany(Describe),
        { InnerException: { } inner } => Describe(inner),
        _ => [],
    };
}
