using System.Diagnostics;
using Concert.Bench.Http.Baseline;

namespace Concert.Bench.Http;

/// <summary>Users who have a slot each reserve; each for the first time, so nothing of theirs is in memory yet.</summary>
internal sealed class ReserveWorkloads(HttpBench bench)
{
    private const int UserCount = 10_000;
    private const int Connections = 128;
    private const int WarmUpCount = 10_000;
    private const int ContenderCount = 1_000;
    private const int SeatsPerRow = 100;

    private static readonly TimeSpan SeenWithin = TimeSpan.FromSeconds(10);

    private Buyers? _buyers;

    public Workload DistinctSeats() => new(
        "reserve distinct seats, over HTTP",
        "reservations",
        [
            Ours(UserCount, Connections, null),
            Sql(Names.Locking, BaselineEndpoints.Locking, UserCount, Connections, null),
            Sql(Names.Single, BaselineEndpoints.Single, UserCount, Connections, null),
        ],
        [new(Names.Ours, Names.Locking, 5), new(Names.Ours, Names.Single, 2.5)]);

    public Workload OneSeat() => new(
        "1000 contenders for one seat, over HTTP",
        "answers",
        [
            Ours(ContenderCount, ContenderCount, _ => 0),
            Sql(Names.Locking, BaselineEndpoints.Locking, ContenderCount, ContenderCount, _ => 0),
            Sql(Names.Single, BaselineEndpoints.Single, ContenderCount, ContenderCount, _ => 0),
        ],
        []);

    /// <param name="count">Users.</param>
    /// <param name="connections">How many of them at once.</param>
    /// <param name="seatOf">Which seat each wants; none: one of its own.</param>
    private Contender Ours(int count, int connections, Func<int, int>? seatOf) => new(
        Names.Ours,
        async round =>
        {
            if (round == 0) await ReserveAsync(bench.Gateway, "/v1/reservations", await OursAsync($"warm{count}", WarmUpCount), Connections, null);
            _buyers = await OursAsync($"r{count}_{round}", count);
        },
        async _ =>
        {
            var buyers = _buyers!;
            var load = await ReserveAsync(bench.Gateway, "/v1/reservations", buyers, connections, seatOf);
            // The picture that readers see follows the seats themselves.
            var startedAt = Stopwatch.GetTimestamp();
            while (await HeldCountAsync(buyers) is var held && held != load.CountOf(201))
            {
                if (Stopwatch.GetElapsedTime(startedAt) > SeenWithin)
                    throw new InvalidOperationException($"{load.CountOf(201)} were granted a seat, but {held} seats are held.");
                await Task.Delay(50);
            }

            return Checked(load, count, seatOf is not null);
        });

    private Contender Sql(string name, string way, int count, int connections, Func<int, int>? seatOf) => new(
        name,
        async round =>
        {
            var tag = $"{way[1..]}{count}_{round}";
            if (round == 0) await ReserveAsync(bench.Baseline, $"{way}/reservations", await SqlAsync($"warm{tag}", WarmUpCount), Connections, null);
            _buyers = await SqlAsync(tag, count);
        },
        async _ =>
        {
            var load = await ReserveAsync(bench.Baseline, $"{way}/reservations", _buyers!, connections, seatOf);
            await using var command = bench.BaselineDatabase.Command(
                "select count(distinct reservation_id) from seat where performance_id = $1 and status = 'held'", _buyers!.Concert.PerformanceId);
            var held = (long)(await command.ExecuteScalarAsync())!;
            if (held != load.CountOf(201))
                throw new InvalidOperationException($"{load.CountOf(201)} were granted a seat, but {held} seats are held.");
            return Checked(load, count, seatOf is not null);
        });

    private static Task<Load> ReserveAsync(Uri address, string path, Buyers buyers, int connections, Func<int, int>? seatOf)
    {
        var requests = buyers.ReserveRequests(path, seatOf is null ? null : index => buyers.Concert.SeatIds[seatOf(index)]);
        return ClosedLoop.CountAsync(address, connections, requests.Count, async (load, connection, index) =>
            await load.CallAsync(connection, requests[index].Bytes));
    }

    private static Round Checked(Load load, int count, bool hasOneWinner)
    {
        if (hasOneWinner) load.RequireOnly(201, 409);
        else load.RequireOnly(201);
        if (load.Count != count || (hasOneWinner && load.CountOf(201) != 1))
            throw new InvalidOperationException($"{load.CountOf(201)} of {load.Count} won.");
        return load.ToRound();
    }

    private async Task<Buyers> OursAsync(string name, int count) => await Buyers.JoinAsync(
        bench, await bench.CreateConcertAsync(Math.Max(1, count / SeatsPerRow), SeatsPerRow), Buyers.UsersOf(bench, name, count));

    private Task<Buyers> SqlAsync(string name, int count) => Buyers.AddAsync(bench, name, Buyers.UsersOf(bench, name, count), count, haveSlots: true);

    private async Task<int> HeldCountAsync(Buyers buyers) =>
        (await bench.SeatsAsync(buyers.Concert.PerformanceId)).Count(seat => seat.Status == "held");
}
