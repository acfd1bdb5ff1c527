using System.Net.Sockets;
using System.Text;

namespace Concert.Bench.Attacks;

/// <summary>One connection of an attacker, which opens it again 5 s after the service refused or ended it.</summary>
/// <param name="target">The service.</param>
/// <param name="tally">Where it counts what came back.</param>
/// <param name="request">The whole request; null: it sends nothing.</param>
/// <param name="reads">Whether it reads the response, or only its first bytes.</param>
internal sealed class Attacker(AttackTarget target, AttackTally tally, string? request, bool reads)
{
    private const int SmallBuffer = 4096;
    private const int StatusEnd = 12;

    // The first connections are spread over this time as well: a script does not open thousands in an instant.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ResetPoll = TimeSpan.FromSeconds(1);

    /// <summary>The request of a reader.</summary>
    public static string Get(AttackTarget target, string path, string? headers = null) =>
        $"GET {path} HTTP/1.1\r\nHost: {target.Address.Authority}\r\n{headers}\r\n";

    /// <summary>Runs that many attackers until <paramref name="end"/>.</summary>
    public static Task RunAsync(int count, Func<int, Attacker> attacker, CancellationToken end) =>
        Task.WhenAll(Enumerable.Range(0, count).Select(number => attacker(number).RunAsync(Pause * number / count, end)));

    private async Task RunAsync(TimeSpan start, CancellationToken end)
    {
        try
        {
            await Task.Delay(start, end);
            while (true)
            {
                await AttackOnceAsync(end);
                await Task.Delay(Pause, end);
            }
        }
        catch (OperationCanceledException)
        {
            // The attack is over.
        }
    }

    private async Task AttackOnceAsync(CancellationToken end)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        if (!reads) socket.ReceiveBufferSize = SmallBuffer;
        try
        {
            socket.Bind(new System.Net.IPEndPoint(target.From, 0));
            await socket.ConnectAsync(target.Address.Host, target.Address.Port, end);
            if (request is not null) await socket.SendAsync(Encoding.ASCII.GetBytes(request), end);
            var status = request is null ? "200" : await StatusAsync(socket, end);
            if (status != "200")
            {
                tally.Refused(status);
                return;
            }

            await HoldAsync(socket, end);
        }
        catch (SocketException)
        {
            tally.Refused("reset");
        }
    }

    private async Task HoldAsync(Socket socket, CancellationToken end)
    {
        tally.Opened();
        try
        {
            await (reads || request is null ? ReadAsync(socket, end) : WaitForResetAsync(socket, end));
        }
        finally
        {
            tally.Closed();
        }

        tally.Refused("cut");
    }

    private static async Task ReadAsync(Socket socket, CancellationToken end)
    {
        var buffer = new byte[SmallBuffer];
        try
        {
            while (await socket.ReceiveAsync(buffer, end) > 0)
            {
                // What it reads does not matter.
            }
        }
        catch (SocketException)
        {
            // Reset.
        }
    }

    private static async Task WaitForResetAsync(Socket socket, CancellationToken end)
    {
        while (!socket.Poll(0, SelectMode.SelectError)) await Task.Delay(ResetPoll, end);
    }

    private static async Task<string> StatusAsync(Socket socket, CancellationToken end)
    {
        var (head, received) = (new byte[StatusEnd], 0);
        while (received < head.Length)
        {
            var count = await socket.ReceiveAsync(head.AsMemory(received), end);
            if (count == 0) return "closed";
            received += count;
        }

        // "HTTP/1.1 200".
        return Encoding.ASCII.GetString(head)[^3..];
    }
}
