namespace Concert.Bench.Simulation;

public sealed class EveningTests
{
    private static readonly EveningPlan Small = new()
    {
        SeatCount = 400,
        Crowd = new() { FanCount = 3_000 },
        Script = new(200, 10),
        Queue = new() { MaxActive = 50 },
    };

    [Fact]
    public void One_seed_gives_the_same_bytes_and_another_seed_does_not()
    {
        var first = BytesOf(Small);
        Assert.Equal(first, BytesOf(Small));
        Assert.NotEqual(first, BytesOf(Small with { Seed = 2 }));
    }

    [Fact]
    public void Every_seat_is_sold_once_and_nobody_is_overtaken_while_the_slots_stay_in_use()
    {
        for (var seed = 1UL; seed <= 5; seed++)
        {
            var evening = Evening.Run(Small with { Seed = seed });
            Assert.NotNull(evening.SoldOutAfter);
            Assert.Equal(Small.SeatCount, evening.FanSeatCount + evening.ScriptSeatCount);
            Assert.Equal((0, 0, 0), (evening.OvertakenCount, evening.WronglyPassedCount, evening.OverBoundCount));
            Assert.InRange(evening.SlotUse, 0.97, 1);
        }
    }

    [Fact]
    public void Nobody_is_admitted_before_the_opening()
    {
        var evening = Evening.Run(Small);
        Assert.All(evening.Minutes.Where(minute => minute.At < TimeSpan.Zero), minute => Assert.Equal((0, 0), (minute.Active, minute.Sold)));
        Assert.Contains(evening.Minutes, minute => minute.Active == Small.Queue.MaxActive);
    }

    [Fact]
    public void Fans_solve_challenges_unless_they_are_off()
    {
        var evening = Evening.Run(Small);
        Assert.NotEmpty(evening.SolvedSeconds);
        Assert.Empty(Evening.Run(Small with { Defenses = new() { HasChallenge = false } }).SolvedSeconds);
    }

    [Fact]
    public void The_cooldown_of_a_seat_ends_how_long_one_account_keeps_it()
    {
        var hoarding = Small with { Script = new(200, 10, ScriptAim.Hoards), Longest = TimeSpan.FromMinutes(20) };
        Assert.InRange(Evening.Run(hoarding).LongestKeptMinutes, 1, 5);
        Assert.InRange(Evening.Run(hoarding with { Defenses = new() { SeatCooldown = TimeSpan.Zero } }).LongestKeptMinutes, 9, 15);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_script_on_one_address_gets_less_than_a_twentieth_in_the_first_minute_and_every_fan_beside_it_buys(bool hasLobby)
    {
        for (var seed = 1UL; seed <= 3; seed++)
        {
            var evening = Evening.Run(DefenseStudy.FewFansBesideAScript(seed, new(), hasLobby));
            Assert.InRange(evening.ScriptShareInFirstMinute, 0.001, 0.0499);
            Assert.Equal(DefenseStudy.FewFans, evening.BuyerCount);
        }
    }

    [Fact]
    public void Without_the_bound_of_an_address_the_same_script_gets_the_hall() =>
        Assert.InRange(Evening.Run(DefenseStudy.FewFansBesideAScript(1, new() { AdmissionsPerAddressPerMinute = 0 }, hasLobby: true)).ScriptShareInFirstMinute, 0.9, 1);

    [Fact]
    public void Passing_over_those_who_are_away_saves_slot_time()
    {
        var plan = Small with { Crowd = new() { FanCount = 3_000, GoneShare = 0.4 } };
        var passing = Evening.Run(plan);
        var waiting = Evening.Run(plan with { Queue = new() { MaxActive = 50, AbsentAfter = TimeSpan.FromDays(1) } });
        Assert.InRange(passing.AbsentPassedCount, 1, 3_000);
        Assert.Equal(0, waiting.AbsentPassedCount);
        Assert.True(passing.UnclaimedShare < waiting.UnclaimedShare / 2);
    }

    [Fact]
    public void Some_who_missed_the_turn_come_back_and_overtake_nobody()
    {
        var evening = Evening.Run(Small);
        Assert.InRange(evening.ReturnedCount, 1, evening.MissedCount);
        Assert.Equal(0, evening.OvertakenCount);
    }

    private static string BytesOf(EveningPlan plan)
    {
        var evening = Evening.Run(plan);
        return string.Concat(SimulationCharts.Of(evening).Select(one => SvgChart.Draw(one.Chart)).Prepend(SimulationMarkdown.Of(evening)));
    }
}
