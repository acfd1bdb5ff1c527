using System.Net;

namespace Concert.Challenges;

/// <summary>
/// What a user solves before the queue gives them a new place. The default is <see cref="ProofOfWork"/>. A captcha of a provider is
/// another implementation, registered before the default: what it issues has members of its own, such as the key of the site, and
/// it verifies a response with a call to the provider. A provider that does not answer is an <c>UnavailableException</c>.
/// </summary>
internal interface IChallenge
{
    /// <summary>Makes a challenge: the member <c>challenge</c> of the problem.</summary>
    /// <param name="subject">Who must solve it.</param>
    /// <param name="difficulty">From <see cref="ChallengeDifficulty"/>; a captcha may ignore it, or choose its kind by it.</param>
    /// <param name="cancellationToken">Cancels the call to a provider.</param>
    ValueTask<object> IssueAsync(ChallengeSubject subject, int difficulty, CancellationToken cancellationToken);

    /// <summary>Verifies a response. A response that is solved is used by it: it is not accepted for a second place.</summary>
    ValueTask<ChallengeVerdict> VerifyAsync(ChallengeSubject subject, string response, CancellationToken cancellationToken);

    /// <summary>
    /// The join failed after the response was accepted: the client may send the same response again. A provider that accepts each
    /// response only once makes this impossible; its client gets another challenge.
    /// </summary>
    void Release(string response);
}

/// <summary>Who must solve a challenge, and for what. A solution is good for nobody else.</summary>
internal sealed record ChallengeSubject(UserId UserId, ConcertId ConcertId, IPAddress Address);

/// <param name="Detail">What is wrong with the response; null if nothing is.</param>
internal readonly record struct ChallengeVerdict(ChallengeOutcome Outcome, string? Detail)
{
    public static ChallengeVerdict Solved { get; } = new(ChallengeOutcome.Solved, null);

    public static ChallengeVerdict Unsolved(string detail) => new(ChallengeOutcome.Unsolved, detail);

    public static ChallengeVerdict Malformed(string detail) => new(ChallengeOutcome.Malformed, detail);
}

internal enum ChallengeOutcome
{
    Solved,

    /// <summary>The client gets another challenge.</summary>
    Unsolved,

    /// <summary>No program that solves the challenge sends this: the request is not valid.</summary>
    Malformed,
}
