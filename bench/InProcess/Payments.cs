using System.Collections.Immutable;
using System.Diagnostics;
using Concert.Catalog;
using Concert.Queues;
using Concert.Reservations;
using Concert.Seats;
using Concert.Wallets;

namespace Concert.Bench;

/// <summary>
/// Users who hold a seat and have the money, and all pay at once. The clock stops when the last is answered and the last
/// seat is durably sold: nothing that the baselines do in the payment's transaction is left for after it.
/// </summary>
internal sealed class Payments(Lab lab, int userCount)
{
    private const string CountPaid = """
        select count(*) from reservation where performance_id = $1 and status = 'Paid'
        """;

    private const string CountJournal = """
        select count(*) from user_journal as j join reservation as f on f.reservation_id = j.reference
        where f.performance_id = $1 and j.kind = 'paid' and j.amount = -f.amount and j.balance = 0
        """;

    private const string CountSold = """
        select count(*) from grain_state
        where grain_type = 'seat' and grain_key >= $1 || '/' and grain_key < $1 || '0' and state ->> 'status' = 'Sold'
        """;

    private const string CountSlots = """
        select count(*) from queue_place where concert_id = $1 and status in ('LetIn', 'Claimed')
        """;

    private static readonly Money Price = new(50_000);

    private PerformanceLayout _performance = null!;
    private ReservationId[] _reservations = [];

    public static async Task<OpenWorkload> OpenAsync(BenchServer server, string name, int userCount, params Bar[] bars)
    {
        var lab = await Lab.OpenAsync(server, ("Queue:MaxActive", $"{userCount}"));
        var ours = new Payments(lab, userCount);
        List<IContender> contenders = [new Contender(Names.Concert, ours.PrepareAsync, ours.RunAsync)];
        contenders.AddRange(PaymentBaselines.All.Select(baseline => new Contender(
            baseline.Name,
            _ => PaymentBaselines.CreateAsync(lab.Sql, userCount, Price.Amount),
            async _ =>
            {
                var (paid, elapsed) = await Clients.AskAsync(userCount, i => baseline.PayAsync(lab.Sql, $"r_{i}"));
                Check.Equal(userCount, paid.Count(isPaid => isPaid));
                Check.Equal(userCount, await lab.CountAsync(PaymentBaselines.CountPaid));
                return new(userCount, elapsed);
            })));
        return new(new(name, "payments", contenders, bars), lab);
    }

    private async Task PrepareAsync(int round)
    {
        _performance = await lab.CreatePerformanceAsync($"{round}", userCount);
        (_reservations, _) = await Clients.AskAsync(userCount, i => ReserveAsync(round, i));
        await Check.EventuallyAsync(async () => await SeatsOfAsync(SeatStatus.Held) == userCount);
    }

    private async Task<Round> RunAsync(int round)
    {
        var started = Stopwatch.GetTimestamp();
        var (outcomes, answered) = await Clients.AskAsync(
            userCount, i => WalletOf(round, i).Pay(new(_reservations[i], new("pay", "pay"))));
        Check.Equal(userCount, outcomes.Count(outcome => outcome.IsGranted));
        // The map hears of a sale once it is durable.
        await Check.EventuallyAsync(async () => await SeatsOfAsync(SeatStatus.Sold) == userCount);
        var elapsed = Stopwatch.GetElapsedTime(started);

        var performance = _performance.PerformanceId.Value;
        Check.Equal(userCount, await lab.CountAsync(CountPaid, performance));
        Check.Equal(userCount, await lab.CountAsync(CountJournal, performance));
        Check.Equal(userCount, await lab.CountAsync(CountSold, performance));
        // The slots that payers give up are not to run into the next contender's time.
        await Check.EventuallyAsync(async () => await lab.CountAsync(CountSlots, _performance.ConcertId.Value) == 0);
        return new(userCount, elapsed, new Dictionary<string, double> { ["answered ms"] = answered.TotalMilliseconds });
    }

    private async Task<ReservationId> ReserveAsync(int round, int number)
    {
        var user = UserOf(round, number);
        await WalletOf(round, number).Charge(new(Price, new("charge", "charge")));
        var entry = await lab.Grains.Grain<IQueueGrain>(_performance.ConcertId.Value).Join(user);
        var ticket = new QueueTicket(_performance.ConcertId, entry.Value!.Standing.Place);
        var seat = _performance.SeatAt(number).SeatId;
        var reserved = await lab.Grains.Grain<IReservationsGrain>(user.Value).Reserve(
            new(_performance.PerformanceId, ImmutableArray.Create(seat), null, ticket, new("reserve", "reserve")));
        Check.Equal(true, reserved.IsGranted);
        return reserved.Value!.ReservationId;
    }

    private async Task<int> SeatsOfAsync(SeatStatus status)
    {
        var map = await lab.Grains.Grain<ISeatMapGrain>(_performance.PerformanceId.Value).Read(0);
        return map.Value!.Statuses.Count(other => other == status);
    }

    private IWalletGrain WalletOf(int round, int number) => lab.Grains.Grain<IWalletGrain>(UserOf(round, number).Value);

    private static UserId UserOf(int round, int number) => new($"u_{round}_{number}");
}
