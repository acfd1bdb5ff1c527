using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Concert.Settings;

namespace Concert.Hosting;

/// <summary>
/// The certificate that this process shows to the other processes of its cluster, and the authority that must have issued theirs.
/// The files are read again at the next handshake after they changed, so that renewed certificates need no restart. A handshake
/// does not compare names: silos are reached by addresses that change, and the authority issues certificates to members only.
/// </summary>
internal sealed class ClusterCertificate
{
    private readonly ClusterSettings _settings;
    private readonly TimeProvider _time;
    private readonly Lock _reading = new();
    private Content _content;

    private ClusterCertificate(ClusterSettings settings, TimeProvider time)
    {
        (_settings, _time) = (settings, time);
        _content = Read(VersionOfFiles());
    }

    /// <summary>This process's own certificate, with its private key.</summary>
    public X509Certificate2 Own => Current().Own;

    /// <summary>Reads the files; null when the cluster does not use TLS.</summary>
    /// <exception cref="CannotStartException">A file can't be used; the message names its setting.</exception>
    public static ClusterCertificate? Load(ClusterSettings settings, TimeProvider time) =>
        settings.TlsCertificate is null ? null : new(settings, time);

    /// <summary>Whether the authority has issued the other process's certificate, and whether it is valid now.</summary>
    public bool Accepts(X509Certificate2 certificate, X509Chain? received, SslPolicyErrors errors)
    {
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable)) return false;
        using var chain = new X509Chain { ChainPolicy = PolicyOf(Current().Authority) };
        // The intermediate certificates that the other process sent.
        if (received is not null) chain.ChainPolicy.ExtraStore.AddRange(received.ChainPolicy.ExtraStore);
        return chain.Build(certificate);
    }

    private X509ChainPolicy PolicyOf(X509Certificate2Collection authority)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            // An authority of a cluster publishes no revocation list; to revoke a certificate, replace the authority.
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
            VerificationTime = _time.GetUtcNow().UtcDateTime,
        };
        foreach (var certificate in authority)
        {
            var isRoot = certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);
            (isRoot ? policy.CustomTrustStore : policy.ExtraStore).Add(certificate);
        }

        return policy;
    }

    // Files are replaced one after another. While they do not fit together, the process continues with what it read before.
    private Content Current()
    {
        lock (_reading)
        {
            var version = VersionOfFiles();
            if (version == _content.Version) return _content;
            try
            {
                return _content = Read(version);
            }
            catch (CannotStartException)
            {
                return _content;
            }
        }
    }

    private (DateTime Certificate, DateTime Key, DateTime Authority) VersionOfFiles() => (
        File.GetLastWriteTimeUtc(_settings.TlsCertificate!),
        File.GetLastWriteTimeUtc(_settings.TlsKey!),
        File.GetLastWriteTimeUtc(_settings.TlsAuthority!));

    private Content Read((DateTime Certificate, DateTime Key, DateTime Authority) version)
    {
        var own = Parse(
            $"Cluster:TlsCertificate is '{_settings.TlsCertificate}' and Cluster:TlsKey is '{_settings.TlsKey}'",
            () => ReadOwn(_settings.TlsCertificate!, _settings.TlsKey!));
        if (_time.GetUtcNow() is var now && (now < own.NotBefore || now >= own.NotAfter))
        {
            throw new CannotStartException(
                $"Cluster:TlsCertificate is '{_settings.TlsCertificate}', which is valid from {own.NotBefore:u} to {own.NotAfter:u} only.");
        }

        var authority = Parse($"Cluster:TlsAuthority is '{_settings.TlsAuthority}'", () => ReadAuthority(_settings.TlsAuthority!));
        using var chain = new X509Chain { ChainPolicy = PolicyOf(authority) };
        return chain.Build(own)
            ? new(version, own, authority)
            : throw new CannotStartException(
                $"Cluster:TlsCertificate is '{_settings.TlsCertificate}', which Cluster:TlsAuthority '{_settings.TlsAuthority}' "
                + "did not issue; the other processes would refuse it.");
    }

    private static X509Certificate2 ReadOwn(string certificate, string key)
    {
        using var pem = X509Certificate2.CreateFromPemFile(certificate, key);
        // On Windows, TLS cannot use a private key that exists only in memory.
        return X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), password: null);
    }

    private static X509Certificate2Collection ReadAuthority(string path)
    {
        var authority = new X509Certificate2Collection();
        authority.ImportFromPemFile(path);
        return authority.Count > 0 ? authority : throw new CryptographicException("The file has no certificate.");
    }

    private static T Parse<T>(string setting, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new CannotStartException($"{setting}, which can't be used: {fault.Message}", fault);
        }
    }

    private sealed record Content(
        (DateTime Certificate, DateTime Key, DateTime Authority) Version, X509Certificate2 Own, X509Certificate2Collection Authority);
}
