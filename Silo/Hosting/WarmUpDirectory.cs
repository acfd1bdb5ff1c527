using System.Globalization;

namespace Concert.Hosting;

/// <summary>
/// A temporary directory for the database of a warm-up. A process that was killed leaves its directory behind; the next one that starts
/// removes it.
/// </summary>
internal sealed class WarmUpDirectory : IDisposable
{
    private const string Prefix = "concert-warm-up-";
    private const string LockName = "in-use";
    private const int DeleteAttempts = 5;
    private const UnixFileMode OnlyOwner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    // Longer than it takes to create the lock in a new directory.
    private static readonly TimeSpan NewFor = TimeSpan.FromMinutes(1);

    private readonly FileStream _lock;

    private WarmUpDirectory(string path, FileStream @lock) => (Path, _lock) = (path, @lock);

    public string Path { get; }

    /// <summary>
    /// A file system in memory where there is one, because the disk is not what is warmed up; then the directory of the system.
    /// </summary>
    public static IReadOnlyList<string> Places { get; } = OperatingSystem.IsLinux()
        ? ["/dev/shm", System.IO.Path.GetTempPath()]
        : [System.IO.Path.GetTempPath()];

    /// <summary>How the names of the directories of a process begin.</summary>
    public static string PrefixOf(int processId) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{processId}-");

    /// <summary>
    /// Removes what earlier processes left in these places, and creates a directory in the first one that can be written.
    /// </summary>
    /// <exception cref="IOException">None of them can be written.</exception>
    public static WarmUpDirectory Create(IReadOnlyList<string> places)
    {
        foreach (var place in places.Where(Directory.Exists)) RemoveLeftovers(place);
        IOException? last = null;
        foreach (var place in places)
        {
            try
            {
                return CreateIn(place);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                last = fault as IOException ?? new IOException(fault.Message, fault);
            }
        }

        throw last ?? new IOException("There is no place for a temporary directory.");
    }

    /// <summary>Never throws: what could not be deleted is left for the next process that starts.</summary>
    public void Dispose()
    {
        TryDelete(Path);
        _lock.Dispose();
    }

    private static WarmUpDirectory CreateIn(string place)
    {
        var path = System.IO.Path.Combine(place, PrefixOf(Environment.ProcessId) + System.IO.Path.GetRandomFileName());
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, OnlyOwner);
        try
        {
            // A lock of the kernel, and not the number of a process: containers that share a directory have the same numbers.
            var name = System.IO.Path.Combine(path, LockName);
            return new(path, new(name, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None));
        }
        catch
        {
            TryDelete(path);
            throw;
        }
    }

    private static void RemoveLeftovers(string place)
    {
        try
        {
            foreach (var left in new DirectoryInfo(place).EnumerateDirectories(Prefix + "*"))
            {
                if (left.LinkTarget is null && !IsInUse(left)) TryDelete(left.FullName);
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Nothing of ours is in a place that can't be read.
        }
    }

    private static bool IsInUse(DirectoryInfo directory)
    {
        try
        {
            using var free = new FileStream(
                System.IO.Path.Combine(directory.FullName, LockName), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (FileNotFoundException)
        {
            // Another process is about to create it, or ended while it deleted the directory.
            return TimeProvider.System.GetUtcNow() - directory.LastWriteTimeUtc < NewFor;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    // Again: a private silo that is not waited for may write a file at the same time.
    private static void TryDelete(string directory)
    {
        for (var attempt = 0; attempt < DeleteAttempts && Directory.Exists(directory); attempt++)
        {
            try
            {
                Directory.Delete(directory, recursive: true);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                // It belongs to another user, or another process deletes it as well.
            }
        }
    }
}
