using Concert.Reservations;
using Concert.Users;
using CsCheck;

namespace Concert.Seats;

public sealed class SeatMapTests
{
    private const long FirstVersion = 1_000;

    private static readonly DateTimeOffset Noon = AUser.Noon;

    // The next status of one of forty seats; row versions grow in this order.
    private static readonly Gen<(int Seat, int Status)[]> Histories = Gen.Select(Gen.Int[0, 39], Gen.Int[0, 2]).Array[0, 200];

    private readonly SeatMap _map = new(AUser.TheLayout, FirstVersion);

    [Fact]
    public void A_new_map_shows_every_seat_available()
    {
        var view = _map.Read(0);

        Assert.True(view.IsSnapshot);
        Assert.Equal(160, view.Statuses.Length);
        Assert.All(view.Statuses, status => Assert.Equal(SeatStatus.Available, status));
        Assert.Equal((160, 160), (_map.TotalCount, _map.AvailableCount));
    }

    [Fact]
    public void A_reader_that_has_the_previous_version_gets_only_the_change()
    {
        var before = _map.Read(0).Version;
        Apply(_map, 5, 1, SeatStatus.Held);

        var view = _map.Read(before);

        Assert.False(view.IsSnapshot);
        Assert.Equal([5], view.Indexes);
        Assert.Equal([SeatStatus.Held], view.Statuses);
        Assert.Equal(159, _map.AvailableCount);
        Assert.Empty(_map.Read(view.Version).Indexes);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(FirstVersion - 1)]
    [InlineData(FirstVersion + 1_000_000)]
    public void A_version_of_another_activation_is_answered_with_a_snapshot(long version) =>
        Assert.True(_map.Read(version).IsSnapshot);

    [Fact]
    public void A_change_older_than_the_known_one_is_ignored()
    {
        Apply(_map, 5, 2, SeatStatus.Sold);
        var version = _map.Version;

        Assert.Null(Apply(_map, 5, 1, SeatStatus.Held));

        Assert.Equal(version, _map.Version);
        Assert.Equal(SeatStatus.Sold, _map.Read(0).Statuses[5]);
    }

    [Fact]
    public void A_new_hold_of_a_held_seat_changes_its_reservation_and_not_the_version()
    {
        Apply(_map, 5, 1, SeatStatus.Held);
        var version = _map.Version;

        var before = Apply(_map, 5, 2, SeatStatus.Held, "r_other");

        Assert.Equal(new ReservationId("r_1"), before!.ReservationId);
        Assert.Equal(version, _map.Version);
        Assert.Equal(new ReservationId("r_other"), Assert.Single(_map.Taken).ReservationId);
    }

    [Fact]
    public void Sales_count_seats_revenue_and_purchases()
    {
        Apply(_map, 0, 1, SeatStatus.Sold, "r_1");
        Apply(_map, 1, 1, SeatStatus.Sold, "r_1");
        Apply(_map, 2, 1, SeatStatus.Sold, "r_2");
        Apply(_map, 3, 1, SeatStatus.Held, "r_3");
        var price = _map.Layout.SeatAt(0).Price.Amount;
        Assert.Equal(new(160, 156, 1, 3, new(3 * price), 2), _map.Sales);

        Apply(_map, 0, 2, SeatStatus.Available);
        Assert.Equal(new(160, 157, 1, 2, new(2 * price), 2), _map.Sales);
        Apply(_map, 1, 2, SeatStatus.Sold, "r_2");
        Assert.Equal(new(160, 157, 1, 2, new(2 * price), 1), _map.Sales);
    }

    [Fact]
    public void Sales_depend_on_the_sold_seats_and_not_on_their_history() =>
        Gen.Select(Histories, Gen.Int[1, 5]).Always((history, reservationCount) =>
        {
            var map = new SeatMap(AUser.TheLayout, FirstVersion);
            foreach (var (n, change) in history.Index())
                Apply(map, change.Seat, n + 1, (SeatStatus)change.Status, $"r_{n % reservationCount}");

            var sold = map.Taken.Where(seat => seat.Status is SeatStatus.Sold).ToList();
            var revenue = sold.Sum(seat => map.Layout.SeatAt(map.Layout.IndexOf(seat.SeatId)).Price.Amount);
            var purchases = sold.Select(seat => seat.ReservationId).Distinct().Count();
            Assert.Equal(
                new(map.TotalCount, map.AvailableCount, map.Taken.Count() - sold.Count, sold.Count, new(revenue), purchases), map.Sales);
        });

