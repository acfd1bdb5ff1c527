using System.Net;
using Concert.Http;
using Concert.Limits;
using Concert.Problems;
using Concert.Queues;

namespace Concert.Challenges;

/// <summary>
/// Decides whether an attempt to join reaches the queue: within the limit of new places for each concert and address, and with a
/// solved challenge where one is asked for.
/// </summary>
internal sealed class JoinGate(
    QueueOptions queue,
    RateLimitOptions limits,
    IChallenge challenge,
    AddressUsers users,
    [FromKeyedServices(GatewayTime.Key)] TimeProvider time)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly PermitBuckets<(ConcertId ConcertId, IPAddress Address)>? _newPlaces =
        limits is { IsOn: true, NewPlacesPerAddressPerMinute: > 0 and var permits } ? new(permits, Minute, time) : null;

    /// <param name="attempt">The attempt.</param>
    /// <param name="concertId">The concert; it exists.</param>
    /// <param name="waiting">How many users wait in the concert's queue, as far as this gateway knows.</param>
    /// <param name="cancellationToken">Cancels the call to the provider of a captcha.</param>
    public async ValueTask<JoinPass> OpenAsync(
        JoinAttempt attempt, ConcertId concertId, long waiting, CancellationToken cancellationToken)
    {
        // Who proves a place gets that one again: nothing is new.
        var permit = attempt.Place is null ? _newPlaces?.Claim((concertId, attempt.Address), 1) : null;
        // Before the challenge, so that nobody works for a 429. A place is taken from the limit only behind it.
        if (permit?.Wait is { } early && early > TimeSpan.Zero) return JoinPass.Refused(TooMany(early));
        var subject = new ChallengeSubject(attempt.UserId, concertId, attempt.Address);
        var difficulty = attempt.Place is not null ? 0 : DifficultyFor(subject, waiting);
        var response = difficulty > 0 ? attempt.Response : null;
        if (difficulty > 0 && await RefusalOfAsync(subject, response, difficulty, cancellationToken) is { } refusal)
            return JoinPass.Refused(refusal);
        // Others of the address may have taken the last permits since.
        if (permit?.Take() is not { } late || late == TimeSpan.Zero) return JoinPass.Granted(challenge, response, permit);
        if (response is not null) challenge.Release(response);
        return JoinPass.Refused(TooMany(late));
    }

    private static ProblemResult TooMany(TimeSpan wait) => new(Codes.TooManyRequests) { RetryAfter = wait };

    /// <summary>0: no challenge is asked for.</summary>
    private int DifficultyFor(ChallengeSubject subject, long waiting)
    {
        if (queue.Challenge == QueueOptions.ChallengeOff) return 0;
        var count = users.Note(subject.Address, subject.UserId);
        return queue.Challenge == QueueOptions.ChallengeOn
            ? ChallengeDifficulty.Always(count, waiting)
            : ChallengeDifficulty.WhenNeeded(count, waiting);
    }

    private async ValueTask<ProblemResult?> RefusalOfAsync(
        ChallengeSubject subject, string? response, int difficulty, CancellationToken cancellationToken)
    {
        var verdict = response is null
            ? ChallengeVerdict.Unsolved("The request has no Challenge-Response header: solve the challenge, and send it with the solution.")
            : await challenge.VerifyAsync(subject, response, cancellationToken);
        return verdict.Outcome switch
        {
            ChallengeOutcome.Solved => null,
            ChallengeOutcome.Malformed => FieldErrors.Of(JoinAttempt.Header, verdict.Detail!),
            _ => new(
                Codes.ChallengeRequired,
                verdict.Detail,
                [new("challenge", await challenge.IssueAsync(subject, difficulty, cancellationToken))]),
        };
    }
}
