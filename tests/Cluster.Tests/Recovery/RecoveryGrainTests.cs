using Concert.Catalog;
using Concert.Users;
using Microsoft.Extensions.DependencyInjection;

namespace Concert.Recovery;

/// <summary>Recovery codes on two silos: each silo has activations of its own, and the database alone decides.</summary>
public sealed class RecoveryGrainTests() : OneConcertTests
{
    private static readonly UserId Mina = new("u_mina");
    private static readonly DateTimeOffset Noon = new(2030, 6, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_code_that_was_replaced_at_one_silo_is_not_valid_at_the_other()
    {
        foreach (var number in Enumerable.Range(0, 10))
        {
            Assert.True(await OnSilo(number).SetCode(Command($"h{number}", Noon.AddSeconds(number))));

            Assert.Equal(new(Mina, "Mina"), await OnSilo(number + 1).Use($"h{number}", Noon.AddHours(1)));
            if (number > 0) Assert.Null(await OnSilo(number + 1).Use($"h{number - 1}", Noon.AddHours(1)));
        }
    }

    [Fact]
    public async Task Of_codes_that_both_silos_set_at_the_same_time_the_latest_is_valid_and_no_other()
    {
        var granted = await Task.WhenAll(
            Enumerable.Range(0, 40).Select(number => OnSilo(number).SetCode(Command($"h{number}", Noon.AddMilliseconds(number)))));

        Assert.True(granted[39]);
        foreach (var number in Enumerable.Range(0, 40))
            Assert.Equal(number == 39, await OnSilo(number).Use($"h{number}", Noon.AddHours(1)) is not null);
    }

    [Fact]
    public async Task A_request_that_was_held_up_at_one_silo_does_not_replace_a_code_that_the_other_has_answered()
    {
        Assert.True(await OnSilo(0).SetCode(Command("answered", Noon.AddSeconds(3))));

        Assert.False(await OnSilo(1).SetCode(Command("held-up", Noon)));

        Assert.Null(await OnSilo(0).Use("held-up", Noon.AddHours(1)));
        Assert.NotNull(await OnSilo(1).Use("answered", Noon.AddHours(1)));
    }

    [Fact]
    public async Task A_code_and_its_use_outlive_the_silo_that_wrote_them()
    {
        await OnSilo(1).SetCode(Command("h1", Noon));
        await OnSilo(1).Use("h1", Noon.AddHours(1));
        await _cluster.Cluster.KillSiloAsync(_cluster.Cluster.Silos[1]);

        Assert.Equal(new(Noon, Noon.AddHours(1)), await Retried.AnswerAsync(() => OnSilo(0).Find(Mina)));
        Assert.NotNull(await Retried.AnswerAsync(() => OnSilo(0).Use("h1", Noon.AddHours(2))));
    }

    [Fact]
    public async Task The_wallet_says_how_many_tickets_its_user_has_and_until_when()
    {
        var user = _cluster.User("a", _concert);
        Assert.Equal(new(Money.Zero), await user.Wallet.Read());
        var held = await user.HoldAsync("1-1-1", "1-1-2");
        await user.ChargeAsync(held.Amount.Amount);
        Assert.Equal(new(held.Amount), await user.Wallet.Read());

        var paid = await user.PayAsync(held.ReservationId);

        var layout = (await _cluster.Grains.GetGrain<ICatalogGrain>(0).Layout(_concert.PerformanceId)).Value!;
        Assert.Equal(new(Money.Zero, TicketCount: 2, layout.StartsAt + TicketRules.KeptAfterStart), await user.Wallet.Read());
        await user.RefundAsync(paid.Value!.PaymentId);
        Assert.Equal(new(held.Amount), await user.Wallet.Read());
    }

    private static SetRecoveryCode Command(string hash, DateTimeOffset at) => new(Mina, "Mina", hash, at);

    /// <summary>A call from inside a silo goes to an activation of that silo.</summary>
    private IRecoveryGrain OnSilo(int number) =>
        _cluster.Cluster.Silos[number % 2].ServiceProvider.GetRequiredService<IGrainFactory>().Grain<IRecoveryGrain>(IRecoveryGrain.Key);
}
