using System.Buffers.Text;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace Concert.Bench.Attacks;

/// <summary>Finds the solution of a proof of work with the SHA-256 of the operating system, as a script would.</summary>
internal static class ProofSearch
{
    private const int MaxNonceLength = 16;

    /// <returns>The value of <c>Challenge-Response</c>, and how many texts were hashed for it.</returns>
    public static (string Response, long HashCount) Solve(string salt, int difficulty)
    {
        Span<byte> text = stackalloc byte[salt.Length + 1 + MaxNonceLength];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        var nonceAt = Encoding.ASCII.GetBytes(salt, text);
        text[nonceAt++] = (byte)':';
        for (var nonce = 0L; ; nonce++)
        {
            Utf8Formatter.TryFormat(nonce, text[nonceAt..], out var length, new('x'));
            SHA256.HashData(text[..(nonceAt + length)], hash);
            if (ZeroBitsOf(hash) >= difficulty) return (Encoding.ASCII.GetString(text[..(nonceAt + length)]), nonce + 1);
        }
    }

    private static int ZeroBitsOf(ReadOnlySpan<byte> hash)
    {
        var at = hash.IndexOfAnyExcept((byte)0);
        return at < 0 ? hash.Length * 8 : (at * 8) + BitOperations.LeadingZeroCount((uint)hash[at]) - 24;
    }
}
