using System.Security.Cryptography;

namespace Concert.Queues;

/// <summary>The secret of a concert's draw. Its hash is public from the concert's creation, the seed once the order is drawn.</summary>
public static class DrawSeed
{
    /// <summary>Its length in bytes.</summary>
    public const int Length = 32;

    public static byte[] New() => RandomNumberGenerator.GetBytes(Length);

    /// <summary>The hash that binds the seed: SHA-256 of its bytes, in lower-case hex.</summary>
    public static string CommitmentOf(byte[] seed) => TextOf(SHA256.HashData(seed));

    public static string TextOf(byte[] bytes) => Convert.ToHexStringLower(bytes);

    public static byte[] Parse(string hex) => Convert.FromHexString(hex);
}
