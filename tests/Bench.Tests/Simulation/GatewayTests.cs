using System.Net;
using Concert.Challenges;

namespace Concert.Bench.Simulation;

/// <summary>The simulator's users meet the service's own gate.</summary>
public sealed class GatewayTests
{
    private static readonly IPAddress One = new(1);
    private static readonly IPAddress Other = new(2);

    private readonly Agenda _agenda = new();
    private int _lastId;

    [Fact]
    public async Task The_users_of_one_address_get_so_many_places_in_a_minute_and_another_address_is_not_affected()
    {
        var gateway = new Gateway(new() { HasChallenge = false, JoinsPerAddressPerMinute = 3 }, _agenda);
        for (var user = 0; user < 3; user++) Assert.Equal(JoinResult.Joined, (await JoinAsync(gateway, One)).Result);
        var refused = await JoinAsync(gateway, One);
        Assert.Equal((JoinResult.MustWait, TimeSpan.FromSeconds(20)), (refused.Result, refused.Wait));
        Assert.Equal(JoinResult.Joined, (await JoinAsync(gateway, Other)).Result);
    }

    [Fact]
    public async Task Virtual_time_fills_the_limit_again()
    {
        var gateway = new Gateway(new() { HasChallenge = false, JoinsPerAddressPerMinute = 1 }, _agenda);
        await JoinAsync(gateway, One);
        Assert.Equal(JoinResult.MustWait, (await JoinAsync(gateway, One)).Result);
        _agenda.At(TimeSpan.FromMinutes(1), () => { });
        _agenda.Run(TimeSpan.FromMinutes(2), () => false);
        Assert.Equal(JoinResult.Joined, (await JoinAsync(gateway, One)).Result);
    }

    [Fact]
    public async Task A_long_line_asks_for_the_service_s_own_difficulty_and_a_solution_gives_a_place()
    {
        const int Waiting = 1_000_000;
        var gateway = new Gateway(new(), _agenda);
        var person = PersonAt(One);
        var asked = await gateway.JoinAsync(person, hasSolved: false, Waiting, () => true);
        Assert.Equal((JoinResult.MustSolve, ChallengeDifficulty.WhenNeeded(1, Waiting)), (asked.Result, asked.ZeroBits));
        Assert.Equal(JoinResult.Joined, (await gateway.JoinAsync(person, hasSolved: true, Waiting, () => true)).Result);
    }

    private Task<JoinAnswer> JoinAsync(Gateway gateway, IPAddress address) =>
        gateway.JoinAsync(PersonAt(address), hasSolved: false, waiting: 0, () => true);

    private SimulatedUser PersonAt(IPAddress address) => new(_lastId++, new(1), address, addressTag: 1);
}
