using Concert.Queues;
using Concert.Reservations;
using Concert.Seats;

namespace Concert;

/// <summary>A silo is killed: every acknowledged effect is still there, and timers and reminders continue.</summary>
public sealed class FailoverTests : IAsyncLifetime
{
    private readonly ConcertCluster _cluster = new();

    public ValueTask InitializeAsync() => _cluster.InitializeAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Money_seats_places_and_keys_survive_a_killed_silo()
    {
        var concert = await _cluster.ConcertAsync();
        var users = Enumerable.Range(1, 20).Select(n => _cluster.User($"user{n}", concert)).ToList();
        var held = new List<ReservationView>();
        foreach (var (n, user) in users.Index())
        {
            await user.ChargeAsync(100_000, "charge");
            held.Add(await user.HoldAsync($"1-{(n / 10) + 1}-{(n % 10) + 1}"));
        }

        await _cluster.Cluster.KillSiloAsync(_cluster.Cluster.Silos[1]);

        foreach (var (n, user) in users.Index())
        {
            Assert.Equal(new Money(100_000), (await user.ChargeAsync(100_000, "charge")).Value!.Balance);
            Assert.Equal(QueueStatus.Active, (await user.Queue.Read(user.Place)).Status);
            Assert.Equal(new Money(50_000), (await user.PayAsync(held[n].ReservationId)).Value!.Balance);
            await _cluster.EventuallyStatusAsync(concert, held[n].Seats[0].SeatId.Value, SeatStatus.Sold);
        }
    }

    [Fact]
    public async Task Holds_expire_on_time_after_a_silo_is_killed()
    {
        var concert = await _cluster.ConcertAsync();
        var users = Enumerable.Range(1, 10).Select(n => _cluster.User($"user{n}", concert)).ToList();
        foreach (var (n, user) in users.Index()) await user.HoldAsync($"1-1-{n + 1}");

        await _cluster.Cluster.KillSiloAsync(_cluster.Cluster.Silos[1]);
        await _cluster.SeatMap(concert).Watch();
        await _cluster.AdvanceAsync(TimeSpan.FromMinutes(6));

        for (var n = 1; n <= 10; n++) await _cluster.EventuallyStatusAsync(concert, $"1-1-{n}", SeatStatus.Available);
    }

    [Fact]
    public async Task All_state_is_unchanged_after_all_silos_are_killed_and_a_new_one_starts()
    {
        var concert = await _cluster.ConcertAsync();
        var payer = _cluster.User("payer", concert);
        await payer.ChargeAsync(50_000);
        var paid = await payer.HoldAsync("1-1-1");
        await payer.PayAsync(paid.ReservationId, "pay");
        var holder = _cluster.User("holder", concert);
        var held = await holder.HoldAsync("1-1-2");

        foreach (var silo in _cluster.Cluster.Silos.ToList()) await _cluster.Cluster.KillSiloAsync(silo);
        await _cluster.Cluster.StartAdditionalSiloAsync();
        await _cluster.Cluster.InitializeClientAsync();

        Assert.Equal(Money.Zero, (await payer.Wallet.Read()).Balance);
        Assert.Equal(Money.Zero, (await payer.PayAsync(paid.ReservationId, "pay")).Value!.Balance);
        await _cluster.EventuallyStatusAsync(concert, "1-1-1", SeatStatus.Sold);
        Assert.Equal(held, (await holder.Reservations.Find(held.ReservationId)).Value! with { Seats = held.Seats });
        await _cluster.AdvanceAsync(TimeSpan.FromMinutes(5));
        await _cluster.EventuallyStatusAsync(concert, "1-1-2", SeatStatus.Available);
    }
}
