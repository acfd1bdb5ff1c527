using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Concert.Cluster;

/// <summary>A cluster whose processes talk TLS to each other, each with a certificate of the cluster's own authority.</summary>
public sealed class ClusterTlsTests : IAsyncLifetime
{
    // Longer than the silos' limit for a handshake. It only ends a failing test.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    private readonly TestAuthority _authority = new();
    private readonly TestAuthority _foreign = new();
    private ProcessCluster _cluster = null!;

    public async ValueTask InitializeAsync()
    {
        var files = _authority.Issue();
        _cluster = await ProcessCluster.StartAsync(
            ("Cluster__TlsCertificate", files.Certificate), ("Cluster__TlsKey", files.Key), ("Cluster__TlsAuthority", _authority.CertificateFile));
    }

    public async ValueTask DisposeAsync()
    {
        await _cluster.DisposeAsync();
        _authority.Dispose();
        _foreign.Dispose();
    }

    [Fact]
    public async Task Seats_are_sold_over_TLS_and_a_process_without_a_certificate_of_the_authority_gets_no_answer()
    {
        using var http = new HttpClient { BaseAddress = new(_cluster.Gateways[0]) };
        var concert = await AConcertOnSale.CreateAsync(http);
        var user = await AClient.RegisterAsync(http, concert, "mina");
        (await user.ChargeAsync("charge", 100_000)).EnsureGranted();
        var held = await user.ReserveAsync("hold", "1-1-1");
        (await user.PayAsync("pay", held.Text("reservationId"))).EnsureGranted();

        foreach (var silo in ClusterFixture.Silos)
        {
            foreach (var port in new[] { _cluster.SiloPort(silo), _cluster.SiloPort(silo) + 10 })
            {
                using (var stranger = _foreign.Issue().Load()) Assert.Equal(0, await ReadOverTlsAsync(port, stranger));
                Assert.Equal(0, await ReadOverTlsAsync(port, certificate: null));
                Assert.Equal(0, await ReadPlainTextAsync(port));
            }
        }

        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri("/health/ready", UriKind.Relative))).StatusCode);
    }

    // The number of bytes that the silo sends before it closes the connection. It closes only a connection that it refuses.
    private async Task<int> ReadOverTlsAsync(int port, X509Certificate2? certificate)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(IPAddress.Loopback, port);
        await using var tls = new SslStream(tcp.GetStream(), leaveInnerStreamOpen: false);
        try
        {
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = "localhost",
                CertificateChainPolicy = _authority.TrustPolicy(),
                ClientCertificates = certificate is null ? null : [certificate],
                LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate!,
            });
            return await tls.ReadAsync(new byte[1]).AsTask().WaitAsync(Limit);
        }
        catch (Exception fault) when (fault is IOException or AuthenticationException)
        {
            return 0;
        }
    }

    private static async Task<int> ReadPlainTextAsync(int port)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(IPAddress.Loopback, port);
        try
        {
            await tcp.GetStream().WriteAsync(new byte[64]);
            return await tcp.GetStream().ReadAsync(new byte[1]).AsTask().WaitAsync(Limit);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
