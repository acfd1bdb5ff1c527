using Concert.Storage;

namespace Concert.CheckIns;

/// <summary>Two silos, and many doors at once: a ticket is accepted once.</summary>
[Collection(nameof(ConcertCluster))]
public sealed class CheckInTests(ConcertCluster cluster)
{
    [Fact]
    public async Task Of_many_doors_that_read_a_ticket_at_once_exactly_one_lets_its_holder_in()
    {
        var concert = await cluster.ConcertAsync();
        var user = cluster.User("mina", concert);
        await user.ChargeAsync(200_000);
        var reservation = await user.HoldAsync("1-1-1", "1-1-2");
        await user.PayAsync(reservation.ReservationId);

        var scans = Enumerable.Range(1, 20)
            .SelectMany(door => reservation.Seats.Select(seat => (Door: $"gate-{door}", seat.SeatId)))
            .Select(scan => Retried.AnswerAsync(() => user.CheckIns.CheckIn(
                new(reservation.ReservationId, scan.SeatId, 1, scan.Door, $"{scan.Door}/{scan.SeatId}"))));
        var answers = await Task.WhenAll(scans);

        Assert.Equal(2, answers.Count(answer => answer.IsGranted));
        var admitted = answers.Where(answer => answer.IsGranted).ToDictionary(answer => answer.Value!.Seat.SeatId, answer => answer.Value!.Door);
        Assert.All(answers.Where(answer => !answer.IsGranted), answer =>
        {
            var refusal = Assert.IsType<Refusal.AlreadyCheckedIn>(answer.Refusal);
            Assert.Equal(admitted[refusal.SeatId], refusal.Door);
        });
    }

    [Fact]
    public async Task A_refund_and_a_scan_at_the_same_time_never_both_succeed()
    {
        var concert = await cluster.ConcertAsync();
        for (var round = 1; round <= 10; round++)
        {
            var user = cluster.User($"user{round}", concert);
            await user.ChargeAsync(50_000);
            var reservation = await user.HoldAsync($"1-1-{round}");
            var payment = (await user.PayAsync(reservation.ReservationId)).Value!.PaymentId;

            var scan = Retried.AnswerAsync(() => user.CheckIns.CheckIn(new(reservation.ReservationId, new($"1-1-{round}"), 1, "gate-1", "scan")));
            var refund = Retried.AnswerAsync(() => user.RefundAsync(payment));

            var (admitted, refunded) = (await scan, await refund);
            Assert.NotEqual(admitted.IsGranted, refunded.IsGranted);
        }
    }

    [Fact]
    public async Task A_scan_that_could_not_be_written_refuses_no_other()
    {
        var concert = await cluster.ConcertAsync();
        var user = cluster.User("jun", concert);
        await user.ChargeAsync(50_000);
        var reservation = await user.HoldAsync("1-1-1");
        await user.PayAsync(reservation.ReservationId);
        var ticket = new CheckInTicket(reservation.ReservationId, new("1-1-1"), 1, "gate-1", "scan-1");
        var write = cluster.Writes.Next("checked_in", user.User.Value);

        var first = user.CheckIns.CheckIn(ticket);
        await write.Reached;
        var second = user.CheckIns.CheckIn(ticket with { Door = "gate-2", RequestId = "scan-2" });
        write.Fail();

        // The second was decided on top of the first and fails with it, or the next activation decided it, which knows of no use.
        await Assert.ThrowsAsync<UnavailableException>(() => first);
        var fault = await Record.ExceptionAsync(() => second);
        Assert.True(fault is UnavailableException || (await second).IsGranted);
        var again = await Retried.AnswerAsync(() => user.CheckIns.CheckIn(ticket with { Door = "gate-2", RequestId = "scan-2" }));
        Assert.Equal("gate-2", again.Value!.Door);
    }

    [Fact]
    public async Task A_ticket_that_was_used_stays_used_when_its_users_grain_starts_anew()
    {
        var concert = await cluster.ConcertAsync();
        var user = cluster.User("sora", concert);
        await user.ChargeAsync(50_000);
        var reservation = await user.HoldAsync("1-1-1");
        await user.PayAsync(reservation.ReservationId);
        var ticket = new CheckInTicket(reservation.ReservationId, new("1-1-1"), 1, "gate-1", "scan-1");
        Assert.True((await user.CheckIns.CheckIn(ticket)).IsGranted);

        await cluster.Grains.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero);

        Assert.IsType<Refusal.AlreadyCheckedIn>((await Retried.AnswerAsync(() => user.CheckIns.CheckIn(ticket with { RequestId = "scan-2" }))).Refusal);
        Assert.Equal([new TicketUse(new("1-1-1"), ConcertCluster.Noon, "gate-1")], (await user.Reservations.Find(reservation.ReservationId)).Value!.TicketUses!.Value);
    }

    [Fact]
    public async Task Whose_reservation_a_number_is_of_is_found()
    {
        var concert = await cluster.ConcertAsync();
        var user = cluster.User("hana", concert);
        var reservation = await user.HoldAsync("1-1-1");
        var bookings = cluster.Grains.GetGrain<IBookingsGrain>(0);

        var found = (await bookings.FindByNumber(reservation.Number!))!;

        Assert.Equal((user.User, reservation.ReservationId), (found.UserId, found.ReservationId));
        Assert.Equal(reservation.Number, (await bookings.Find(reservation.ReservationId))!.Number);
    }
}
