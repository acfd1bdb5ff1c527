using System.Security.Cryptography;

namespace Concert.Http;

/// <summary>Ids that the gateway makes: at least 128 random bits behind a prefix that says what the id is of.</summary>
internal static class NewIds
{
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";

    // 26 letters of 5 bits each: 130 bits.
    private const int Length = 26;

    public static UserId User() => new("u_" + Random());

    public static ConcertId Concert() => new("c_" + Random());

    public static PerformanceId Performance() => new("p_" + Random());

    private static string Random() => RandomNumberGenerator.GetString(Alphabet, Length);
}
