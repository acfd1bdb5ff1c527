using System.Globalization;
using System.Net.Sockets;

namespace Concert.Bench.Attacks;

/// <summary>
/// Connections of one address, which send as many requests as they can: each sends the next one as soon as the one before is
/// answered, whatever the answer says, and is opened again a second after it broke.
/// </summary>
/// <param name="target">The service.</param>
/// <param name="tally">Where it counts what came back.</param>
/// <param name="served">The statuses of an answer that is worth something to the attacker.</param>
internal sealed class RequestFlood(AttackTarget target, AttackTally tally, params int[] served)
{
    public const int Connections = 60;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Floods the service until <paramref name="end"/>, and returns when the last answer has come.</summary>
    /// <param name="callerOf">
    /// Called for each connection with its number, from 0 up. What it returns sends one request, in the reactor's thread.
    /// </param>
    /// <param name="end">Ends the flood.</param>
    public Task RunAsync(Func<int, Func<RawConnection, ValueTask<RawAnswer>>> callerOf, CancellationToken end) =>
        Reactor.RunAsync(async reactor =>
        {
            await Task.WhenAll(Enumerable.Range(0, Connections).Select(number => FloodAsync(reactor, callerOf(number), end)));
            return tally;
        });

    private async Task FloodAsync(Reactor reactor, Func<RawConnection, ValueTask<RawAnswer>> callAsync, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            try
            {
                using var connection = reactor.Connect(target.Address, target.From);
                while (!end.IsCancellationRequested) Count((await callAsync(connection)).Status);
            }
            catch (Exception fault) when (fault is IOException or SocketException)
            {
                tally.Refused("reset");
                await reactor.UntilAsync(Stopwatch.GetTimestamp() + (long)(Pause.TotalSeconds * Stopwatch.Frequency));
            }
        }
    }

    private void Count(int status)
    {
        if (served.Contains(status)) tally.Served();
        else tally.Refused(status.ToString(CultureInfo.InvariantCulture));
    }
}
