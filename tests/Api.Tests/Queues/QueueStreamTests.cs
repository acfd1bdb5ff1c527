using System.Net;
using System.Text.Json.Nodes;

namespace Concert.Queues;

/// <summary>Which changes a stream sends at once, and which it saves up.</summary>
[AlsoTogether]
public sealed class QueueStreamTests(OneAtATime api) : IClassFixture<OneAtATime>
{
    private const string Current = "/v1/queue-tokens/current";

    private static readonly PollLimits Limits = new(TimeSpan.FromSeconds(30), 500);

    private static readonly QueueTokenResponse Far = new("token", "c_one", QueueStatus.Waiting, 5_000, 500, PollAfterSeconds: 20);

    private static readonly QueueTokenResponse Near = Far with { Position = 200, EstimatedWaitSeconds = 50, PollAfterSeconds = 5 };

    public static TheoryData<string> News => ["admitted", "expired", "paused", "message", "outlook"];

    [Fact]
    public void The_first_event_is_sent_at_once() => Assert.True(IsDue(Far, sent: null, afterSeconds: 0));

    [Fact]
    public void A_position_far_from_the_door_is_sent_as_often_as_it_would_be_polled()
    {
        var moved = Far with { Token = "", Position = 4_000, EstimatedWaitSeconds = 400 };

        Assert.False(IsDue(moved, Far, afterSeconds: 19.9));
        Assert.True(IsDue(moved, Far, afterSeconds: 20));
    }

    [Fact]
    public void A_position_near_the_door_is_sent_at_each_look()
    {
        Assert.True(IsDue(Near with { Token = "", Position = 199 }, Near, afterSeconds: 0.25));
        Assert.True(IsDue(Near with { Token = "" }, Far, afterSeconds: 1));
    }

    [Theory]
    [MemberData(nameof(News))]
    public void News_is_sent_at_once_however_far_the_user_is(string news)
    {
        var next = Changed(Far with { Token = "" });

        Assert.True(IsDue(next, Far, afterSeconds: 0));
        Assert.True(IsDue(next with { Position = 4_000 }, Far, afterSeconds: 0));

        QueueTokenResponse Changed(QueueTokenResponse far) => news switch
        {
            "admitted" => far with { Status = QueueStatus.Active, Position = 0, EstimatedWaitSeconds = 0, ExpiresAt = ApiHost.Noon },
            "expired" => far with { Status = QueueStatus.Expired, Position = 0, EstimatedWaitSeconds = 0 },
            "paused" => far with { Paused = true },
            "message" => far with { Message = "The doors are open." },
            _ => far with { Outlook = QueueOutlook.Unlikely },
        };
    }

    [Fact]
    public void What_does_not_change_is_not_sent_again()
    {
        Assert.False(IsDue(Far with { Token = "", PollAfterSeconds = 17 }, Far, afterSeconds: 1_000));
        Assert.False(IsDue(Near with { Token = "", PollAfterSeconds = 4 }, Near, afterSeconds: 1_000));
    }

    [Fact]
    public async Task A_stream_far_from_the_front_learns_where_it_stands_and_that_the_queue_is_paused()
    {
        var concert = await api.Host.ConcertAsync();
        var users = new List<Caller>();
        for (var n = 0; n < 104; n++) users.Add(await (await api.Host.UserAsync()).JoinAsync(concert));
        using var events = await users[^1].StreamAsync($"{Current}/stream");
        Assert.Equal(103, (await events.NextEventAsync(api.Host)).Data["position"]!.GetValue<int>());

        (await users[50].DeleteAsync(Current)).Granted(HttpStatusCode.NoContent);
        await UntilAsync(data => data["position"]!.GetValue<int>() == 102);
        await PauseAsync(isPaused: true);
        await UntilAsync(data => data["paused"]!.GetValue<bool>());
        await PauseAsync(isPaused: false);

        async Task UntilAsync(Func<JsonNode, bool> isExpected)
        {
            while (!isExpected((await events.NextEventAsync(api.Host)).Data))
            {
                // The outlook may have changed in between.
            }
        }

        async Task PauseAsync(bool isPaused) => (await api.Host.Anyone.With("Admin-Key", ApiHost.AdminKey)
            .SendAsync(HttpMethod.Put, $"/v1/concerts/{concert.ConcertId}/queue", new { paused = isPaused })).Granted();
    }

    private static bool IsDue(QueueTokenResponse next, QueueTokenResponse? sent, double afterSeconds) =>
        QueueStream.IsDue(next, sent, Limits, TimeSpan.FromSeconds(afterSeconds));
}
