using System.Security.Cryptography;
using System.Text;

namespace Concert.Bench.Attacks;

public sealed class HoardTests
{
    private const string Salt = "AQAAAABlU0EYFwECAwQFBgcI";

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(13)]
    public void A_solution_begins_with_the_salt_and_its_hash_with_the_zero_bits(int difficulty)
    {
        var (response, hashCount) = ProofSearch.Solve(Salt, difficulty);

        Assert.Matches($"^{Salt}:[0-9a-f]{{1,16}}$", response);
        Assert.Equal(hashCount - 1, Convert.ToInt64(response[(Salt.Length + 1)..], 16));
        Assert.True(ZeroBitsOf(response) >= difficulty);
        for (var earlier = 0L; earlier < hashCount - 1; earlier++) Assert.True(ZeroBitsOf($"{Salt}:{earlier:x}") < difficulty);
    }

    [Fact]
    public void Half_of_the_fans_join_evenly_in_the_lobby_and_half_in_the_first_20_seconds_of_the_sale()
    {
        var joins = HoardFanPlan.Of(200, TimeSpan.FromSeconds(60)).Select(fan => fan.JoinsAfterOpening.TotalSeconds).ToList();

        Assert.Equal(joins.Order(), joins);
        Assert.Equal((-60, 0), (joins[0], joins[100]));
        Assert.All(joins.Take(100), (at, number) => Assert.Equal(-60 + (0.6 * number), at, tolerance: 1e-6));
        Assert.All(joins.Skip(100), (at, number) => Assert.Equal(0.2 * number, at, tolerance: 1e-6));
    }

    [Fact]
    public void Fans_think_as_people_do_and_the_same_way_in_each_run()
    {
        var fans = HoardFanPlan.Of(200, TimeSpan.FromSeconds(60));

        Assert.Equal(fans, HoardFanPlan.Of(200, TimeSpan.FromSeconds(60)));
        Assert.All(fans, fan => Assert.InRange(fan.Chooses.TotalSeconds, 3, 15));
        Assert.All(fans, fan => Assert.InRange(fan.Pays.TotalSeconds, 5, 20));
        Assert.True(fans.Distinct().Count() == fans.Count);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(50, 2)]
    [InlineData(75, 3)]
    [InlineData(95, 4)]
    [InlineData(100, 4)]
    public void A_percentile_is_a_wait_that_a_fan_had(double percent, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), FansWho(paid: 4, 4, 2, 1, 3).WaitAt(percent));

    [Fact]
    public void Without_an_admitted_fan_there_is_no_wait() => Assert.Equal(TimeSpan.Zero, FansWho(paid: 0).WaitAt(95));

    [Theory]
    [InlineData(1, null, 49, 4, "| 1 | default | 600, 900 | 884 | 12.5 million | 10 | 49 of 1,000 | 4.9 % | 3 of 4 | 4 | 2, 4, 4 | reached |")]
    [InlineData(1, null, 50, 4, "| 5.0 % | 3 of 4 | 4 | 2, 4, 4 | **not reached: share** |")]
    [InlineData(1, null, 49, 3, "| 3 | 2, 4, 4 | **not reached: fans** |")]
    [InlineData(1, null, 1_000, 0, "| **not reached: share, fans** |")]
    [InlineData(1, 0, 1_000, 0, "| 1 | none | 600, 900 | 884 | 12.5 million | 10 | 1,000 of 1,000 | 100.0 % | 3 of 4 | 0 | 2, 4, 4 | – |")]
    [InlineData(100, null, 500, 0, "| 100 | default |")]
    [InlineData(100, 20, 500, 0, "| 100 | 20 |")]
    public void The_bars_are_of_one_address_and_the_services_own_bound(int addresses, int? bound, int seats, int paid, string row)
    {
        var table = TableOf(new(addresses, bound, 1_000, Script(seats), FansWho(paid, 4, 2, 1, 3)));

        Assert.Contains(row, table, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_refused_is_named_below_the_table()
    {
        var table = TableOf(new(10, null, 1_000, Script(49), FansWho(paid: 4, 1)));

        Assert.Contains(
            "Addresses: 10, bound: default. Refused to the script: join challenge_required: 1,200, join too_many_requests: 7. Refused to fans: none.",
            table,
            StringComparison.Ordinal);
    }

    private static string TableOf(HoardFigures figures) => HoardMarkdown.Of("2 cores", TimeSpan.FromSeconds(60), [figures]);

    private static ScriptFigures Script(int seats) =>
        new(600, 900, 10, seats, 884, 12_500_000, [("join", "challenge_required", 1_200), ("join", "too_many_requests", 7)]);

    private static HoardFanFigures FansWho(int paid, params int[] waits) =>
        new(4, 3, paid, [.. waits.Select(seconds => TimeSpan.FromSeconds(seconds))], []);

    private static int ZeroBitsOf(string response)
    {
        var hash = SHA256.HashData(Encoding.ASCII.GetBytes(response));
        var bits = string.Concat(hash.Select(part => part.ToString("b8", null)));
        return bits.IndexOf('1', StringComparison.Ordinal);
    }
}
