using System.Security.Cryptography;
using System.Text;
using Concert.Http;

namespace Concert.Challenges;

/// <summary>
/// Asks for work: the client finds a nonce for which SHA-256 of <c>salt:nonce</c> begins with a number of zero bits. Each bit doubles
/// the expected work. A fan pays it once; a script pays it for each place.
/// </summary>
internal sealed class ProofOfWork(
    ChallengeSalts salts, UsedSalts used, [FromKeyedServices(GatewayTime.Key)] TimeProvider time) : IChallenge
{
    public const string Algorithm = "sha256";

    private const string Form = "<salt>:<nonce>, with the challenge's salt and 1 to 32 characters of A-Z, a-z, 0-9, - and _";
    private const int MaxPartLength = 128;
    private const int MaxNonceLength = 32;

    // The page's search tries 2.2 million nonces a second on a server's core (measured). A phone with a fifth of that solves the hardest
    // challenge in 38 s on average, and once in a thousand times in more than 262 s.
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    public ValueTask<object> IssueAsync(ChallengeSubject subject, int difficulty, CancellationToken cancellationToken)
    {
        var expiresAt = DateTimeOffset.FromUnixTimeSeconds((time.GetUtcNow() + Lifetime).ToUnixTimeSeconds());
        return new(new ProofOfWorkDemand(Algorithm, salts.Issue(subject, difficulty, expiresAt), difficulty, expiresAt));
    }

    public ValueTask<ChallengeVerdict> VerifyAsync(ChallengeSubject subject, string response, CancellationToken cancellationToken) =>
        new(Verify(subject, response));

    public void Release(string response) => used.Remove(SaltOf(response));

    /// <summary>The number of zero bits that the hash of a response begins with.</summary>
    public static int ZeroBitsOf(string response) => LeadingZeroBits(SHA256.HashData(Encoding.ASCII.GetBytes(response)));

    private ChallengeVerdict Verify(ChallengeSubject subject, string response)
    {
        if (!IsWellFormed(response)) return ChallengeVerdict.Malformed($"It must be {Form}.");
        var salt = SaltOf(response);
        if (salts.Read(salt, subject) is not { } issued)
            return ChallengeVerdict.Unsolved("The salt was changed, or it was issued to another user or for another concert.");
        if (issued.ExpiresAt <= time.GetUtcNow()) return ChallengeVerdict.Unsolved("The challenge has expired.");
        if (ZeroBitsOf(response) < issued.Difficulty)
            return ChallengeVerdict.Unsolved($"The solution is wrong: the hash must begin with {issued.Difficulty} zero bits.");
        return used.TryAdd(salt, issued.ExpiresAt)
            ? ChallengeVerdict.Solved
            : ChallengeVerdict.Unsolved("The solution was used before: each is good for one place.");
    }

    private static bool IsWellFormed(string response)
    {
        var colon = response.IndexOf(':', StringComparison.Ordinal);
        return colon is > 0 and <= MaxPartLength
            && response.Length - colon - 1 is > 0 and <= MaxNonceLength
            && response.AsSpan(0, colon).ContainsAnyExcept(ChallengeSalts.Characters) is false
            && response.AsSpan(colon + 1).ContainsAnyExcept(ChallengeSalts.Characters) is false;
    }

    private static string SaltOf(string response) => response[..response.IndexOf(':', StringComparison.Ordinal)];

    private static int LeadingZeroBits(ReadOnlySpan<byte> hash)
    {
        var zeroBytes = hash.IndexOfAnyExcept((byte)0);
        return zeroBytes < 0 ? hash.Length * 8 : (zeroBytes * 8) + byte.LeadingZeroCount(hash[zeroBytes]);
    }
}

/// <param name="Salt">Opaque. The response begins with it.</param>
/// <param name="Difficulty">The number of zero bits that SHA-256 of the response must begin with.</param>
/// <param name="ExpiresAt">From then on no solution is accepted.</param>
internal sealed record ProofOfWorkDemand(string Algorithm, string Salt, int Difficulty, DateTimeOffset ExpiresAt);
