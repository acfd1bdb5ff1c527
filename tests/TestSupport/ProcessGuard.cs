using System.Diagnostics;
using System.Globalization;

namespace Concert.TestSupport;

/// <summary>Starts processes that end with the tests, also when the tests are killed.</summary>
public static class ProcessGuard
{
    // A line says that the process has ended. The end of the input without one says that the tests were killed.
    private const string Script = """
        trap '' INT TERM HUP
        read -r _ || kill -9 "$1" 2>/dev/null
        """;

    public static Process Start(ProcessStartInfo start)
    {
        var process = Process.Start(start)!;
        var guard = Process.Start(new ProcessStartInfo("sh", ["-c", Script, "sh", process.Id.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardInput = true,
        })!;
        process.Exited += (_, _) => Release(guard);
        // Raises the event also if the process has ended by now.
        process.EnableRaisingEvents = true;
        return process;
    }

    // A guard that was not told would later kill any process that then has the same id.
    private static void Release(Process guard)
    {
        guard.StandardInput.WriteLine();
        guard.Dispose();
    }
}
