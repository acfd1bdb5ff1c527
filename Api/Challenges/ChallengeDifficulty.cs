using System.Numerics;

namespace Concert.Challenges;

/// <summary>
/// How hard the challenge of a join is, in zero bits. Each bit doubles the work. It never falls while the address has more users or
/// the line is longer.
/// </summary>
internal static class ChallengeDifficulty
{
    /// <summary>The usual challenge: 65,536 hashes on average, 0.03 s for the page on a server's core.</summary>
    public const int Usual = 16;

    /// <summary>The hardest: 16.8 million hashes on average, 8 s for the page on a server's core. It locks no phone out.</summary>
    public const int Hardest = 24;

    /// <summary>Up to so many users of one address join without a challenge, in a short line: a family, an office.</summary>
    public const int FreeUsers = 16;

    /// <summary>Each doubling of the users of one address beyond this adds a bit.</summary>
    public const int UsualUsers = 32;

    /// <summary>Below this the line is short.</summary>
    public const long ShortLine = 500;

    /// <summary>Each time that the line is four times longer than this adds a bit: it is everybody's work, also that of fans.</summary>
    public const long UsualLine = 4_000;

    private const int Fourfold = 2;

    /// <summary>The difficulty where each join needs a challenge.</summary>
    /// <param name="users">How many users of the address asked for a place recently, this one included.</param>
    /// <param name="waiting">How many users wait in the queue.</param>
    public static int Always(long users, long waiting) =>
        Math.Min(Hardest, Usual + Doublings(users, UsualUsers) + (Doublings(waiting, UsualLine) / Fourfold));

    /// <summary>The difficulty where only a suspicious join needs a challenge. 0: this one needs none.</summary>
    public static int WhenNeeded(long users, long waiting) =>
        users <= FreeUsers && waiting < ShortLine ? 0 : Always(users, waiting);

    private static int Doublings(long count, long of) => count <= of ? 0 : BitOperations.Log2((ulong)(count / of));
}
