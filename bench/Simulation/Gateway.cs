using Concert.Challenges;
using Concert.Problems;

namespace Concert.Bench.Simulation;

/// <summary>The gateway's own gate for joins, with a challenge that the simulated users solve in virtual time.</summary>
internal sealed class Gateway
{
    private static readonly ConcertId Concert = new("simulated");

    private readonly SimulatedChallenge _challenge = new();
    private readonly JoinGate _gate;

    public Gateway(Defenses defenses, TimeProvider time) => _gate = new(
        new() { Challenge = defenses.HasChallenge ? QueueOptions.ChallengeAuto : QueueOptions.ChallengeOff },
        new() { NewPlacesPerAddressPerMinute = defenses.JoinsPerAddressPerMinute },
        _challenge,
        new AddressUsers(time),
        time);

    /// <param name="person">Who wants a place.</param>
    /// <param name="hasSolved">Whether the attempt has a solution.</param>
    /// <param name="waiting">How many users wait.</param>
    /// <param name="join">Joins the queue; returns whether the place is new.</param>
    public async Task<JoinAnswer> JoinAsync(SimulatedUser person, bool hasSolved, int waiting, Func<bool> join)
    {
        var attempt = new JoinAttempt(person.UserId, person.Address, null, hasSolved ? "solved" : null);
        using var pass = await _gate.OpenAsync(attempt, Concert, waiting, CancellationToken.None);
        if (pass.Problem is null)
        {
            pass.Joined(join());
            return new(JoinResult.Joined);
        }

        return pass.Problem.Code == Codes.ChallengeRequired
            ? new(JoinResult.MustSolve, ZeroBits: _challenge.Difficulty)
            : new(JoinResult.MustWait, Wait: pass.Problem.RetryAfter!.Value);
    }

    private sealed class SimulatedChallenge : IChallenge
    {
        /// <summary>Of the challenge that was issued last.</summary>
        public int Difficulty { get; private set; }

        public ValueTask<object> IssueAsync(ChallengeSubject subject, int difficulty, CancellationToken cancellationToken)
        {
            Difficulty = difficulty;
            return new(this);
        }

        public ValueTask<ChallengeVerdict> VerifyAsync(ChallengeSubject subject, string response, CancellationToken cancellationToken) =>
            new(ChallengeVerdict.Solved);

        public void Release(string response)
        {
        }
    }
}

internal enum JoinResult
{
    Joined,
    MustSolve,
    MustWait,
}

/// <param name="ZeroBits">The difficulty of the challenge.</param>
/// <param name="Wait">When the limit allows another attempt.</param>
internal readonly record struct JoinAnswer(JoinResult Result, int ZeroBits = 0, TimeSpan Wait = default);
