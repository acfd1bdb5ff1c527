using System.Collections.Immutable;
using Concert.Reservations;
using Concert.Wallets;

namespace Concert.Bench.Workloads;

/// <summary>
/// Users who hold a seat and have the money all pay at once. The clock stops when the last payment is answered and the last seat is
/// durably sold, because the baselines do all of that in the payment's transaction.
/// </summary>
internal sealed class Payments(SiloFixture silo, int userCount)
{
    private const string CountPaid = "select count(*) from reservation where performance_id = $1 and status = 'Paid'";

    private const string CountJournal = """
        select count(*) from user_journal as j join reservation as r on r.reservation_id = j.reference
        where r.performance_id = $1 and j.kind = 'paid' and j.amount = -r.amount and j.balance = 0
        """;

    private const string CountSold = """
        select count(*) from grain_state
        where grain_type = 'seat' and grain_key >= $1 || '/' and grain_key < $1 || '0' and state ->> 'status' = 'Sold'
        """;

    private const string CountSlots = "select count(*) from queue_place where concert_id = $1 and status in ('Admitted', 'Claimed')";

    // Preparation is not measured. All users at once ran into Orleans' timeout of 10 s on a machine with other work.
    private const int PreparingClientCount = 256;

    private static readonly Money Price = new(50_000);

    private PerformanceLayout _performance = null!;
    private ReservationId[] _reservations = [];

    public static IReadOnlyList<Contender> Contenders(SiloFixture silo, int userCount)
    {
        var ours = new Payments(silo, userCount);
        return
        [
            new(ContenderNames.Concert, ours.PrepareAsync, ours.RunAsync),
            .. PaymentBaselines.All.Select(baseline => new Contender(
                baseline.Name,
                _ => PaymentBaselines.CreateAsync(silo.Sql, userCount, Price.Amount),
                async _ =>
                {
                    var (paid, elapsed) = await Clients.CallAtOnceAsync(userCount, i => baseline.PayAsync(silo.Sql, $"r_{i}"));
                    Require.Equal(userCount, paid.Count(isPaid => isPaid));
                    Require.Equal(userCount, await silo.CountAsync(PaymentBaselines.CountPaid));
                    return new(userCount, elapsed);
                })),
        ];
    }

    private async Task PrepareAsync(int round)
    {
        _performance = await silo.CreatePerformanceAsync($"{round}", userCount);
        _reservations = new ReservationId[userCount];
        await Clients.CallEachAsync(userCount, PreparingClientCount, async i => _reservations[i] = await ReserveAsync(round, i));
        await Require.EventuallyAsync(async () => await CountSeatsAsync(SeatStatus.Held) == userCount);
    }

    private async Task<Round> RunAsync(int round)
    {
        var started = Stopwatch.GetTimestamp();
        var (outcomes, answered) = await Clients.CallAtOnceAsync(
            userCount, i => WalletOf(round, i).Pay(new(_reservations[i], new("pay", "pay"))));
        Require.Equal(userCount, outcomes.Count(outcome => outcome.IsGranted));
        // A seat notifies the map of a sale when the sale is durable.
        await Require.EventuallyAsync(async () => await CountSeatsAsync(SeatStatus.Sold) == userCount);
        var elapsed = Stopwatch.GetElapsedTime(started);

        var performance = _performance.PerformanceId.Value;
        Require.Equal(userCount, await silo.CountAsync(CountPaid, performance));
        Require.Equal(userCount, await silo.CountAsync(CountJournal, performance));
        Require.Equal(userCount, await silo.CountAsync(CountSold, performance));
        // The release of the payers' slots must not fall into the time of the next contender.
        await Require.EventuallyAsync(async () => await silo.CountAsync(CountSlots, _performance.ConcertId.Value) == 0);
        return new(userCount, elapsed, new Dictionary<string, double> { ["answered ms"] = answered.TotalMilliseconds });
    }

    private async Task<ReservationId> ReserveAsync(int round, int number)
    {
        var user = UserOf(round, number);
        await WalletOf(round, number).Charge(new(Price, new("charge", "charge")));
        var entry = await silo.QueueOf(_performance).Join(user);
        var ticket = new QueueTicket(_performance.ConcertId, entry.Value!.Standing.Place);
        var seat = _performance.SeatAt(number).SeatId;
        var reserved = await silo.Grains.Grain<IReservationsGrain>(user.Value).Reserve(
            new(_performance.PerformanceId, ImmutableArray.Create(seat), null, ticket, new("reserve", "reserve")));
        Require.Equal(true, reserved.IsGranted);
        return reserved.Value!.ReservationId;
    }

    private async Task<int> CountSeatsAsync(SeatStatus status) =>
        (await silo.MapOf(_performance).Read(0)).Value!.Statuses.Count(other => other == status);

    private IWalletGrain WalletOf(int round, int number) => silo.Grains.Grain<IWalletGrain>(UserOf(round, number).Value);

    private static UserId UserOf(int round, int number) => new($"u_{round}_{number}");
}
