using Concert.Storage;

namespace Concert.Wallets;

[Collection(nameof(ConcertCluster))]
public sealed class WalletTests(ConcertCluster cluster)
{
    [Fact]
    public async Task A_thousand_charges_at_once_on_one_wallet_are_all_counted()
    {
        var user = cluster.User("mina", await cluster.ConcertAsync());

        var receipts = await Task.WhenAll(Enumerable.Range(1, 1_000).Select(n => user.ChargeAsync(10_000, $"charge-{n}")));

        Assert.All(receipts, receipt => Assert.True(receipt.IsGranted, receipt.ToString()));
        Assert.Equal(
            Enumerable.Range(1, 1_000).Select(n => n * 10_000L),
            receipts.Select(receipt => receipt.Value!.Balance.Amount).Order());
        Assert.Equal(new Money(10_000_000), (await user.Wallet.Read()).Balance);
    }

    [Fact]
    public async Task The_same_key_sent_fifty_times_at_once_charges_once()
    {
        var user = cluster.User("jun", await cluster.ConcertAsync());

        var receipts = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => user.ChargeAsync(10_000, "the-key")));

        Assert.Single(receipts.Select(receipt => receipt.Value).Distinct());
        Assert.Single(receipts, receipt => !receipt.IsReplay);
        Assert.Equal(new Money(10_000), (await user.Wallet.Read()).Balance);
    }

    [Fact]
    public async Task The_ledger_is_read_page_by_page_newest_first()
    {
        var user = cluster.User("sora", await cluster.ConcertAsync());
        for (var n = 1; n <= 5; n++) await user.ChargeAsync(n * 1_000);

        var first = await user.Wallet.Transactions(new(2, null));
        var second = await user.Wallet.Transactions(new(2, first.Next));
        var third = await user.Wallet.Transactions(new(2, second.Next));

        Assert.Equal([5_000L, 4_000L], first.Items.Select(item => item.Amount.Amount));
        Assert.Equal([3_000L, 2_000L], second.Items.Select(item => item.Amount.Amount));
        Assert.Equal([1_000L], third.Items.Select(item => item.Amount.Amount));
        Assert.Null(third.Next);
        Assert.Equal(15_000, first.Items[0].Balance.Amount);
    }

    [Fact]
    public async Task A_new_activation_of_a_wallet_has_its_balance_and_its_keys()
    {
        var user = cluster.User("hana", await cluster.ConcertAsync());
        for (var n = 1; n <= 300; n++) await user.ChargeAsync(1_000, $"charge-{n}");

        await cluster.Cluster.DeactivateAsync(user.Wallet);

        Assert.Equal(new Money(300_000), (await user.Wallet.Read()).Balance);
        var again = await user.ChargeAsync(1_000, "charge-1");
        Assert.Equal(new Money(1_000), again.Value!.Balance);
        Assert.Equal(new Refusal.IdempotencyKeyReused(), (await user.ChargeAsync(2_000, "charge-300")).Refusal);
        Assert.Equal(new Money(300_000), (await user.Wallet.Read()).Balance);
    }
}
