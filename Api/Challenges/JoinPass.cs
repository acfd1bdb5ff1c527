using Concert.Limits;
using Concert.Problems;

namespace Concert.Challenges;

/// <summary>
/// What <see cref="JoinGate"/> decided about an attempt to join. If it has no problem, the holder joins, reports the result and
/// disposes it: a join that fails gives back what the gate took.
/// </summary>
internal sealed class JoinPass : IDisposable
{
    private IChallenge? _challenge;
    private string? _response;
    private PermitClaim? _permit;

    private JoinPass()
    {
    }

    /// <summary>Why the attempt does not reach the queue; null if it does.</summary>
    public ProblemResult? Problem { get; private init; }

    public static JoinPass Refused(ProblemResult problem) => new() { Problem = problem };

    /// <param name="challenge">Verified the response.</param>
    /// <param name="response">The response that was used; null if no challenge was asked for.</param>
    /// <param name="permit">The permit for a new place that was taken; null if there is no limit.</param>
    public static JoinPass Granted(IChallenge challenge, string? response, PermitClaim? permit) =>
        new() { _challenge = challenge, _response = response, _permit = permit };

    /// <summary>The user has a place. A place that the user had before costs no permit.</summary>
    public void Joined(bool isNew)
    {
        _response = null;
        if (isNew) _permit = null;
    }

    /// <summary>The attempt failed, and costs what a new place costs.</summary>
    public void Spend() => Joined(isNew: true);

    public void Dispose()
    {
        if (_response is not null) _challenge!.Release(_response);
        _permit?.Return();
        (_response, _permit) = (null, null);
    }
}
