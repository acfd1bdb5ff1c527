using System.Net.Security;
using Concert.Hosting;
using Concert.Settings;

namespace Concert.Storage;

public sealed class ClusterCertificateTests : IDisposable
{
    private static readonly TimeProvider Time = TimeProvider.System;

    private readonly TestAuthority _authority = new();
    private readonly TestAuthority _other = new();

    public void Dispose()
    {
        _authority.Dispose();
        _other.Dispose();
    }

    [Fact]
    public void Without_the_settings_the_cluster_does_not_use_TLS() => Assert.Null(ClusterCertificate.Load(new(), Time));

    [Fact]
    public void A_certificate_of_the_authority_is_accepted()
    {
        using var peer = _authority.Issue().Load();

        Assert.True(Load().Accepts(peer, null, SslPolicyErrors.RemoteCertificateNameMismatch));
    }

    [Fact]
    public void A_certificate_of_another_authority_is_refused_also_under_the_same_name()
    {
        using var peer = _other.Issue().Load();

        Assert.False(Load().Accepts(peer, null, SslPolicyErrors.None));
    }

    [Fact]
    public void A_certificate_that_has_ended_is_refused()
    {
        using var peer = _authority.Issue(Time.GetUtcNow().AddDays(-1)).Load();

        Assert.False(Load().Accepts(peer, null, SslPolicyErrors.None));
    }

    [Fact]
    public void A_process_that_shows_no_certificate_is_refused()
    {
        using var peer = _authority.Issue().Load();

        Assert.False(Load().Accepts(peer, null, SslPolicyErrors.RemoteCertificateNotAvailable));
    }

    [Fact]
    public void A_renewed_certificate_is_shown_without_a_restart()
    {
        var files = _authority.Issue();
        var certificate = Load(files);
        var before = certificate.Own.SerialNumber;

        Replace(files, _authority.Issue());

        Assert.NotEqual(before, certificate.Own.SerialNumber);
    }

    [Fact]
    public void While_only_one_of_the_files_is_renewed_the_old_certificate_is_shown()
    {
        var files = _authority.Issue();
        var certificate = Load(files);
        var before = certificate.Own.SerialNumber;

        Copy(_authority.Issue().Certificate, files.Certificate);

        Assert.Equal(before, certificate.Own.SerialNumber);
    }

    [Fact]
    public void An_authority_that_is_added_is_accepted_without_a_restart()
    {
        var certificate = Load();
        using var peer = _other.Issue().Load();

        File.AppendAllText(_authority.CertificateFile, "\n" + File.ReadAllText(_other.CertificateFile));
        Touch(_authority.CertificateFile);

        Assert.True(certificate.Accepts(peer, null, SslPolicyErrors.None));
    }

    [Fact]
    public void Files_that_cannot_be_used_are_named_by_their_setting()
    {
        var (files, expired) = (_authority.Issue(), _authority.Issue(Time.GetUtcNow().AddDays(-1)));
        var foreign = _other.Issue();
        var notPem = foreign.Key;

        Assert.Contains("Cluster:TlsCertificate", FaultOf(files with { Certificate = "/no/such/file.pem" }), StringComparison.Ordinal);
        Assert.Contains("Cluster:TlsKey", FaultOf(files with { Key = foreign.Key }), StringComparison.Ordinal);
        Assert.Contains("is valid from", FaultOf(expired), StringComparison.Ordinal);
        Assert.Contains("did not issue", FaultOf(foreign), StringComparison.Ordinal);
        Assert.Contains("Cluster:TlsAuthority", FaultOf(files, notPem), StringComparison.Ordinal);
        Assert.Contains("Cluster:TlsAuthority", FaultOf(files, "/no/such/file.pem"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("certificate", null, null, "Cluster:TlsKey", "Cluster:TlsAuthority")]
    [InlineData(null, "key", "authority", "Cluster:TlsCertificate")]
    [InlineData("certificate", "key", "", "Cluster:TlsAuthority")]
    public void All_three_files_are_set_or_none(string? certificate, string? key, string? authority, params string[] missing)
    {
        var faults = new ClusterSettings { TlsCertificate = certificate, TlsKey = key, TlsAuthority = authority }.Validate();

        Assert.Equal(missing, faults.Select(fault => fault.Split(' ')[0]));
    }

    private ClusterCertificate Load(IssuedFiles? files = null, string? authority = null) =>
        ClusterCertificate.Load(SettingsOf(files ?? _authority.Issue(), authority ?? _authority.CertificateFile), Time)!;

    private string FaultOf(IssuedFiles files, string? authority = null) =>
        Assert.Throws<CannotStartException>(() => Load(files, authority)).Message;

    private static ClusterSettings SettingsOf(IssuedFiles files, string authority) =>
        new() { TlsCertificate = files.Certificate, TlsKey = files.Key, TlsAuthority = authority };

    private static void Replace(IssuedFiles files, IssuedFiles by)
    {
        Copy(by.Certificate, files.Certificate);
        Copy(by.Key, files.Key);
    }

    private static void Copy(string from, string to)
    {
        File.Copy(from, to, overwrite: true);
        Touch(to);
    }

    // Two writes within the resolution of the file system's clock would have the same time.
    private static void Touch(string path) => File.SetLastWriteTimeUtc(path, File.GetLastWriteTimeUtc(path).AddSeconds(1));
}
