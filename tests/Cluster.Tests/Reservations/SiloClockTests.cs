using Concert.Queues;
using Concert.Seats;
using Concert.Users;
using Orleans.Runtime.Placement;
using Orleans.TestingHost;

namespace Concert.Reservations;

/// <summary>Two silos whose clocks differ: only the clock of the user's grain decides about a reservation.</summary>
public sealed class SiloClockTests : IAsyncLifetime
{
    // The time that is left travels in an answer and counts from its arrival. The test's clock may move by minutes meanwhile.
    private static readonly TimeSpan Latency = TimeSpan.FromMinutes(6);

    private readonly ConcertCluster _cluster = new();

    private InProcessSiloHandle Right => _cluster.Cluster.Silos[0];

    private InProcessSiloHandle Wrong => _cluster.Cluster.Silos[1];

    public ValueTask InitializeAsync() => _cluster.InitializeAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Nobody_on_a_silo_whose_clock_is_ahead_reserves_before_the_sale_opens()
    {
        var opening = ConcertCluster.Noon.AddSeconds(70);
        var concert = await _cluster.ConcertAsync(salesOpenAt: opening);
        Skew(TimeSpan.FromSeconds(120));
        await PlaceAsync(Right, _cluster.Grains.GetGrain<IQueueGrain>(concert.ConcertId.Value), queue => queue.Count());
        var users = Enumerable.Range(1, 24).Select(n => _cluster.User($"fan{n}", concert)).ToList();
        foreach (var (n, user) in users.Index())
        {
            await PlaceAsync(n % 2 == 0 ? Wrong : Right, user.Wallet, wallet => wallet.Read());
            await user.JoinAsync();
        }

        await _cluster.AdvanceAsync(TimeSpan.FromSeconds(69));
        foreach (var (n, user) in users.Index())
            Assert.IsType<Refusal.SalesClosed>((await user.ReserveAsync($"1-{(n / 10) + 1}-{(n % 10) + 1}")).Refusal);

        await _cluster.AdvanceAsync(TimeSpan.FromSeconds(1));
        foreach (var (n, user) in users.Index())
            Assert.True((await user.ReserveAsync($"1-{(n / 10) + 1}-{(n % 10) + 1}")).IsGranted);
    }

    [Fact]
    public async Task Nobody_reserves_before_the_sale_opens_because_the_clock_of_the_queue_is_ahead()
    {
        var concert = await _cluster.ConcertAsync(salesOpenAt: ConcertCluster.Noon.AddSeconds(70));
        Skew(TimeSpan.FromSeconds(120));
        await PlaceAsync(Wrong, _cluster.Grains.GetGrain<IQueueGrain>(concert.ConcertId.Value), queue => queue.Count());
        var user = await UserAsync(Right, concert);

        Assert.IsType<Refusal.SalesClosed>((await user.ReserveAsync("1-1-1")).Refusal);
    }

    [Fact]
    public async Task A_reservation_that_is_being_made_is_not_expired_by_a_map_whose_clock_is_ahead_by_more_than_a_hold()
    {
        var (concert, user) = await ApartAsync(TimeSpan.FromMinutes(6));
        var reservation = Identifiers.Reservation(user.User, "the-key");
        var hold = _cluster.Faults.HoldUp("Hold", concert.PerformanceId.Value);
        var reserving = user.ReserveUnderAsync("the-key", "1-1-1");
        await hold.Reached;

        // What an earlier attempt, of an activation that ended, has left held. By the clock of the map its end has passed.
        var resolved = Resolved(user);
        await _cluster.Seat(concert, "1-1-2").Hold(new(reservation, user.User, "earlier", ConcertCluster.Noon.AddMinutes(4)));
        await resolved;
        var resolution = await user.Reservations.Resolve(new(reservation, concert.PerformanceId, []));
        hold.Continue();

        Assert.Equal(new(ReservationStatus.Held, ConcertCluster.Noon.AddMinutes(5), TimeSpan.FromMinutes(5)), resolution);
        var granted = await reserving;
        Assert.True(granted.IsGranted, granted.ToString());
        Assert.Equal(ConcertCluster.Noon.AddMinutes(5), granted.Value.ExpiresAt);
    }

