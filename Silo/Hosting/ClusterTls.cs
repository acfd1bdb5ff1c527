using Concert.Settings;
using Orleans.Connections.Security;

namespace Concert.Hosting;

/// <summary>Encrypts and authenticates the connections between the processes of a cluster, in both directions (mutual TLS).</summary>
internal static class ClusterTls
{
    // Less than the time after which membership counts a missing answer as a sign of death; a handshake takes milliseconds.
    private static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(5);

    /// <summary>For a silo: its connections to other silos, and those of silos and gateways to it.</summary>
    /// <exception cref="CannotStartException">A file can't be used; the message names its setting.</exception>
    public static ISiloBuilder UseClusterTls(this ISiloBuilder silo, ClusterSettings settings)
    {
        if (ClusterCertificate.Load(settings, TimeProvider.System) is { } certificate) silo.UseTls(tls => Configure(tls, certificate));
        return silo;
    }

    /// <summary>For a gateway: its connections to silos.</summary>
    /// <inheritdoc cref="UseClusterTls(ISiloBuilder, ClusterSettings)" path="/exception"/>
    public static IClientBuilder UseClusterTls(this IClientBuilder client, ClusterSettings settings)
    {
        if (ClusterCertificate.Load(settings, TimeProvider.System) is { } certificate) client.UseTls(tls => Configure(tls, certificate));
        return client;
    }

    private static void Configure(TlsOptions tls, ClusterCertificate certificate)
    {
        tls.LocalServerCertificateSelector = (_, _) => certificate.Own;
        tls.LocalClientCertificateSelector = (_, _, _, _, _) => certificate.Own;
        tls.RemoteCertificateMode = RemoteCertificateMode.RequireCertificate;
        tls.RemoteCertificateValidation = certificate.Accepts;
        tls.HandshakeTimeout = HandshakeTimeout;
    }
}
