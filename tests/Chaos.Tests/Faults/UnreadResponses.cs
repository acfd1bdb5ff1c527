using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Concert.Cluster;

namespace Concert.Faults;

/// <summary>Clients that ask one gateway for the seat map of a hall, or for its stream, and read nothing but the first bytes.</summary>
internal sealed class UnreadResponses(ProcessCluster cluster, Openings openings, ChaosStatistics statistics)
{
    private const int ClientCount = 240;
    private const int SmallBuffer = 4096;
    private const int StatusEnd = 12;
    private const long MaxGrowth = 150L * 1024 * 1024;

    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    public async Task RunAsync(string gateway)
    {
        var address = cluster.AddressOf(gateway);
        var path = $"/v1/performances/{openings.Latest.PerformanceId}/seats";
        // The map of the hall is in the gateway's memory for everyone, however slowly they read.
        using (var http = new HttpClient { BaseAddress = address }) await http.GetByteArrayAsync(new Uri(path, UriKind.Relative));
        var before = await ResidentBytesAsync(gateway);
        using var end = new CancellationTokenSource(Duration);
        var clients = Task.WhenAll(Enumerable.Range(0, ClientCount).Select(number => AskAsync(address, number % 2 == 0 ? path : $"{path}/stream", end.Token)));
        var peak = before;
        while (!clients.IsCompleted)
        {
            peak = Math.Max(peak, await ResidentBytesAsync(gateway));
            await Task.Delay(Interval);
        }

        var answers = await clients;
        var statuses = answers.CountBy(status => status).OrderBy(count => count.Key, StringComparer.Ordinal).Select(count => $"{count.Key} ×{count.Value}").ToList();
        statistics.RecordFinding($"{ClientCount} clients, {string.Join(", ", statuses)}; the gateway grew from {before >> 20} by {(peak - before) >> 20} MiB");
        Assert.True(answers.Count(status => status == "200") > ClientCount / 2, $"Expected most clients to begin to read, got {string.Join(", ", statuses)}.");
        Assert.True(peak - before < MaxGrowth, $"Expected {gateway} to grow by less than {MaxGrowth >> 20} MiB, it grew by {(peak - before) >> 20}.");
    }

    /// <summary>Sends the request, and holds the connection until the end; returns the status of the response.</summary>
    private static async Task<string> AskAsync(Uri gateway, string path, CancellationToken end)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = SmallBuffer };
        var (head, received) = (new byte[StatusEnd], 0);
        try
        {
            await socket.ConnectAsync(gateway.Host, gateway.Port, end);
            await socket.SendAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {gateway.Authority}\r\n\r\n"), end);
            while (received < head.Length)
            {
                if (await socket.ReceiveAsync(head.AsMemory(received), end) is var count and > 0) received += count;
                else return "closed";
            }

            await Task.Delay(Timeout.Infinite, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            // "HTTP/1.1 200".
            return Encoding.ASCII.GetString(head)[^3..];
        }
        catch (OperationCanceledException)
        {
            return "no response";
        }
        catch (SocketException)
        {
            return "reset";
        }
    }

    private async Task<long> ResidentBytesAsync(string gateway)
    {
        var lines = await File.ReadAllLinesAsync($"/proc/{cluster.ProcessIdOf(gateway)}/status");
        var kilobytes = lines.Single(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
        return long.Parse(kilobytes, CultureInfo.InvariantCulture) * 1024;
    }
}
