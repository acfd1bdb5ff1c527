using Concert.Runs;

namespace Concert;

/// <summary>
/// Requests that are made from the service's OpenAPI document: sound ones, nearly sound ones, and hostile ones. <c>CONCERT_SEED</c>
/// selects another run, <c>CONCERT_FUZZ_REQUESTS</c> its length.
/// </summary>
public sealed class FuzzTests
{
    private const int Seed = 20261123;

    [Fact]
    public async Task Every_answer_fits_the_contract_and_nothing_refused_has_an_effect()
    {
        await using var host = await FuzzHost.StartAsync();
        var options = FuzzOptions.Of(Seed, requestCount: 2_500);
        await using var run = await FuzzRun.PrepareAsync(host, options);

        await run.RunAsync();

        Console.WriteLine(run.Report.Figures());
        Assert.True(run.Report.Faults.Count == 0, run.Report.Failure());
    }
}
