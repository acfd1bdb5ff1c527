using Concert.Generation;
using Concert.Runs;

namespace Concert;

/// <summary>
/// Requests that are made from the service's OpenAPI document: sound ones, nearly sound ones, and hostile ones. <c>CONCERT_SEED</c>
/// selects another run, <c>CONCERT_FUZZ_REQUESTS</c> its length.
/// </summary>
public sealed class FuzzTests
{
    private const int Seed = 20261128;

    /// <summary>Codes that no request of a run can get, each with the reason.</summary>
    private static readonly Dictionary<string, string> Unreachable = new()
    {
        ["internal_error"] = "a run that gets it fails",
        ["unavailable"] = "nothing is taken away from the service: UnavailableTests does that",
        ["too_many_requests"] = "the limits are off, except in the test of a limited service",
        ["challenge_required"] = "no challenge is asked for, except in the test of a service that asks for them",
        ["forbidden"] = "only a token of an identity provider can have a subject that cannot be used",
    };

    [Fact]
    public async Task Every_answer_fits_the_contract_and_nothing_refused_has_an_effect()
    {
        await using var host = await FuzzHost.StartAsync();
        await using var run = await FuzzRun.PrepareAsync(host, FuzzOptions.Of(Seed, requestCount: 15_000));

        await run.RunAsync();

        Console.WriteLine(run.Report.Figures());
        Assert.True(run.Report.Faults.Count == 0, run.Report.Failure());
        Assert.Empty(run.Contract.Operations.Where(operation => !run.Report.HasSucceeded(operation)));
        Assert.Empty(Mutation.All.Where(mutation => !run.Report.Mutations.ContainsKey(mutation.Name)));
        Assert.Empty(run.Contract.Page.StatusOfCode.Keys.Where(code => !run.Report.HasAnswered(code)).Except(Unreachable.Keys));
    }

    [Fact]
    public async Task A_service_that_limits_its_clients_refuses_them_as_documented_and_without_an_effect()
    {
        await using var host = await FuzzHost.StartAsync(("RateLimit:PerClientPerSecond", "1"));
        await using var run = await FuzzRun.PrepareAsync(host, FuzzOptions.Of(Seed, requestCount: 0) with { RequestCount = 300, IsLimited = true });

        await run.RunAsync();

        Assert.True(run.Report.Faults.Count == 0, run.Report.Failure());
        Assert.True(run.Report.HasAnswered("too_many_requests"));
    }

    [Fact]
    public async Task A_service_that_asks_for_challenges_gives_a_place_for_a_solution_only()
    {
        await using var host = await FuzzHost.StartAsync(("Queue:Challenge", "on"));
        await using var run = await FuzzRun.PrepareAsync(host, FuzzOptions.Of(Seed, requestCount: 0) with { RequestCount = 600, IsChallenged = true });

        await run.RunAsync();

        Assert.True(run.Report.Faults.Count == 0, run.Report.Failure());
        Assert.True(run.Report.HasAnswered("challenge_required"));
        Assert.True(run.Report.HasSucceeded(run.Contract.Operation("JoinQueue")));
    }

    [Fact]
    public async Task A_seed_gives_the_same_requests_and_the_same_answers_each_time()
    {
        var traces = new List<IReadOnlyList<string>>();
        foreach (var _ in Enumerable.Range(0, 2))
        {
            await using var host = await FuzzHost.StartAsync();
            await using var run = await FuzzRun.PrepareAsync(host, new(Seed, RequestCount: 400));
            await run.RunAsync();
            traces.Add(run.Report.Trace);
        }

        Assert.Equal(traces[0], traces[1]);
    }
}
