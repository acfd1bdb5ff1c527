using Concert.Http;

namespace Concert.Auth;

public sealed class FingerprintTests
{
    [Fact]
    public void The_same_command_has_the_same_fingerprint_for_good() =>
        // Journals keep it: whoever changes how it is made turns every retry into a reused key.
        Assert.Equal(Fingerprint.Of("charge", "500"), Fingerprint.Of("charge", "500"));

    [Fact]
    public void Another_kind_another_part_or_another_cut_is_another_command()
    {
        string[] fingerprints =
        [
            Fingerprint.Of("charge", "500"),
            Fingerprint.Of("pay", "500"),
            Fingerprint.Of("charge", "501"),
            Fingerprint.Of("charge", "50", "0"),
            Fingerprint.Of("charge", "5", "00"),
            Fingerprint.Of("charge", "500", null),
            Fingerprint.Of("charge", "500", ""),
            Fingerprint.Of("charge"),
        ];

        Assert.Equal(fingerprints.Length, fingerprints.Distinct().Count());
    }
}