    [Fact]
    [Trait(Seeded.Speed, Seeded.Slow)]
    public void Deltas_since_any_version_add_up_to_the_snapshot() =>
        Gen.Select(Histories, Gen.Int[1, 20]).Always((history, readEvery) =>
        {
            var map = new SeatMap(AUser.TheLayout, FirstVersion);
            var known = map.Read(0);
            var replica = known.Statuses.ToArray();
            foreach (var (n, change) in history.Index())
            {
                Apply(map, change.Seat, n + 1, (SeatStatus)change.Status);
                if (n % readEvery != 0) continue;
                known = map.Read(known.Version);
                if (known.IsSnapshot) replica = [.. known.Statuses];
                else foreach (var (i, seat) in known.Indexes.Index()) replica[seat] = known.Statuses[i];
                Assert.Equal(map.Read(0).Statuses, replica);
            }

            Assert.Equal(replica.Length, map.TotalCount);
            Assert.Equal(map.Read(0).Statuses.Count(status => status is SeatStatus.Available), map.AvailableCount);
        });

    [Fact]
    [Trait(Seeded.Speed, Seeded.Slow)]
    public void Changes_give_the_same_map_in_whatever_order_they_arrive() =>
        Gen.Select(Histories, Gen.Int[0, int.MaxValue]).Always((history, shuffle) =>
        {
            var changes = history.Select((change, n) => (change.Seat, Version: n + 1, Status: (SeatStatus)change.Status)).ToArray();
            var inOrder = new SeatMap(AUser.TheLayout, FirstVersion);
            foreach (var change in changes) Apply(inOrder, change.Seat, change.Version, change.Status);

            var mixed = new SeatMap(AUser.TheLayout, FirstVersion);
            var order = (int[])[.. Enumerable.Range(0, changes.Length)];
            new Random(shuffle).Shuffle(order);
            foreach (var n in order) Apply(mixed, changes[n].Seat, changes[n].Version, changes[n].Status);

            Assert.Equal(inOrder.Read(0).Statuses, mixed.Read(0).Statuses);
            Assert.Equal(inOrder.AvailableCount, mixed.AvailableCount);
        });

    [Fact]
    public void A_row_is_taken_as_it_is_even_if_a_higher_version_was_known()
    {
        Apply(_map, 5, 7, SeatStatus.Sold);
        var version = _map.Version;
        var row = new SeatChange(SeatAt(5), 4, SeatStatus.Held, new("r_2"), new("u_1"), Noon);

        Assert.Equal(7, _map.Correct(row)!.Version);
        Assert.Null(_map.Correct(row));

        Assert.Equal(row, _map.Find(SeatAt(5)));
        Assert.Equal([5], _map.Read(version).Indexes);
        Assert.Equal((1, 0), (_map.Sales.HeldCount, _map.Sales.SoldCount));
        Assert.NotNull(Apply(_map, 5, 5, SeatStatus.Available));
    }

    [Fact]
    public void A_known_seat_without_a_row_is_lost()
    {
        Apply(_map, 5, 7, SeatStatus.Sold);
        Apply(_map, 6, 2, SeatStatus.Available);
        Apply(_map, 7, 1, SeatStatus.Held);

        Assert.Equal([SeatAt(5), SeatAt(6)], _map.FindLost([SeatAt(7), SeatAt(8)]));
    }

    [Fact]
    [Trait(Seeded.Speed, Seeded.Slow)]
    public void Deltas_add_up_to_the_snapshot_also_when_the_database_loses_rows() =>
        Gen.Select(Histories, Gen.Int[1, 20], Gen.Int[1, 9]).Always(sample =>
        {
            var (history, readEvery, loseEvery) = sample;
            var map = new SeatMap(AUser.TheLayout, FirstVersion);
            var known = map.Read(0);
            var replica = known.Statuses.ToArray();
            foreach (var (n, change) in history.Index())
            {
                // Every few changes the database goes back to an earlier version of the seat, or to none.
                if (n % loseEvery == 0) map.Correct(RowOf(map, change.Seat, n % 3 == 0 ? 0 : n / 2, (SeatStatus)change.Status));
                else Apply(map, change.Seat, n + 1, (SeatStatus)change.Status);
                if (n % readEvery != 0) continue;
                known = map.Read(known.Version);
                if (known.IsSnapshot) replica = [.. known.Statuses];
                else foreach (var (i, seat) in known.Indexes.Index()) replica[seat] = known.Statuses[i];
                Assert.Equal(map.Read(0).Statuses, replica);
            }

            var taken = map.Taken.ToList();
            Assert.Equal(taken.Count(seat => seat.Status is SeatStatus.Sold), map.Sales.SoldCount);
            Assert.Equal(map.TotalCount - taken.Count, map.AvailableCount);
        });

