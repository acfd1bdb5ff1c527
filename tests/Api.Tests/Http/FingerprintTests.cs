namespace Concert.Http;

public sealed class FingerprintTests
{
    [Fact]
    public void The_same_command_always_has_the_same_fingerprint() =>
        // Journals store it: a change of its computation would turn every retry into idempotency_key_reused.
        Assert.Equal(Fingerprint.Of("charge", "500"), Fingerprint.Of("charge", "500"));

    [Fact]
    public void A_different_kind_part_or_split_is_a_different_command()
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
