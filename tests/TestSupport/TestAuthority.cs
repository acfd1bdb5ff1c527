using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Concert.TestSupport;

/// <summary>A certificate authority made for a test, and a folder with the certificates that it issues.</summary>
public sealed class TestAuthority : IDisposable
{
    private static readonly DateTimeOffset ValidFrom = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset ValidUntil = new(2120, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly string _folder = Directory.CreateTempSubdirectory("concert-certificates-").FullName;
    private readonly X509Certificate2 _certificate;
    private int _issuedCount;

    /// <param name="name">The name in its certificate: authorities of the same name have different keys.</param>
    public TestAuthority(string name = "Concert test authority")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        // It distinguishes authorities of the same name, such as an old and a new one.
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        _certificate = request.CreateSelfSigned(ValidFrom, ValidUntil);
        CertificateFile = Write("authority.pem", _certificate.ExportCertificatePem());
    }

    /// <summary>The authority's own certificate (PEM).</summary>
    public string CertificateFile { get; }

    /// <summary>Issues a certificate for servers and clients, and writes its files.</summary>
    /// <param name="validUntil">Its end; null for one that does not matter to the test.</param>
    public IssuedFiles Issue(DateTimeOffset? validUntil = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=member", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new("1.3.6.1.5.5.7.3.1"), new("1.3.6.1.5.5.7.3.2")], false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_certificate, true, false));
        var number = ++_issuedCount;
        using var certificate = request.Create(_certificate, ValidFrom, validUntil ?? ValidUntil.AddDays(-1), BitConverter.GetBytes(number));
        var (text, keyText) = (certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
        return new(
            Write($"member-{number}.pem", text), Write($"member-{number}.key", keyText), Write($"member-{number}.both.pem", $"{text}\n{keyText}\n"));
    }

    /// <summary>A client's policy that accepts the certificates of this authority and no others.</summary>
    public X509ChainPolicy TrustPolicy() => new()
    {
        TrustMode = X509ChainTrustMode.CustomRootTrust,
        RevocationMode = X509RevocationMode.NoCheck,
        CustomTrustStore = { X509CertificateLoader.LoadCertificateFromFile(CertificateFile) },
    };

    public void Dispose()
    {
        _certificate.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}

/// <param name="Certificate">The certificate (PEM).</param>
/// <param name="Key">Its private key (PEM).</param>
/// <param name="Both">Both in one file, as HAProxy reads them.</param>
public sealed record IssuedFiles(string Certificate, string Key, string Both)
{
    /// <summary>The certificate with its private key.</summary>
    public X509Certificate2 Load() => X509Certificate2.CreateFromPemFile(Certificate, Key);
}