    [Fact]
    public void The_holds_of_a_reservation_end_at_the_latest_end_of_its_seats()
    {
        var schedule = new HoldSchedule();
        schedule.Set(new("r_1"), new("u_1"), new("1-1-1"), Noon, Noon.AddMinutes(4));
        schedule.Set(new("r_1"), new("u_1"), new("1-1-2"), Noon.AddMinutes(1), Noon.AddMinutes(5));
        schedule.Set(new("r_1"), new("u_1"), new("1-1-3"), Noon, until: null);
        schedule.Set(new("r_2"), new("u_1"), new("1-1-4"), Noon, until: null);

        var due = schedule.TakeDue(Noon);

        Assert.Equal([Noon.AddMinutes(5), null], due.OrderBy(one => one.ReservationId.Value).Select(one => one.Until));
    }

    [Fact]
    public void The_schedule_returns_each_due_reservation_once_with_all_its_seats()
    {
        var schedule = new HoldSchedule();
        schedule.Set(new("r_1"), new("u_1"), new("1-1-1"), Noon, Noon);
        schedule.Set(new("r_1"), new("u_1"), new("1-1-2"), Noon, Noon);
        schedule.Set(new("r_2"), new("u_2"), new("1-1-3"), Noon.AddMinutes(1), Noon);

        Assert.Equal(Noon, schedule.NextDueAt);
        Assert.Empty(schedule.TakeDue(Noon.AddTicks(-1)));
        var due = Assert.Single(schedule.TakeDue(Noon));
        Assert.Equal(["1-1-1", "1-1-2"], due.SeatIds.Select(seat => seat.Value).Order());
        Assert.Equal(Noon.AddMinutes(1), schedule.NextDueAt);
        Assert.Single(schedule.TakeDue(Noon.AddHours(1)));
        Assert.True(schedule.IsEmpty);
    }

    [Fact]
    public void The_schedule_drops_removed_holds_and_uses_the_earlier_of_two_due_times()
    {
        var schedule = new HoldSchedule();
        schedule.Set(new("r_1"), new("u_1"), new("1-1-1"), Noon, Noon);
        schedule.Remove(new("r_1"), new("1-1-1"));
        schedule.Remove(new("r_never"), new("1-1-1"));
        Assert.Null(schedule.NextDueAt);

        schedule.Set(new("r_2"), new("u_2"), new("1-1-2"), Noon.AddMinutes(5), Noon);
        schedule.Set(new("r_2"), new("u_2"), new("1-1-2"), Noon.AddMinutes(1), Noon);
        Assert.Equal(Noon.AddMinutes(1), schedule.NextDueAt);
    }

    [Theory]
    [InlineData(SeatStatus.Held, null, -1, true)]
    [InlineData(SeatStatus.Held, null, 1, false)]
    [InlineData(SeatStatus.Held, ReservationStatus.Held, 0, true)]
    [InlineData(SeatStatus.Held, ReservationStatus.Held, 1, false)]
    [InlineData(SeatStatus.Held, ReservationStatus.Paid, 1, true)]
    [InlineData(SeatStatus.Held, ReservationStatus.Expired, 1, true)]
    [InlineData(SeatStatus.Held, ReservationStatus.Released, 1, true)]
    [InlineData(SeatStatus.Sold, ReservationStatus.Paid, 0, false)]
    [InlineData(SeatStatus.Sold, ReservationStatus.Refunded, 0, true)]
    [InlineData(SeatStatus.Sold, null, 0, true)]
    [InlineData(SeatStatus.Available, null, 0, false)]
    public void A_seat_that_differs_from_the_status_of_its_reservation_is_reconciled(
        SeatStatus status, ReservationStatus? reservation, int minutesLeft, bool isReconciled)
    {
        var state = status is SeatStatus.Available
            ? SeatState.Available
            : new SeatState(status, new("r_1"), new("u_1"), "try", Noon.AddMinutes(minutesLeft));

        var found = SeatReconciliation.Find(new([new(new("1-1-1"), 1, state, reservation)], []), Noon);

        Assert.Equal(isReconciled, found.Any());
    }

    [Fact]
    public void A_paid_seat_that_is_not_sold_is_reconciled()
    {
        var unsold = new MismatchedSeat(new("1-1-1"), new("r_1"), new("u_1"));

        Assert.Equal([unsold], SeatReconciliation.Find(new([], [unsold]), Noon));
    }

    private static SeatId SeatAt(int seat) => AUser.TheLayout.SeatAt(seat).SeatId;

    private static SeatChange? Apply(SeatMap map, int seat, long version, SeatStatus status, string reservation = "r_1") =>
        map.Apply(RowOf(map, seat, version, status, reservation));

    private static SeatChange RowOf(SeatMap map, int seat, long version, SeatStatus status, string reservation = "r_1") =>
        status is SeatStatus.Available || version == 0
            ? new(map.Layout.SeatAt(seat).SeatId, version, SeatStatus.Available, null, null, null)
            : new(map.Layout.SeatAt(seat).SeatId, version, status, new(reservation), new("u_1"), Noon);
}
