using System.Security.Cryptography;
using System.Text;

namespace Concert.Presale;

/// <summary>A presale code, of which the service knows only a hash.</summary>
/// <param name="Hash">Made by <see cref="HashOf"/>.</param>
/// <param name="Joins">How many users may join with it.</param>
[GenerateSerializer, Immutable, Alias("PresaleCode")]
public sealed record PresaleCode([property: Id(0)] string Hash, [property: Id(1)] int Joins)
{
    private const char Separator = '/';

    /// <summary>
    /// SHA-256 of the concert's id and the code, in lower-case hex. One code at two concerts has two hashes. A fast hash protects only
    /// codes that nobody can guess, so the organizer must choose them at random.
    /// </summary>
    public static string HashOf(ConcertId concertId, string code) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{concertId.Value}{Separator}{code}")));
}

/// <summary>The codes of a concert in numbers. Codes that were removed do not count.</summary>
/// <param name="CodeCount">How many codes there are; 0: the queue is open to all.</param>
/// <param name="JoinCount">How many users may join with them.</param>
/// <param name="UsedCount">How many users have.</param>
[GenerateSerializer, Immutable, Alias("PresaleSummary")]
public sealed record PresaleSummary(
    [property: Id(0)] int CodeCount, [property: Id(1)] long JoinCount, [property: Id(2)] long UsedCount);
