using System.Net;

namespace Concert.Queues;

/// <summary>
/// Two gateways of one cluster, which admits one user at a time. The clock of the second gateway stands still, so that its cached
/// view of the queue stays as old as it was at its first poll. Each test has a second gateway and a concert of its own.
/// </summary>
[OneProcess]
public sealed class TwoGatewaysTests(TwoGatewaysTests.Cluster cluster) : IClassFixture<TwoGatewaysTests.Cluster>, IAsyncLifetime
{
    private const string Current = "/v1/queue-tokens/current";

    private static readonly TimeSpan Opening = TimeSpan.FromMinutes(1);

    private readonly ApiHost _first = cluster.First;
    private ApiHost _second = null!;

    public async ValueTask InitializeAsync() => _second = await _first.AnotherGatewayAsync();

    public ValueTask DisposeAsync() => _second.DisposeAsync();

    [Fact]
    public async Task A_user_with_the_newest_token_sees_no_step_back_at_a_gateway_whose_view_is_older()
    {
        var users = await JoinedAsync(4);
        var last = users[3];
        Assert.Equal(3, (await At(_second, last).GetAsync(Current)).Granted().Number("position"));

        (await users[1].DeleteAsync(Current)).Granted(HttpStatusCode.NoContent);
        var seen = await SeenAsync(last, answer => answer.Number("position") == 2);

        var answer = (await At(_second, Newest(last, seen)).GetAsync(Current)).Granted();
        Assert.Equal(("waiting", 2L), (answer.Text("status"), answer.Number("position")));
        Assert.True(answer.Number("estimatedWaitSeconds") <= seen.Number("estimatedWaitSeconds"));

        // A token that says nothing newer is answered as the gateway knows it.
        Assert.Equal(3, (await At(_second, last).GetAsync(Current)).Granted().Number("position"));
    }

    [Fact]
    public async Task A_user_who_saw_the_admission_is_not_waiting_at_a_gateway_whose_view_is_older()
    {
        var users = await JoinedAsync(3);
        var next = users[1];
        Assert.Equal("waiting", (await At(_second, next).GetAsync(Current)).Granted().Text("status"));

        (await users[0].DeleteAsync(Current)).Granted(HttpStatusCode.NoContent);
        var seen = await SeenAsync(next, answer => answer.Text("status") == "active");

        var answer = (await At(_second, Newest(next, seen)).GetAsync(Current)).Granted();
        Assert.Equal(("active", seen.Text("expiresAt")), (answer.Text("status"), answer.Text("expiresAt")));
    }

    [Fact]
    public async Task A_stream_that_moves_to_a_gateway_whose_view_is_older_begins_where_it_was()
    {
        var users = await JoinedAsync(4);
        var last = users[3];
        (await At(_second, last).GetAsync(Current)).Granted();
        using var events = await last.StreamAsync($"{Current}/stream");
        Assert.Equal(3, (await events.NextEventAsync(_first)).Data["position"]!.GetValue<int>());
        (await users[2].DeleteAsync(Current)).Granted(HttpStatusCode.NoContent);
        var seen = (await events.NextEventAsync(_first)).Data;
        Assert.Equal(2, seen["position"]!.GetValue<int>());

        var moved = last.With("Queue-Token", seen["token"]!.GetValue<string>());
        using var eventsAtSecond = await At(_second, moved).StreamAsync($"{Current}/stream");

        Assert.Equal(2, (await eventsAtSecond.NextEventAsync(_first)).Data["position"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_user_who_had_a_position_is_not_in_the_lobby_again_at_a_gateway_whose_view_is_older()
    {
        var users = await JoinedAsync(3, salesOpenIn: Opening);
        foreach (var user in users) Assert.Equal("lobby", (await At(_second, user).GetAsync(Current)).Granted().Text("status"));

        _first.Time.Advance(Opening);

        foreach (var user in users)
        {
            var seen = await SeenAsync(user, answer => answer.Text("status") != "lobby");
            var answer = (await At(_second, Newest(user, seen)).GetAsync(Current)).Granted();
            Assert.Equal((seen.Text("status"), seen.Number("position")), (answer.Text("status"), answer.Number("position")));
        }
    }

    [Fact]
    public async Task A_user_who_joins_after_the_opening_has_a_position_also_at_a_gateway_whose_view_is_older()
    {
        var concert = await _first.ConcertAsync(salesOpenIn: Opening);
        var early = await (await _first.UserAsync()).JoinAsync(concert);
        Assert.Equal("lobby", (await At(_second, early).GetAsync(Current)).Granted().Text("status"));
        _first.Time.Advance(Opening);
        await SeenAsync(early, answer => answer.Text("status") == "active");
        var late = At(_second, await _first.UserAsync());

        var joined = (await late.PostAsync($"/v1/concerts/{concert.ConcertId}/queue-tokens")).Granted(HttpStatusCode.Created);
        var polled = (await Newest(late, joined).GetAsync(Current)).Granted();

        Assert.Equal(("waiting", 1L), (joined.Text("status"), joined.Number("position")));
        Assert.Equal(("waiting", 1L), (polled.Text("status"), polled.Number("position")));
    }

    [Fact]
    public async Task A_reservation_may_be_sent_with_any_token_of_the_place()
    {
        var concert = await _first.ConcertAsync();
        var user = await (await _first.UserAsync()).JoinAsync(concert);
        var newest = Newest(user, (await user.GetAsync(Current)).Granted());

        (await user.ReserveAsync(concert, "1-1-1")).Granted(HttpStatusCode.Created);
        (await newest.ReserveAsync(concert, "1-1-2")).Granted(HttpStatusCode.Created);
    }

    private async Task<List<Caller>> JoinedAsync(int count, TimeSpan? salesOpenIn = null)
    {
        var concert = await _first.ConcertAsync(salesOpenIn: salesOpenIn);
        var users = new List<Caller>();
        for (var n = 0; n < count; n++) users.Add(await (await _first.UserAsync()).JoinAsync(concert));
        return users;
    }

    private async Task<Answer> SeenAsync(Caller user, Func<Answer, bool> isExpected)
    {
        Answer? seen = null;
        await Eventually.IsAsync(
            _first, async () => isExpected(seen = (await user.GetAsync(Current)).Granted()), "the first gateway answers what is new");
        return seen!;
    }

    private static Caller At(ApiHost gateway, Caller user) => user with { Host = gateway, Http = gateway.Http };

    private static Caller Newest(Caller user, Answer answer) => user.With("Queue-Token", answer.Text("token"));

    /// <summary>The silos and the first gateway. Its clock is that of the silos.</summary>
    public sealed class Cluster : IAsyncLifetime
    {
        public ApiHost First { get; private set; } = null!;

        public async ValueTask InitializeAsync() => First = await ApiHost.StartClusterAsync(("Queue:MaxActive", "1"));

        public ValueTask DisposeAsync() => First.DisposeAsync();
    }
}
