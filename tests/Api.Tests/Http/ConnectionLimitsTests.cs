using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Concert.Http;

[OneProcess]
public sealed class ConnectionLimitsTests
{
    private const string Limits = """
        Limit                     Soft Limit           Hard Limit           Units
        Max processes             63304                63304                processes
        Max open files            4096                 524288               files
        Max locked memory         8388608              8388608              bytes
        """;

    private const string Path = "/health/live";

    [Theory]
    [InlineData(Limits, 4096)]
    [InlineData("Max open files            unlimited            unlimited            files", null)]
    [InlineData("", null)]
    public void The_descriptor_limit_is_the_soft_limit_of_open_files(string limits, int? expected) => Assert.Equal(expected, DescriptorLimit.In(limits));

    [Theory]
    [InlineData(null, 1_024, 512)]
    [InlineData(null, 600, 88)]
    [InlineData(null, 20_000, 10_000)]
    [InlineData(null, 1_048_576, 20_000)]
    [InlineData(null, null, 20_000)]
    [InlineData(3_000, 1_048_576, 3_000)]
    public void By_default_connections_take_half_of_the_descriptors(int? setting, int? descriptors, int expected) =>
        Assert.Equal(expected, new ClientConnectionOptions { Max = setting }.MaxWithin(descriptors));

    [Fact]
    public void A_setting_that_would_use_up_the_descriptors_is_refused_with_both_numbers()
    {
        var options = new ClientConnectionOptions { Max = 600 };

        Assert.Empty(options.Validate(descriptors: 1_112));
        var line = Assert.Single(options.Validate(descriptors: 1_111));
        Assert.Contains("600", line, StringComparison.Ordinal);
        Assert.Contains("1111", line, StringComparison.Ordinal);
    }

    [Fact]
    public void A_process_that_may_open_fewer_files_than_it_needs_itself_does_not_start()
    {
        Assert.Empty(new ClientConnectionOptions().Validate(descriptors: 513));
        var line = Assert.Single(new ClientConnectionOptions().Validate(descriptors: 512));
        Assert.Contains("ulimit -n", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_above_the_limit_is_closed_at_once_and_one_after_it_is_served()
    {
        await using var api = await ApiHost.StartAsync(("Connections:Max", "2"));
        using var first = await ServedAsync(api.Addresses[0]);
        using var second = await ServedAsync(api.Addresses[0]);

        Assert.Null(await TryAsync(api.Addresses[0]));
        Assert.NotNull(await SourceAddress.TryGetAsync(first, Path));

        second.Dispose();
        await AwaitServedAsync(api.Addresses[0]);
    }

    [Fact]
    public async Task An_address_above_its_limit_is_closed_at_once_and_another_address_is_served()
    {
        await using var api = await ApiHost.StartAsync(("Connections:MaxPerAddress", "1"));
        using var first = await ServedAsync(api.Addresses[0]);

        Assert.Null(await TryAsync(api.Addresses[0]));
        using var other = await ServedAsync(api.Addresses[0], "127.0.0.2");

        first.Dispose();
        await AwaitServedAsync(api.Addresses[0]);
    }

    [Fact]
    public async Task Behind_a_balancer_all_connections_have_its_address_and_no_limit_of_one_address()
    {
        await using var api = await ApiHost.StartAsync(("Connections:MaxPerAddress", "1"), ("Forwarded:TrustedHops", "1"));
        using var first = await ServedAsync(api.Addresses[0]);

        using var second = await ServedAsync(api.Addresses[0]);
    }

    [Fact]
    public async Task All_addresses_that_the_gateway_listens_on_share_the_limit()
    {
        await using var api = await ApiHost.StartAsync(
            // After the gateway's own options, which apply to the endpoints that are added later.
            static (services, _) => services.PostConfigure<KestrelServerOptions>(kestrel =>
            {
                kestrel.Listen(IPAddress.Loopback, 0);
                kestrel.Listen(IPAddress.Loopback, 0);
            }),
            ("Connections:Max", "2"));
        using var one = await ServedAsync(api.Addresses[0]);
        using var other = await ServedAsync(api.Addresses[1]);

        Assert.Null(await TryAsync(api.Addresses[0]));
        Assert.Null(await TryAsync(api.Addresses[1]));
    }

    [Fact]
    public async Task Clients_do_not_fill_the_listener_for_operators()
    {
        var operators = new Uri($"http://127.0.0.1:{FreePort.Next()}");
        await using var api = await ApiHost.StartAsync(("Operations:Urls", operators.ToString()), ("Connections:Max", "1"));
        var clients = api.Addresses.Single(address => address.Port != operators.Port);
        using var client = await ServedAsync(clients);
        Assert.Null(await TryAsync(clients));

        using var operatorsOwn = await ServedAsync(operators);
    }

    private static async Task AwaitServedAsync(Uri address)
    {
        var began = TimeProvider.System.GetTimestamp();
        Socket? served;
        while ((served = await TryAsync(address)) is null)
            Assert.True(TimeProvider.System.GetElapsedTime(began) < Eventually.Limit, "No connection is served again.");
        served.Dispose();
    }

    private static async Task<Socket> ServedAsync(Uri address, string from = "127.0.0.1")
    {
        var socket = await TryAsync(address, from);
        Assert.NotNull(socket);
        return socket;
    }

    private static async Task<Socket?> TryAsync(Uri address, string from = "127.0.0.1") =>
        (await SourceAddress.TryGetAsync(from, address, Path))?.Socket;
}
