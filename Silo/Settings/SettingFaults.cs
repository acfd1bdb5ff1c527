using System.Net.Sockets;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace Concert.Settings;

/// <summary>Tells a wrong setting from any other fault, and says it in one line.</summary>
internal static partial class SettingFaults
{
    private const string Binder = "Microsoft.Extensions.Configuration.Binder";

    /// <summary>One line that names the setting; none: the fault is of another kind.</summary>
    public static string? LineOf(Exception fault)
    {
        var lines = Flatten(fault).Select(Describe).OfType<string>().Distinct().ToList();
        return lines.Count == 0 ? null : string.Join(' ', lines).ReplaceLineEndings(" ");
    }

    private static IEnumerable<Exception> Flatten(Exception fault) => fault switch
    {
        AggregateException many => many.InnerExceptions.SelectMany(Flatten),
        { InnerException: { } inner } when fault.Source != Binder => [fault, .. Flatten(inner)],
        _ => [fault],
    };

    private static string? Describe(Exception fault) => fault switch
    {
        CannotStartException cannot => cannot.Message,
        OptionsValidationException wrong => string.Join(' ', wrong.Failures),
        InvalidOperationException { Source: Binder } unread => DescribeUnread(unread.Message),
        // Kestrel's line names the address, and nothing else opens a port after the silo's two were found free.
        IOException { InnerException.InnerException: SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse } } taken =>
            $"ASPNETCORE_URLS: {taken.Message}",
        _ => null,
    };

    private static string DescribeUnread(string message)
    {
        if (Unknown().Match(message) is not { Success: true } unknown) return message;
        var section = SectionOf(unknown.Groups["type"].Value);
        var keys = Quoted().Matches(unknown.Groups["names"].Value).Select(name => $"{section}{name.Groups[1].Value}");
        return $"{string.Join(", ", keys)}: there is no such setting.";
    }

    // The binder names the class; operators know its section.
    private static string SectionOf(string typeName) => AppDomain.CurrentDomain.GetAssemblies()
        .Where(assembly => assembly.GetName().Name!.StartsWith("Concert.", StringComparison.Ordinal))
        .Select(assembly => assembly.GetType(typeName)?.GetField("Section", BindingFlags.Public | BindingFlags.Static))
        .Select(field => field?.GetRawConstantValue() is string section ? section + ":" : null)
        .FirstOrDefault(section => section is not null) ?? "";

    [GeneratedRegex("on the instance of (?<type>[^:]+): (?<names>.*)$", RegexOptions.Singleline)]
    private static partial Regex Unknown();

    [GeneratedRegex("'([^']+)'")]
    private static partial Regex Quoted();
}
