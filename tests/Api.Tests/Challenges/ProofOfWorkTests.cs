using System.Net;
using Concert.Auth;
using Microsoft.Extensions.Time.Testing;

namespace Concert.Challenges;

public sealed class ProofOfWorkTests
{
    private const int Easy = 6;
    private const string OtherKey = "another signing key, also of more than 32 bytes";

    private static readonly ChallengeSubject Minji = new(new("u_minji"), new("c_one"), IPAddress.Loopback);

    private readonly FakeTimeProvider _time = new(ApiHost.Noon);
    private readonly ProofOfWork _challenge;

    public ProofOfWorkTests() => _challenge = Gateway(new(ApiHost.SigningKey));

    [Fact]
    public async Task A_solution_is_accepted_once()
    {
        var demand = await DemandAsync();
        var solution = Solver.Solve(demand.Salt, Easy);

        Assert.Equal(ChallengeVerdict.Solved, await VerifyAsync(solution));
        var again = await VerifyAsync(solution);
        Assert.Equal(ChallengeOutcome.Unsolved, again.Outcome);
        Assert.StartsWith("The solution was used before", again.Detail, StringComparison.Ordinal);
        // Another solution of the same salt is the same work.
        Assert.Equal(ChallengeOutcome.Unsolved, (await VerifyAsync(AnotherSolution(demand.Salt, solution))).Outcome);
    }

    [Fact]
    public async Task A_solution_that_is_released_is_accepted_again()
    {
        var solution = Solver.Solve((await DemandAsync()).Salt, Easy);
        await VerifyAsync(solution);

        _challenge.Release(solution);

        Assert.Equal(ChallengeOutcome.Solved, (await VerifyAsync(solution)).Outcome);
        Assert.Equal(ChallengeOutcome.Unsolved, (await VerifyAsync(solution)).Outcome);
    }

    [Fact]
    public async Task A_wrong_solution_does_not_use_the_salt()
    {
        var salt = (await DemandAsync()).Salt;

        var verdict = await VerifyAsync(Solver.Fail(salt, Easy));

        Assert.Equal(ChallengeVerdict.Unsolved($"The solution is wrong: the hash must begin with {Easy} zero bits."), verdict);
        Assert.Equal(ChallengeOutcome.Solved, (await VerifyAsync(Solver.Solve(salt, Easy))).Outcome);
    }

    [Fact]
    public async Task A_solution_is_accepted_until_the_challenge_expires()
    {
        var (first, second) = (await DemandAsync(), await DemandAsync());
        Assert.Equal(ApiHost.Noon + TimeSpan.FromMinutes(5), first.ExpiresAt);

        _time.SetUtcNow(first.ExpiresAt - TimeSpan.FromTicks(1));
        Assert.Equal(ChallengeOutcome.Solved, (await VerifyAsync(Solver.Solve(first.Salt, Easy))).Outcome);
        _time.SetUtcNow(first.ExpiresAt);
        Assert.Equal(ChallengeVerdict.Unsolved("The challenge has expired."), await VerifyAsync(Solver.Solve(second.Salt, Easy)));
    }

    [Theory]
    [InlineData("u_other", "c_one")]
    [InlineData("u_minji", "c_other")]
    // Together as long as before: the parts must not be read as one text.
    [InlineData("u_minjic", "_one")]
    public async Task A_solution_is_good_for_one_user_and_one_concert(string user, string concert)
    {
        var solution = Solver.Solve((await DemandAsync()).Salt, Easy);

        var verdict = await _challenge.VerifyAsync(
            Minji with { UserId = new(user), ConcertId = new(concert) }, solution, TestContext.Current.CancellationToken);

        Assert.Equal(ChallengeOutcome.Unsolved, verdict.Outcome);
        Assert.StartsWith("The salt was changed, or it was issued to another user", verdict.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_salt_that_was_changed_in_any_character_is_refused()
    {
        var salt = (await DemandAsync()).Salt;
        for (var index = 0; index < salt.Length; index++)
        {
            var changed = $"{salt[..index]}{(salt[index] == 'A' ? 'B' : 'A')}{salt[(index + 1)..]}";
            Assert.Equal(ChallengeOutcome.Unsolved, (await VerifyAsync(Solver.Solve(changed, 1))).Outcome);
        }

        foreach (var other in new[] { salt[..^1], salt[1..], salt + "A", "A", new string('A', 128) })
            Assert.Equal(ChallengeOutcome.Unsolved, (await VerifyAsync(Solver.Solve(other, 1))).Outcome);
    }

    [Theory]
    [InlineData("")]
    [InlineData(":")]
    [InlineData("abc")]
    [InlineData("abc:")]
    [InlineData(":1")]
    [InlineData("abc:1:2")]
    [InlineData("ab.c:1")]
    [InlineData("ab=:1")]
    [InlineData("abc:1.5")]
    [InlineData("abc: 1")]
    [InlineData("abc:012345678901234567890123456789012")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa:1")]
    public async Task What_no_client_sends_is_malformed(string response)
    {
        var verdict = await VerifyAsync(response);

        Assert.Equal(ChallengeOutcome.Malformed, verdict.Outcome);
        Assert.StartsWith("It must be <salt>:<nonce>", verdict.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gateway_accepts_the_salts_of_its_keys_and_no_other()
    {
        var solution = Solver.Solve((await DemandAsync()).Salt, Easy);

        Task<ChallengeVerdict> At(GatewayKeys keys) =>
            Gateway(keys).VerifyAsync(Minji, solution, TestContext.Current.CancellationToken).AsTask();
        Assert.Equal(ChallengeOutcome.Solved, (await At(new(ApiHost.SigningKey))).Outcome);
        Assert.Equal(ChallengeOutcome.Solved, (await At(new(OtherKey, ApiHost.SigningKey))).Outcome);
        Assert.Equal(ChallengeOutcome.Unsolved, (await At(new(OtherKey))).Outcome);
    }

    [Theory]
    // SHA-256 of "abc" and of "hello" begins with ba and 2c. The others were found with another implementation.
    [InlineData("abc", 0)]
    [InlineData("hello", 2)]
    [InlineData("concert:395", 7)]
    [InlineData("concert:1293061", 18)]
    public void The_zero_bits_are_those_of_the_whole_text(string text, int expected) => Assert.Equal(expected, ProofOfWork.ZeroBitsOf(text));

    [Fact]
    public async Task The_text_of_a_solution_is_one_block_of_the_hash() =>
        Assert.InRange(Solver.Solve((await DemandAsync()).Salt, Easy).Length, 41, 55);

    private static string AnotherSolution(string salt, string solution) => Enumerable.Range(0, int.MaxValue)
        .Select(number => $"{salt}:x{number}").First(text => text != solution && ProofOfWork.ZeroBitsOf(text) >= Easy);

    private ProofOfWork Gateway(GatewayKeys keys) => new(new(keys), new(_time), _time);

    private async Task<ProofOfWorkDemand> DemandAsync() =>
        Assert.IsType<ProofOfWorkDemand>(await _challenge.IssueAsync(Minji, Easy, TestContext.Current.CancellationToken));

    private async Task<ChallengeVerdict> VerifyAsync(string response) =>
        await _challenge.VerifyAsync(Minji, response, TestContext.Current.CancellationToken);
}
