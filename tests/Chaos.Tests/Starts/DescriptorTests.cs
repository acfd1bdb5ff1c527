using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;

namespace Concert.Starts;

/// <summary>A process that may open few files, and more clients than that.</summary>
public sealed class DescriptorTests : IDisposable
{
    private const int FileCount = 1_024;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    private readonly string _directory = Directory.CreateTempSubdirectory("concert-files-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task A_burst_of_connections_leaves_a_process_the_files_that_it_needs_itself()
    {
        int[] ports = [FreePort.Next(), FreePort.Next()];
        var operators = FormattableString.Invariant($"http://127.0.0.1:{FreePort.Next()}");
        await using var gateway = StartedProcess.StartGatewayWithFiles(
            FileCount,
            _directory,
            ("ASPNETCORE_URLS", string.Join(';', ports.Select(port => FormattableString.Invariant($"http://127.0.0.1:{port}")))),
            ("Operations__Urls", operators),
            ("Cluster__SiloPort", "0"),
            ("Cluster__GatewayPort", "0"));
        await gateway.WaitForLineAsync("Listening on");
        using var http = new HttpClient();
        var live = new Uri($"{operators}/health/ready");
        await Polling.UntilAsync("OK", () => Polling.GetStatusAsync(http, live), Limit, "The answer before the burst");

        var burst = new List<Socket>();
        foreach (var number in Enumerable.Range(0, 2 * FileCount)) burst.Add(await ConnectAsync(ports[number % ports.Length]));

        // It still opens what it needs: connections of operators, and its database.
        Assert.Equal("OK", await Polling.GetStatusAsync(http, live));
        foreach (var socket in burst) socket.Dispose();
        var users = new Uri(FormattableString.Invariant($"http://127.0.0.1:{ports[0]}/v1/users"));
        await Polling.UntilAsync("Created", () => CreateUserAsync(http, users), Limit, "The answer after the burst");
        Assert.False(gateway.HasExited);
        Assert.Equal("", gateway.Errors);
    }

    private static async Task<Socket> ConnectAsync(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port);
        }
        catch (SocketException fault) when (fault.SocketErrorCode is SocketError.ConnectionReset)
        {
            // Closed while it was being opened.
        }

        return socket;
    }

    private static async Task<string> CreateUserAsync(HttpClient http, Uri users)
    {
        try
        {
            using var answer = await http.PostAsJsonAsync(users, new { name = "Minji" });
            return answer.StatusCode.ToString();
        }
        catch (HttpRequestException fault)
        {
            return fault.Message;
        }
    }
}
