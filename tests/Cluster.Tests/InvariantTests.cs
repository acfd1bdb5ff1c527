using System.Diagnostics.Metrics;
using Concert.Seats;
using Concert.Users;
using Microsoft.Extensions.DependencyInjection;

namespace Concert;

/// <summary>A broken invariant ends the activation in which it was found, whichever path found it.</summary>
public sealed class InvariantTests : OneConcertTests
{
    [Fact]
    public async Task A_decision_that_breaks_an_invariant_ends_the_activation_and_is_counted()
    {
        var counted = 0L;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument is { Meter.Name: InvariantFilter.MeterName, Name: "invariants_broken" }) self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, count, _, _) => Interlocked.Add(ref counted, count));
        listener.Start();
        var holder = _cluster.User("holder", _concert);
        await holder.HoldAsync("1-1-1");
        var seat = _cluster.Seat(_concert, "1-1-1");

        await Assert.ThrowsAsync<InvariantException>(() => seat.Sell(new(new("r_of_nobody"), new("u_nobody"))));

        Assert.Equal(1, Interlocked.Read(ref counted));
        await EndedAsync(seat, "the seat");
        Assert.Equal(SeatStatus.Held, await seat.Read());
    }

    [Fact]
    public async Task A_one_way_call_that_breaks_an_invariant_ends_the_activation()
    {
        var map = _cluster.SeatMap(_concert);
        await map.Read(0);

        await map.SeatChanged(new(new("9-9-9"), 1, SeatStatus.Held, new("r_1"), new("u_1"), ConcertCluster.Noon));

        await EndedAsync(map, "the seat map");
        Assert.True((await map.Read(0)).IsGranted);
    }

    [Fact]
    public async Task A_write_that_the_database_can_never_take_ends_the_activation_and_leaves_nothing_behind()
    {
        var user = _cluster.User("writer", _concert);
        await user.ChargeAsync(50_000, "first");
        var write = _cluster.Writes.Next(EventKinds.Charged, user.User.Value);
        var charge = user.ChargeAsync(10_000, "second");
        await write.Reached;

        write.Fail(new InvariantException("The database can't hold the change."));

        await Assert.ThrowsAsync<UnavailableException>(() => charge);
        await EndedAsync(user.Wallet, "the wallet");
        Assert.Equal(new Money(60_000), (await user.ChargeAsync(10_000, "second")).Value!.Balance);
    }

    [Fact]
    public async Task A_journal_that_contradicts_itself_serves_nobody()
    {
        var user = _cluster.User("user", _concert);
        await user.ChargeAsync(50_000);
        await _cluster.Cluster.DeactivateAsync(user.Wallet);
        var journal = _cluster.Cluster.GetSiloServiceProvider().GetRequiredService<IUserJournal>();
        var row = (await journal.ReadAsync(user.User, 0)).Rows[0];
        await journal.AppendAsync([row with { Seq = 2, Key = null, Balance = new(70_000) }], new());

        await Assert.ThrowsAsync<InvariantException>(() => user.Wallet.Read());
        await Assert.ThrowsAsync<InvariantException>(() => user.Wallet.Read());
    }

    [Fact]
    public async Task A_journal_with_a_missing_row_serves_nobody()
    {
        var user = _cluster.User("user", _concert);
        foreach (var amount in new[] { 50_000, 10_000, 1_000 }) await user.ChargeAsync(amount);
        await _cluster.Cluster.DeactivateAsync(user.Wallet);
        await _cluster.ExecuteAsync($"delete from user_journal where user_id = '{user.User}' and seq = 2");

        var fault = await Assert.ThrowsAsync<InvariantException>(() => user.Wallet.Read());

        Assert.Contains("row 3 after 1", fault.Message, StringComparison.Ordinal);
    }

    // Counts the activations in the silos themselves: a silo's cache of the directory may still name an activation that has ended.
    private Task EndedAsync(IAddressable grain, string what) => ConcertCluster.EventuallyAsync(
        0,
        async () => (await _cluster.Grains.GetGrain<IManagementGrain>(0).GetDetailedGrainStatistics())
            .Count(activation => activation.GrainId == grain.GetGrainId()),
        $"The number of activations of {what}");
}
