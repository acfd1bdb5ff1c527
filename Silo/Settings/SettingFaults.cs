using System.Net.Sockets;

namespace Concert.Settings;

/// <summary>Recognizes the exceptions that an operator caused and can mend, and describes them in one line.</summary>
internal static class SettingFaults
{
    /// <summary>One line that names the setting; null: the exception has another cause.</summary>
    public static string? LineOf(Exception fault)
    {
        var lines = Flatten(fault).Select(Describe).OfType<string>().Distinct().ToList();
        return lines.Count == 0 ? null : string.Join(' ', lines).ReplaceLineEndings(" ");
    }

    private static IEnumerable<Exception> Flatten(Exception fault) => fault switch
    {
        AggregateException many => many.InnerExceptions.SelectMany(Flatten),
        { InnerException: { } inner } => [fault, .. Flatten(inner)],
        _ => [fault],
    };

    private static string? Describe(Exception fault) => fault switch
    {
        CannotStartException cannot => cannot.Message,
        // Kestrel's message names the address. No other port is opened at this point: the silo's two were found free before.
        IOException { InnerException.InnerException: SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse } } taken =>
            $"ASPNETCORE_URLS: {taken.Message}",
        _ => null,
    };
}
