using System.Globalization;

namespace Concert.TestSupport;

/// <summary>
/// A wrong clock for processes that a test starts, by libfaketime (Debian's package <c>faketime</c>). Elapsed time and timeouts stay
/// right, as they do when the clock of a machine is set.
/// </summary>
public sealed class SkewedClock : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    /// <param name="offset">Positive is ahead.</param>
    public SkewedClock(TimeSpan offset) =>
        File.WriteAllText(_file, offset.TotalSeconds.ToString("+0.000;-0.000", CultureInfo.InvariantCulture) + "\n");

    /// <summary>The environment variables to start a process with.</summary>
    public IReadOnlyDictionary<string, string> Variables => new Dictionary<string, string>
    {
        ["LD_PRELOAD"] = FindLibrary(),
        ["FAKETIME_TIMESTAMP_FILE"] = _file,
        ["FAKETIME_CACHE_DURATION"] = "1",
        ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
        // With this workaround for another C library every timed wait of .NET ends at once (tried, 0.9.10 with glibc 2.36).
        ["FAKETIME_FORCE_MONOTONIC_FIX"] = "0",
    };

    public void Dispose() => File.Delete(_file);

    private static string FindLibrary() =>
        new[] { "/usr/lib", "/usr/lib64", "/usr/local/lib" }
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.GetDirectories(folder).Append(folder))
            .Select(folder => Path.Combine(folder, "faketime", "libfaketime.so.1"))
            .FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException("libfaketime is not installed (Debian: apt-get install faketime).");
}
