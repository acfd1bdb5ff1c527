using System.Net;

namespace Concert.Queues;

/// <summary>The phases, the draw and the controls of a queue over HTTP.</summary>
[AlsoTogether]
[Collection(nameof(ApiFixture))]
public sealed class QueuesEndpointsTests(ApiFixture api)
{
    [Fact]
    public async Task Before_the_lobby_joining_is_refused_with_the_times_and_the_commitment_is_public()
    {
        var concert = await api.Host.ConcertAsync(salesOpenIn: TimeSpan.FromHours(1));
        var user = await api.Host.UserAsync();

        var refused = (await user.PostAsync($"/v1/concerts/{concert.ConcertId}/queue-tokens")).Refused(409, "queue_not_open");
        Assert.Equal(api.Host.Time.GetUtcNow().AddHours(1), refused.Json["opensAt"]!.GetValue<DateTimeOffset>());
        Assert.Equal(api.Host.Time.GetUtcNow().AddMinutes(30), refused.Json["lobbyOpensAt"]!.GetValue<DateTimeOffset>());

        var queue = await QueueAsync(concert);
        Assert.Equal("closed", queue.Text("phase"));
        Assert.Matches("^[0-9a-f]{64}$", queue.Json["draw"]!["commitment"]!.GetValue<string>());
        Assert.Null(queue.Json["draw"]!["seed"]);
    }

    [Fact]
    public async Task From_the_lobby_through_the_draw_to_a_slot_and_the_seed_is_the_one_that_was_committed_to()
    {
        var concert = await api.Host.ConcertAsync(salesOpenIn: TimeSpan.FromMinutes(20));
        var user = await api.Host.UserAsync();
        var joined = (await user.PostAsync($"/v1/concerts/{concert.ConcertId}/queue-tokens")).Granted(HttpStatusCode.Created);
        user = user.With("Queue-Token", joined.Text("token"));

        Assert.Equal("lobby", joined.Text("status"));
        Assert.True(joined.Json.AsObject().ContainsKey("position"));
        Assert.Null(joined.Json["position"]);
        Assert.Null(joined.Json["estimatedWaitSeconds"]);
        Assert.InRange(joined.Json["pollAfterSeconds"]!.GetValue<int>(), 50, 60);
        Assert.Equal(api.Host.Time.GetUtcNow().AddMinutes(20), joined.Json["opensAt"]!.GetValue<DateTimeOffset>());
        var lobby = await QueueAsync(concert);
        Assert.Equal(("lobby", 1), (lobby.Text("phase"), lobby.Json["waiting"]!.GetValue<int>()));
        (await user.ReserveAsync(concert, "1-1-1")).Refused(409, "sales_closed");

        // A second more: the opening also waits for the database's clock, which is read with an uncertainty.
        api.Host.Time.Advance(TimeSpan.FromMinutes(20) + TimeSpan.FromSeconds(1));
        await Eventually.IsAsync(
            api.Host,
            async () => (await user.GetAsync("/v1/queue-tokens/current")).Granted().Text("status") == "active",
            "the user is admitted");
        api.Host.GrowOld();
        var draw = (await QueueAsync(concert)).Json["draw"]!;
        Assert.Equal(lobby.Json["draw"]!["commitment"]!.GetValue<string>(), DrawSeed.CommitmentOf(DrawSeed.Parse(draw["seed"]!.GetValue<string>())));
        Assert.Equal(1, draw["places"]!.GetValue<long>());
    }

    [Fact]
    public async Task A_concert_without_a_draw_has_none()
    {
        var concert = await api.Host.ConcertAsync(salesOpenIn: TimeSpan.FromMinutes(20), more: new() { ["draw"] = false });

        Assert.Null((await QueueAsync(concert)).Json["draw"]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-8 * 24 * 60)]
    public async Task A_lobby_after_the_opening_or_long_before_it_is_refused(int minutesAfterTheOpening)
    {
        var lobbyOpensAt = api.Host.Time.GetUtcNow() + TimeSpan.FromMinutes(20 + minutesAfterTheOpening);

        var refused = (await api.Host.CreateConcertAsync(salesOpenIn: TimeSpan.FromMinutes(20), more: new() { ["lobbyOpensAt"] = lobbyOpensAt }))
            .Refused(400, "invalid_request");

        Assert.NotNull(refused.Json["errors"]!["lobbyOpensAt"]);
    }

