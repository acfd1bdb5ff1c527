using System.Globalization;

namespace Concert.Http;

/// <summary>
/// How many file descriptors the operating system allows this process. Each connection is one. .NET raises the soft limit to the
/// hard one when a process starts.
/// </summary>
internal static class DescriptorLimit
{
    private const string LimitsFile = "/proc/self/limits";
    private const string Row = "Max open files";

    /// <summary>Null: unlimited, or the operating system does not say.</summary>
    public static int? OfThisProcess { get; } = File.Exists(LimitsFile) ? In(File.ReadAllText(LimitsFile)) : null;

    /// <param name="limits">The text of Linux's <c>/proc/self/limits</c>: a name, the soft limit, the hard limit, the unit.</param>
    internal static int? In(string limits)
    {
        var row = limits.Split('\n').FirstOrDefault(line => line.StartsWith(Row, StringComparison.Ordinal));
        var soft = row?[Row.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        return int.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : null;
    }
}
