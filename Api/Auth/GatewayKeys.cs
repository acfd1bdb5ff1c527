using System.Security.Cryptography;
using System.Text;

namespace Concert.Auth;

/// <summary>The keys that tokens are signed with: the one of <c>Auth:SigningKey</c>, and what is derived from it.</summary>
internal sealed class GatewayKeys
{
    private const int DerivedBytes = 32;

    public GatewayKeys(string signingKey)
    {
        AccessToken = Encoding.UTF8.GetBytes(signingKey);
        // A key of its own: a queue token can then never pass for a signature over anything else.
        QueueToken = HKDF.DeriveKey(HashAlgorithmName.SHA256, AccessToken, DerivedBytes, info: "concert/queue-token/v1"u8.ToArray());
    }

    public byte[] AccessToken { get; }

    public byte[] QueueToken { get; }
}
