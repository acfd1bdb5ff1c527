using System.Security.Cryptography;
using System.Text;

namespace Concert.Auth;

/// <summary>The configured admin keys, as digests.</summary>
internal sealed class AdminKeys(AdminOptions options)
{
    // Digests have a fixed length, so that the comparison time does not reveal even a key's length.
    private readonly (NamedAdminKey Key, byte[] Digest)[] _keys = [.. options.NamedKeys.Select(named => (named, DigestOf(named.Key)))];

    /// <summary>The key, or null if it is none of ours.</summary>
    public NamedAdminKey? Find(string given)
    {
        var digest = DigestOf(given);
        NamedAdminKey? found = null;
        // Every key is compared, so that the time does not tell which one matched.
        foreach (var (key, expected) in _keys)
        {
            if (CryptographicOperations.FixedTimeEquals(expected, digest)) found = key;
        }

        return found;
    }

    private static byte[] DigestOf(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
