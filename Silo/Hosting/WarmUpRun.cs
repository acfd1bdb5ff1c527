using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Concert.Hosting;

/// <summary>
/// Runs purchases against a private copy of the service in this process, so that the JIT compiler has compiled what a purchase runs
/// before the first user comes. The copy has a database of its own, which is deleted, and neither logs nor counts anything.
/// </summary>
/// <param name="limit">How long it may take; zero: there is no warm-up.</param>
/// <param name="runAsync">Starts the copy on a database in the directory, buys, and ends the copy.</param>
internal sealed partial class WarmUpRun(TimeSpan limit, Func<WarmUpDirectory, CancellationToken, Task> runAsync)
{
    // For the end of the copy when the time is over. A copy that hangs is left alone.
    private static readonly TimeSpan EndTime = TimeSpan.FromSeconds(3);

    /// <summary>Where the directory can be. Tests have a place of their own.</summary>
    public IReadOnlyList<string> Places { get; init; } = WarmUpDirectory.Places;

    /// <summary>Never throws. SIGTERM and Ctrl-C end it at once.</summary>
    /// <returns>Null: there is no warm-up.</returns>
    public async Task<WarmUpResult?> RunAsync()
    {
        if (limit == TimeSpan.Zero) return null;
        using var stop = new CancellationTokenSource();
        // The host, which handles them later, does not exist yet.
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        return await RunAsync(stop.Token);

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }
    }

    internal async Task<WarmUpResult> RunAsync(CancellationToken stop)
    {
        var startedAt = Stopwatch.GetTimestamp();
        using var time = new CancellationTokenSource(limit, TimeProvider.System);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(time.Token, stop);
        try
        {
            using var directory = WarmUpDirectory.Create(Places);
            await Task.Run(() => runAsync(directory, end.Token), CancellationToken.None)
                .WaitAsync(limit + EndTime, TimeProvider.System, stop);
            return new(Elapsed(), IsOver: time.IsCancellationRequested);
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            return new(Elapsed(), IsStopped: true);
        }
        catch (Exception fault)
        {
            return time.IsCancellationRequested ? new(Elapsed(), IsOver: true) : new(Elapsed(), fault);
        }

        TimeSpan Elapsed() => Stopwatch.GetElapsedTime(startedAt);
    }
}
