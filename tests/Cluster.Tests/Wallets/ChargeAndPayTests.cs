using Concert.Storage;
using Concert.Users;
using Microsoft.Extensions.DependencyInjection;

namespace Concert.Wallets;

/// <summary>A payment that charges what is missing: both or neither, whatever fails and whichever silo answers.</summary>
[Collection(nameof(ConcertCluster))]
public sealed class ChargeAndPayTests(ConcertCluster cluster)
{
    [Fact]
    public async Task Of_many_attempts_under_one_key_on_two_silos_one_charges_and_pays()
    {
        var user = cluster.User("mina", await cluster.ConcertAsync());
        var held = await user.HoldAsync("1-1-1");
        await user.ChargeAsync(20_000);

        var receipts = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => user.PayChargingAsync(held.ReservationId)));

        Assert.Equal(
            (new Money(30_000), Money.Zero, new Money(50_000)),
            Assert.Single(receipts.Select(receipt => (receipt.Value!.Charged, receipt.Value.Balance, receipt.Value.Amount)).Distinct()));
        Assert.Single(receipts, receipt => !receipt.IsReplay);
        Assert.Equal([-50_000L, 30_000, 20_000], await LedgerAsync(user));
    }

    [Fact]
    public async Task An_append_that_failed_charged_nothing_and_the_retry_does_both()
    {
        var user = cluster.User("jun", await cluster.ConcertAsync());
        var held = await user.HoldAsync("1-1-1");
        var append = cluster.Writes.Next("paid", user.User.Value);
        var paying = user.PayChargingAsync(held.ReservationId);
        await append.Reached;

        append.Fail();

        await Assert.ThrowsAsync<UnavailableException>(() => paying);
        Assert.Equal(Money.Zero, (await Retried.AnswerAsync(user.Wallet.Read)).Balance);
        Assert.Empty(await LedgerAsync(user));
        var paid = await Retried.AnswerAsync(() => user.PayChargingAsync(held.ReservationId));
        Assert.Equal((false, new Money(50_000)), (paid.IsReplay, paid.Value!.Charged));
        Assert.Equal([-50_000L, 50_000], await LedgerAsync(user));
    }

    [Fact]
    public async Task The_next_activation_answers_the_same_and_returns_the_whole_amount()
    {
        var user = cluster.User("sora", await cluster.ConcertAsync());
        var held = await user.HoldAsync("1-1-1");
        var paid = await user.PayChargingAsync(held.ReservationId);

        await cluster.Cluster.DeactivateAsync(user.Wallet);

        Assert.Equal(paid.AsReplay(), await user.PayChargingAsync(held.ReservationId));
        Assert.Equal(new Money(50_000), (await user.RefundAsync(paid.Value!.PaymentId)).Value!.Balance);
        Assert.Equal([50_000L, -50_000, 50_000], await LedgerAsync(user));
    }

    // Another activation has given the reservation up, or has spent the money. The one that does not know it writes neither row.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_activation_that_is_out_of_date_charges_nothing(bool isReleased)
    {
        var user = cluster.User("hana", await cluster.ConcertAsync());
        var held = await user.HoldAsync("1-1-1");
        await user.ChargeAsync(20_000);
        var journal = cluster.Cluster.GetSiloServiceProvider().GetRequiredService<IUserJournal>();
        var other = await UserJournalSession.LoadAsync(user.User, new(), journal, () => { });
        if (isReleased) await other.CommitAsync(ReservationRules.Release(other.Decided, held.ReservationId, ConcertCluster.Noon).Value!.Event!, null);
        else await other.CommitAsync(PaymentRules.Charge(other.Decided, new(10_000), ConcertCluster.Noon).Value!, new("other", "charge 10000"));

        var outcome = await Retried.AnswerAsync(() => user.PayChargingAsync(held.ReservationId));

        if (isReleased) Assert.Equal(new Refusal.ReservationReleased(), outcome.Refusal);
        else Assert.Equal(new Money(20_000), outcome.Value!.Charged);
        Assert.Equal(isReleased ? [20_000L] : [-50_000L, 20_000, 10_000, 20_000], await LedgerAsync(user));
    }

    private static async Task<IEnumerable<long>> LedgerAsync(ASession user) =>
        (await Retried.AnswerAsync(() => user.Wallet.Transactions(new(10, null)))).Items.Select(item => item.Amount.Amount);
}
