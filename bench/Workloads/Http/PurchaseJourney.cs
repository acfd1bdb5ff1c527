namespace Concert.Bench.Workloads;

/// <summary>
/// The calls of users who buy a seat each: join, poll until admitted, read the layout and the compact map, reserve, charge, pay.
/// </summary>
/// <param name="Reads">The prefix of the paths of queue and seats.</param>
/// <param name="Writes">The prefix of the paths of reservations and money.</param>
/// <param name="Users">The first user buys the first seat of the concert, and so on.</param>
internal sealed record PurchaseJourney(
    Uri Address, string Reads, string Writes, HttpConcert Concert, IReadOnlyList<(string Name, string Value)> Users)
{
    public const long Price = 1_000;

    private const int Connections = 192;
    private const long Charge = 1_500;

    private const string InsertWallets = "insert into wallet select user_id, 0 from unnest($1) as u(user_id) on conflict do nothing";

    // Everything that one purchase changed agrees: seat, reservation, wallet, journal, slot.
    private const string CountSold = """
        select count(*) from seat s
        join reservation r on r.reservation_id = s.reservation_id and r.status = 'paid' and s.seat_id = any(r.seat_ids)
        join wallet w on w.user_id = r.user_id and w.balance = $2
        join journal j on j.reference = r.reservation_id and j.user_id = r.user_id and j.kind = 'pay' and j.amount = -r.amount
        join queue_token t on t.token = r.queue_token and t.ended
        where s.performance_id = $1 and s.status = 'sold'
        """;

    private static readonly TimeSpan PollPause = TimeSpan.FromMilliseconds(50);

    private readonly SortedDictionary<string, List<double>> _steps = [];
    private readonly List<double> _purchases = [];

    /// <summary>Counts the sold seats of the concert.</summary>
    public required Func<Task<int>> CountSoldAsync { get; init; }

    public static PurchaseJourney OfService(HttpServices services, HttpConcert concert, IReadOnlyList<(string Name, string Value)> users) =>
        new(services.Gateway, "/v1", "/v1", concert, users) { CountSoldAsync = () => services.CountSeatsAsync(concert.PerformanceId, "sold") };

    /// <summary>Creates a concert.</summary>
    public static async Task<PurchaseJourney> OfServiceAsync(HttpServices services, string name, int seatCount, int userCount)
    {
        var concert = await services.CreateConcertAsync(seatCount / Buyers.SeatsPerRow, Buyers.SeatsPerRow, Price);
        return OfService(services, concert, Buyers.UsersOf(services, name, userCount));
    }

    /// <summary>Creates a concert, and a wallet for each user.</summary>
    /// <param name="services">The baseline's among them.</param>
    /// <param name="writes">The variant of the baseline.</param>
    public static async Task<PurchaseJourney> OfBaselineAsync(HttpServices services, string writes, string name, int seatCount, int userCount)
    {
        var buyers = await Buyers.AddToBaselineAsync(services, name, seatCount, haveSlots: false);
        await services.BaselineDatabase.ExecuteAsync(InsertWallets, (object)Buyers.Ids(name, userCount).ToArray());
        return new(services.Baseline, "", writes, buyers.Concert, [.. buyers.Users.Take(userCount)])
        {
            CountSoldAsync = async () => (int)await services.BaselineDatabase.ScalarAsync(CountSold, buyers.Concert.PerformanceId, Charge - Price),
        };
    }

    /// <summary>All users buy, as many at a time as there are connections.</summary>
    public async Task<Round> BuyAllAsync()
    {
        var calls = await ClosedLoop.CountAsync(Address, Connections, Users.Count, BuyOnAsync);
        calls.RequireOnly(200, 201);
        return calls.ToRound(Users.Count, [
            ("calls each", (double)calls.Count / Users.Count),
            ("p50 ms of a purchase", At(_purchases, 0.5)),
            ("p99 ms of a purchase", At(_purchases, 0.99)),
            .. _steps.Select(step => ($"{step.Key} ms", At(step.Value, 0.5))),
        ]);
    }

    /// <summary>Checks that as many seats are sold as were paid for. The service sells seats right after their payment is answered, not before.</summary>
    public Task RequireSoldAsync(int count) => Require.CountAsync("sold seats", count, CountSoldAsync);

    /// <summary>One user buys.</summary>
    public async Task BuyAsync(int index, SendStep sendAsync)
    {
        var user = Users[index];
        var place = await sendAsync(new("join", RawRequest.Post($"{Reads}/concerts/{Concert.ConcertId}/queue-tokens", "{}", user)));
        var token = ("Queue-Token", place.Text("token"));
        while (place.Text("status") != "active")
            place = await sendAsync(new("poll", RawRequest.Get($"{Reads}/queue-tokens/current", user, token)) { Pause = PollPause });

        await sendAsync(new("layout", RawRequest.Get($"{Reads}/performances/{Concert.PerformanceId}")) { KeepsBody = false });
        var seats = RawRequest.Get($"{Reads}/performances/{Concert.PerformanceId}/seats?compact=true", ("Accept-Encoding", "gzip"));
        await sendAsync(new("seats", seats) { KeepsBody = false });
        var held = await sendAsync(Post("reserve", "reservations", Buyers.ReserveBody(Concert, index), token));
        var reservation = held.Text("reservationId");
        await sendAsync(Post("charge", "wallet/charges", $"{{\"amount\":{Charge}}}"));
        var paid = await sendAsync(Post("pay", "payments", $"{{\"reservationId\":\"{reservation}\"}}"));
        Require.Equal($"{Charge - Price}", paid.Text("balance"));

        JourneyStep Post(string step, string path, string json, (string, string?) queueToken = default) =>
            new(step, RawRequest.Post($"{Writes}/{path}", json, user, ("Idempotency-Key", path), queueToken));
    }

    private async ValueTask BuyOnAsync(CallTally tally, RawConnection connection, int index)
    {
        var startedAt = Stopwatch.GetTimestamp();
        await BuyAsync(index, async step =>
        {
            if (step.Pause > TimeSpan.Zero) await connection.Reactor.UntilAsync(OpenLoop.After(Stopwatch.GetTimestamp(), step.Pause));
            var answer = await tally.CallAsync(connection, step.Request.Bytes, step.KeepsBody);
            if (!_steps.TryGetValue(step.Name, out var times)) _steps[step.Name] = times = [];
            times.Add(tally.LastMs);
            return answer;
        });
        _purchases.Add(Stopwatch.GetElapsedTime(startedAt).TotalMilliseconds);
    }

    private static double At(List<double> times, double share) => times.Order().ElementAt(Math.Min(times.Count - 1, (int)(times.Count * share)));
}

/// <summary>Sends the next call of a user and returns its answer.</summary>
internal delegate ValueTask<RawAnswer> SendStep(JourneyStep step);

/// <summary>A call of a purchase.</summary>
internal readonly record struct JourneyStep(string Name, RawRequest Request)
{
    /// <summary>How long the user waits after the answer before.</summary>
    public TimeSpan Pause { get; init; }

    public bool KeepsBody { get; init; } = true;
}
