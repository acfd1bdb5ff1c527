using System.Security.Cryptography;
using System.Text;

namespace Concert.Auth;

/// <summary>The keys that sign tokens: <c>Auth:SigningKey</c>, and a key derived from it.</summary>
internal sealed class GatewayKeys
{
    private const int DerivedBytes = 32;

    public GatewayKeys(string signingKey)
    {
        AccessToken = Encoding.UTF8.GetBytes(signingKey);
        // A separate key, so that the signature of a queue token is valid for nothing else.
        QueueToken = HKDF.DeriveKey(HashAlgorithmName.SHA256, AccessToken, DerivedBytes, info: "concert/queue-token/v1"u8.ToArray());
    }

    public byte[] AccessToken { get; }

    public byte[] QueueToken { get; }
}
