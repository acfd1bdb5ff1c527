using System.Globalization;
using System.Text.Json.Nodes;

namespace Concert.Challenges;

/// <summary>Solves proofs of work as a client does, from what the problem says.</summary>
internal static class Solver
{
    /// <summary>The value of <c>Challenge-Response</c>.</summary>
    public static string Solve(Answer refused)
    {
        var challenge = ChallengeOf(refused);
        return Solve(challenge["salt"]!.GetValue<string>(), challenge["difficulty"]!.GetValue<int>());
    }

    public static string Solve(string salt, int difficulty) => Responses(salt).First(text => ProofOfWork.ZeroBitsOf(text) >= difficulty);

    /// <summary>A well-formed response that is not a solution.</summary>
    public static string Fail(string salt, int difficulty) => Responses(salt).First(text => ProofOfWork.ZeroBitsOf(text) < difficulty);

    public static JsonObject ChallengeOf(Answer refused) => refused.Refused(403, "challenge_required").Json["challenge"]!.AsObject();

    public static string SaltOf(Answer refused) => ChallengeOf(refused)["salt"]!.GetValue<string>();

    public static int DifficultyOf(Answer refused) => ChallengeOf(refused)["difficulty"]!.GetValue<int>();

    private static IEnumerable<string> Responses(string salt) =>
        Enumerable.Range(0, int.MaxValue).Select(nonce => string.Create(CultureInfo.InvariantCulture, $"{salt}:{nonce}"));
}
