using System.Net;

namespace Concert.Challenges;

/// <summary>Two gateways of one cluster, which share their signing key and no memory.</summary>
[OneProcess]
public sealed class TwoGatewaysChallengeTests
{
    [Fact]
    public async Task A_challenge_of_one_gateway_is_solved_at_another()
    {
        await using var first = await ApiHost.StartClusterAsync(("Queue:Challenge", "on"));
        await using var second = await first.AnotherGatewayAsync();
        var (user, concert) = (await first.UserAsync(), await first.ConcertAsync());
        var path = $"/v1/concerts/{concert.ConcertId}/queue-tokens";
        var solved = user.With("Challenge-Response", Solver.Solve(await user.PostAsync(path)));
        var atSecond = solved with { Host = second, Http = second.Http };

        var joined = (await atSecond.PostAsync(path)).Granted(HttpStatusCode.Created);
        (await atSecond.PostAsync(path)).Refused(403, "challenge_required");

        // The first gateway does not know that it was used. It gives the user no second place.
        Assert.Equal(joined.Text("concertId"), (await solved.PostAsync(path)).Granted().Text("concertId"));
        (await solved.PostAsync(path)).Refused(403, "challenge_required");
    }
}
