using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Concert.Starts;

/// <summary>Gateways that cannot start: each says so in one line before anything has started, and disturbs no other process.</summary>
public sealed class GatewayStartTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("concert-starts-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    public static TheoryData<string, string> TakenAddresses => new()
    {
        { "ASPNETCORE_URLS", "http://127.0.0.1:{0}" },
        { "ASPNETCORE_URLS", "http://localhost:{0}" },
        { "ASPNETCORE_URLS", "http://*:{0}" },
        { "ASPNETCORE_URLS", "http://127.0.0.1:0;http://0.0.0.0:{0}" },
        { "Operations__Urls", "http://127.0.0.1:{0}" },
    };

    [Theory]
    [MemberData(nameof(TakenAddresses))]
    public async Task An_address_in_use_ends_the_process_before_it_has_started_anything(string key, string value)
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var urls = string.Format(CultureInfo.InvariantCulture, value, ((IPEndPoint)taken.LocalEndpoint).Port);

        await using var gateway = Embedded("concert.db", ("ASPNETCORE_URLS", "http://127.0.0.1:0"), (key, urls));

        Assert.NotEqual(0, await gateway.WaitForExitAsync());
        Assert.StartsWith(
            $"{key.Replace("__", ":", StringComparison.Ordinal)} has '{urls.Split(';')[^1]}', which can't be listened on: ",
            gateway.Errors,
            StringComparison.Ordinal);
        Assert.DoesNotContain('\n', gateway.Errors);
        Assert.Empty(Directory.GetFiles(_directory));
    }

    [Fact]
    public async Task A_gateway_of_a_cluster_on_an_address_in_use_ends_though_it_finds_no_silo()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();

        await using var gateway = StartedProcess.StartGateway(
            _directory,
            ("ASPNETCORE_URLS", $"http://{taken.LocalEndpoint}"),
            ("Cluster__Mode", "client"),
            ("Database__Provider", "postgres"),
            ("ConnectionStrings__Concert", "Host=127.0.0.1;Port=1;Username=nobody"),
            ("Auth__SigningKey", "a signing key of more than 32 bytes, for tests"));

        Assert.NotEqual(0, await gateway.WaitForExitAsync());
        Assert.StartsWith("ASPNETCORE_URLS has ", gateway.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Cluster__SiloPort", "Cluster:SiloPort")]
    [InlineData("Cluster__GatewayPort", "Cluster:GatewayPort")]
    [InlineData("ASPNETCORE_URLS", "ASPNETCORE_URLS")]
    public async Task Of_two_services_on_one_port_the_first_runs_on(string key, string named)
    {
        var port = FreePort.Next();
        var value = key == "ASPNETCORE_URLS" ? $"http://127.0.0.1:{port}" : port.ToString(CultureInfo.InvariantCulture);
        await using var first = Embedded("first.db", ("ASPNETCORE_URLS", "http://127.0.0.1:0"), (key, value));
        await first.WaitForLineAsync("Listening on");

        await using var second = Embedded("second.db", ("ASPNETCORE_URLS", "http://127.0.0.1:0"), (key, value));

        Assert.NotEqual(0, await second.WaitForExitAsync());
        Assert.Contains(named, second.Errors, StringComparison.Ordinal);
        Assert.Contains($"{port}", second.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', second.Errors);
        Assert.Equal(0, await first.TerminateAsync());
        Assert.Equal("", first.Errors);
    }

    [Theory]
    [InlineData("concert.db")]
    [InlineData("link.db")]
    [InlineData("link/concert.db")]
    public async Task Of_two_services_on_one_file_the_first_runs_on_whatever_the_other_calls_the_file(string name)
    {
        await using var first = Embedded("concert.db", ("ASPNETCORE_URLS", "http://127.0.0.1:0"));
        await first.WaitForLineAsync("Listening on");
        File.CreateSymbolicLink(Path.Combine(_directory, "link.db"), Path.Combine(_directory, "concert.db"));
        Directory.CreateSymbolicLink(Path.Combine(_directory, "link"), _directory);

        await using var second = Embedded(name, ("ASPNETCORE_URLS", "http://127.0.0.1:0"));

        Assert.NotEqual(0, await second.WaitForExitAsync());
        Assert.Contains("concert.db', which another process is using", second.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', second.Errors);
        Assert.Equal(0, await first.TerminateAsync());
        Directory.Delete(Path.Combine(_directory, "link"));
    }

    [Theory]
    [InlineData("Queue__MaxActive", "0", "Queue:MaxActive")]
    [InlineData("Queue__MaxActve", "5", "MaxActve")]
    [InlineData("Reservations__HoldDuration", "soon", "Reservations:HoldDuration")]
    [InlineData("Database__Provider", "oracle", "Database:Provider")]
    [InlineData("Auth__SigningKey", "short", "Auth:SigningKey")]
    [InlineData("RateLimit__PerClientPerSecond", "-1", "RateLimit:PerClientPerSecond")]
    [InlineData("ASPNETCORE_URLS", "localhost:5080", "ASPNETCORE_URLS")]
    public async Task A_wrong_setting_ends_the_process_with_one_line_that_names_it(string key, string value, string named)
    {
        await using var gateway = Embedded("concert.db", ("ASPNETCORE_URLS", "http://127.0.0.1:0"), (key, value));

        Assert.NotEqual(0, await gateway.WaitForExitAsync());
        Assert.Contains(named, gateway.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', gateway.Errors);
        Assert.Empty(Directory.GetFiles(_directory));
    }

    private StartedProcess Embedded(string file, params (string Key, string Value)[] settings) => StartedProcess.StartGateway(
        _directory,
        [
            ("ConnectionStrings__Concert", $"Data Source={Path.Combine(_directory, file)}"),
            ("Cluster__SiloPort", "0"),
            ("Cluster__GatewayPort", "0"),
            ("DOTNET_ENVIRONMENT", "Production"),
            .. settings,
        ]);
}
