using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Concert.Auth;

/// <summary>One signing key of the gateways: what signs access tokens, and what is derived from it.</summary>
internal sealed class GatewayKey
{
    private const int DerivedBytes = 32;
    private const int IdBytes = 8;
    // 128 bits more than a key of the curve has.
    private const int TicketBytes = 48;

    public GatewayKey(string text)
    {
        AccessToken = Encoding.UTF8.GetBytes(text);
        // Separate keys, so that the signature of a queue token or of a challenge is valid for nothing else.
        QueueToken = Derive(DerivedBytes, "concert/queue-token/v1"u8);
        Challenge = Derive(DerivedBytes, "concert/challenge/v1"u8);
        AddressTag = Derive(DerivedBytes, "concert/address-tag/v1"u8);
        TicketSecret = Derive(TicketBytes, "concert/ticket/v1"u8);
        Id = Base64Url.EncodeToString(Derive(IdBytes, "concert/key-id/v1"u8));
    }

    /// <summary>The <c>kid</c> of access tokens: the same on every gateway that has the key, and it does not reveal the key.</summary>
    public string Id { get; }

    public byte[] AccessToken { get; }

    public byte[] QueueToken { get; }

    public byte[] Challenge { get; }

    public byte[] AddressTag { get; }

    /// <summary>What the key pair of tickets is made from.</summary>
    public byte[] TicketSecret { get; }

    private byte[] Derive(int length, ReadOnlySpan<byte> purpose)
    {
        var derived = new byte[length];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, AccessToken, derived, salt: [], purpose);
        return derived;
    }
}
