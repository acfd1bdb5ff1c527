using Concert.Faults;

namespace Concert.Queues;

/// <summary>
/// A user who joins a queue, polls it at both gateways in turn until admitted, and ends the slot by a payment or by leaving. Every
/// request is repeated until it is answered.
/// </summary>
internal sealed class LobbyUser(IReadOnlyList<HttpClient> gateways, int number)
{
    private const int SeatsPerRow = 100;
    private const long Price = 10_000;

    private static readonly TimeSpan LongestPoll = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ShortestPoll = TimeSpan.FromMilliseconds(100);

    // An admission takes longer, so the user polls before the own turn comes.
    private static readonly TimeSpan PollPerPosition = TimeSpan.FromMilliseconds(20);

    private readonly RetryingClient _client = new(gateways, $"user {number}", seed: number);
    private AConcertOnSale _concert = null!;

    public string UserId { get; private set; } = "";

    /// <summary>The answers to the join and to each poll, in order.</summary>
    public List<ClientAnswer> Answers { get; } = [];

    public async Task RegisterAsync()
    {
        var user = await _client.SendAsync(HttpMethod.Post, "/v1/users", new { name = $"user {number}" });
        (UserId, _client.AccessToken) = (user.Text("userId"), user.Text("accessToken"));
    }

    public async Task JoinAsync(AConcertOnSale concert)
    {
        _concert = concert;
        _client.QueueToken = "";
        Answers.Clear();
        Note(await _client.SendAsync(HttpMethod.Post, $"/v1/concerts/{concert.ConcertId}/queue-tokens"));
    }

    /// <summary>The last of them.</summary>
    public ClientAnswer Latest { get; private set; } = null!;

    /// <summary>Polls with the newest token, at least as often as told, until the user has a slot; then ends the slot.</summary>
    public async Task UseTurnAsync()
    {
        while (Latest.Text("status") != "active")
        {
            Assert.True(Latest.Text("status") is "lobby" or "waiting", $"User {number} waits no more: {Latest.Body}");
            await Task.Delay(UntilNextPoll(Latest));
            _client.ChangeGateway();
            Note(await _client.SendAsync(HttpMethod.Get, "/v1/queue-tokens/current"));
        }

        await EndSlotAsync();
    }

    // Each fourth user pays for a seat, and the others leave.
    private async Task EndSlotAsync()
    {
        if (number % 4 != 0)
        {
            (await _client.SendAsync(HttpMethod.Delete, "/v1/queue-tokens/current")).EnsureGranted();
            return;
        }

        var seatIds = new[] { $"1-{(number / SeatsPerRow) + 1}-{(number % SeatsPerRow) + 1}" };
        (await CommandAsync("/v1/wallet/charges", new { amount = Price })).EnsureGranted();
        var held = await CommandAsync("/v1/reservations", new { performanceId = _concert.PerformanceId, seatIds });
        (await CommandAsync("/v1/payments", new { reservationId = held.Text("reservationId") })).EnsureGranted();
    }

    public static Task<AConcertOnSale> AnnounceAsync(HttpClient http, DateTimeOffset opensAt) =>
        AConcertOnSale.CreateAsync(http, rows: 4, SeatsPerRow, Price, opensAt);

    private Task<ClientAnswer> CommandAsync(string path, object body) =>
        _client.SendAsync(HttpMethod.Post, path, body, key: $"{_concert.ConcertId}{path}");

    private void Note(ClientAnswer answer)
    {
        _client.QueueToken = answer.Text("token");
        Answers.Add(answer);
        Latest = answer;
    }

    private static TimeSpan UntilNextPoll(ClientAnswer answer)
    {
        var told = TimeSpan.FromSeconds(answer.Amount("pollAfterSeconds"));
        var wait = (long?)answer.Granted["position"] is { } position ? PollPerPosition * position : LongestPoll;
        if (wait < ShortestPoll) return ShortestPoll;
        if (wait > LongestPoll) wait = LongestPoll;
        return wait < told ? wait : told;
    }
}