    [Fact]
    public async Task A_seat_held_for_a_reservation_that_its_grain_does_not_know_stays_held_until_its_end_by_that_grains_clock()
    {
        var (concert, user) = await ApartAsync(TimeSpan.FromMinutes(6));
        var reservation = Identifiers.Reservation(user.User, "the-key");
        var resolved = Resolved(user);
        await _cluster.Seat(concert, "1-1-1").Hold(new(reservation, user.User, "earlier", ConcertCluster.Noon.AddMinutes(5)));
        await resolved;

        // The retry with the same key continues: nothing has decided against it.
        Assert.Equal(SeatStatus.Held, await _cluster.Seat(concert, "1-1-1").Read());
        Assert.True((await user.ReserveUnderAsync("the-key", "1-1-1")).IsGranted);
        await _cluster.AdvanceAsync(TimeSpan.FromMinutes(5) + Latency);
        await _cluster.EventuallyStatusAsync(concert, "1-1-1", SeatStatus.Available);
    }

    [Theory]
    [InlineData(120)]
    [InlineData(-120)]
    [InlineData(360)]
    public async Task A_hold_ends_by_the_clock_of_its_users_grain_and_costs_one_more_call_at_most(int secondsAhead)
    {
        var (concert, user) = await ApartAsync(TimeSpan.FromSeconds(secondsAhead));
        var reservation = await user.HoldAsync("1-1-1");

        await _cluster.AdvanceAsync(TimeSpan.FromMinutes(5) - TimeSpan.FromSeconds(1));
        Assert.Equal(ReservationStatus.Held, (await user.Reservations.Find(reservation.ReservationId)).Value!.Status);
        Assert.InRange(_cluster.Faults.CountOf(nameof(IReservationsGrain.Resolve), user.User.Value), 0, 2);

        await _cluster.AdvanceAsync(Latency);
        await _cluster.EventuallyStatusAsync(concert, "1-1-1", SeatStatus.Available);
        Assert.Equal(ReservationStatus.Expired, (await user.Reservations.Find(reservation.ReservationId)).Value!.Status);
    }

    [Fact]
    public async Task A_user_grain_whose_clock_is_behind_is_asked_about_a_hold_again_only_when_it_is_due()
    {
        var concert = await _cluster.ConcertAsync();
        Skew(-TimeSpan.FromSeconds(120));
        await PlaceAsync(Right, _cluster.SeatMap(concert), map => map.Watch());
        var user = await UserAsync(Wrong, concert);
        var reservation = await user.HoldAsync("1-1-1");
        Assert.Equal(ConcertCluster.Noon.AddMinutes(3), reservation.ExpiresAt);

        // By the clock of the map the hold ends two minutes early.
        var resolved = Resolved(user);
        await _cluster.AdvanceAsync(TimeSpan.FromMinutes(3));
        await resolved;
        await _cluster.AdvanceAsync(TimeSpan.FromMinutes(2) - TimeSpan.FromSeconds(1));
        Assert.Equal(SeatStatus.Held, await _cluster.Seat(concert, "1-1-1").Read());
        Assert.InRange(_cluster.Faults.CountOf(nameof(IReservationsGrain.Resolve), user.User.Value), 1, 2);

        await _cluster.AdvanceAsync(Latency);
        await _cluster.EventuallyStatusAsync(concert, "1-1-1", SeatStatus.Available);
    }

    // A seat map on the silo with the wrong clock, and a user on the other one.
    private async Task<(AConcert Concert, ASession User)> ApartAsync(TimeSpan offset)
    {
        var concert = await _cluster.ConcertAsync();
        Skew(offset);
        await PlaceAsync(Wrong, _cluster.SeatMap(concert), map => map.Watch());
        return (concert, await UserAsync(Right, concert));
    }

    private async Task<ASession> UserAsync(InProcessSiloHandle silo, AConcert concert)
    {
        var user = _cluster.User("mina", concert);
        await PlaceAsync(silo, user.Wallet, wallet => wallet.Read());
        await user.JoinAsync();
        return user;
    }

    private void Skew(TimeSpan offset) => _cluster.ClockOf(Wrong.Name).Offset = offset;

    // Completes when the user's grain has decided about the next reservation that it is asked about: it decides before its first wait.
    private Task Resolved(ASession user) => _cluster.Calls.Next(nameof(IReservationsGrain.Resolve), user.User.Value);

    // The first call of a grain activates it; the hint says where.
    private async Task PlaceAsync<TGrain>(InProcessSiloHandle silo, TGrain grain, Func<TGrain, Task> firstCall)
        where TGrain : IGrain
    {
        RequestContext.Set(IPlacementDirector.PlacementHintKey, silo.SiloAddress);
        try
        {
            await firstCall(grain);
        }
        finally
        {
            RequestContext.Remove(IPlacementDirector.PlacementHintKey);
        }

        var address = await _cluster.Grains.GetGrain<IManagementGrain>(0).GetActivationAddress(grain);
        Assert.Equal(silo.SiloAddress, address);
    }
}