    [Fact]
    public async Task Operators_pause_a_queue_and_say_why()
    {
        var concert = await api.Host.ConcertAsync();
        var admin = Admin;
        var path = $"/v1/concerts/{concert.ConcertId}/queue";

        var controls = (await admin.SendAsync(HttpMethod.Put, path, new { paused = true, message = "Back in 5 minutes.", maxActive = 7, admissionsPerMinute = 30 })).Granted();
        Assert.Equal(
            (7, 30, true, "Back in 5 minutes."),
            (controls.Json["maxActive"]!.GetValue<int>(), controls.Json["admissionsPerMinute"]!.GetValue<int>(), controls.Json["paused"]!.GetValue<bool>(), controls.Text("message")));
        api.Host.GrowOld();
        var waiting = (await (await api.Host.UserAsync()).PostAsync($"{path}-tokens")).Granted(HttpStatusCode.Created);
        Assert.Equal(("waiting", true, "Back in 5 minutes."), (waiting.Text("status"), waiting.Json["paused"]!.GetValue<bool>(), waiting.Text("message")));

        var figures = (await admin.GetAsync($"{path}/figures")).Granted();
        Assert.Equal((1, 0), (figures.Json["waiting"]!.GetValue<int>(), figures.Json["active"]!.GetValue<int>()));
        (await admin.SendAsync(HttpMethod.Put, path, new { paused = false, message = "", admissionsPerMinute = 0 })).Granted();
        api.Host.GrowOld();
        var queue = await QueueAsync(concert);
        Assert.Equal((false, null), (queue.Json["paused"]!.GetValue<bool>(), queue.Json["message"]));
    }

    [Theory]
    [InlineData("""{"maxActive":0}""", "maxActive")]
    [InlineData("""{"maxActive":1000001}""", "maxActive")]
    [InlineData("""{"admissionsPerMinute":-1}""", "admissionsPerMinute")]
    [InlineData("""{"admissionsPerMinute":1000001}""", "admissionsPerMinute")]
    [InlineData("""{"message":"\u0007"}""", "message")]
    public async Task A_control_out_of_bounds_is_refused_and_changes_nothing(string body, string field)
    {
        var concert = await api.Host.ConcertAsync();
        var path = $"/v1/concerts/{concert.ConcertId}/queue";

        var refused = (await Admin.SendAsync(HttpMethod.Put, path, body)).Refused(400, "invalid_request");

        Assert.NotNull(refused.Json["errors"]![field]);
        var controls = (await Admin.GetAsync($"{path}/figures")).Granted().Json["controls"]!;
        Assert.Equal((false, null), (controls["paused"]!.GetValue<bool>(), controls["message"]));
    }

    [Fact]
    public async Task Controls_and_figures_are_for_administrators()
    {
        var concert = await api.Host.ConcertAsync();
        var user = await api.Host.UserAsync();

        (await user.SendAsync(HttpMethod.Put, $"/v1/concerts/{concert.ConcertId}/queue", new { paused = true })).Refused(403, "admin_only");
        (await user.GetAsync($"/v1/concerts/{concert.ConcertId}/queue/figures")).Refused(403, "admin_only");
        (await user.GetAsync("/v1/concerts/c_none/queue")).Refused(404, "concert_not_found");
        (await Admin.SendAsync(HttpMethod.Put, "/v1/concerts/c_none/queue", new { paused = true })).Refused(404, "concert_not_found");
        (await Admin.GetAsync("/v1/concerts/c_none/queue/figures")).Refused(404, "concert_not_found");
    }

    [Fact]
    public async Task After_the_last_performance_nobody_can_join()
    {
        var concert = await api.Host.ConcertAsync(startsIn: TimeSpan.FromMinutes(3));

        api.Host.Time.Advance(TimeSpan.FromMinutes(3));

        (await (await api.Host.UserAsync()).PostAsync($"/v1/concerts/{concert.ConcertId}/queue-tokens")).Refused(409, "sales_closed");
        Assert.Equal("ended", (await QueueAsync(concert)).Text("phase"));
    }

    private Caller Admin => api.Host.Anyone.With("Admin-Key", ApiHost.AdminKey);

    private async Task<Answer> QueueAsync(TestConcert concert) =>
        (await api.Host.Anyone.GetAsync($"/v1/concerts/{concert.ConcertId}/queue")).Granted();
}
