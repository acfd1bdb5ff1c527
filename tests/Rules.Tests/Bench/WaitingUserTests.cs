using System.Text;

namespace Concert.Bench.Workloads;

public sealed class WaitingUserTests
{
    private readonly WaitingUser _user = new(65_537, "Bearer abc");

    [Fact]
    public void The_next_call_has_the_newest_token_and_the_users_own_address()
    {
        Learn("first", "waiting", 9, 5);
        Learn("second, which is longer", "waiting", 8, 4);

        Assert.Equal(
            "GET /v1/queue-tokens/current HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer abc\r\nX-Forwarded-For: 10.1.0.1\r\n"
                + "Queue-Token: second, which is longer\r\n\r\n",
            Request());

        Learn("short", "active", 0, 1);
        _user.IsShopping = true;
        Assert.StartsWith("DELETE /v1/queue-tokens/current ", Request(), StringComparison.Ordinal);
        Assert.EndsWith("Queue-Token: short\r\n\r\n", Request(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_answer_says_where_the_user_stands_and_when_to_ask_again()
    {
        Assert.Equal(new WaitingAnswer(IsActive: false, IsExpired: false, 17), Learn("a", "waiting", 812, 17));
        Assert.Equal(812, _user.Position);
        Assert.Equal(new WaitingAnswer(IsActive: true, IsExpired: false, 1), Learn("b", "active", 0, 1));
        Assert.Equal(new WaitingAnswer(IsActive: false, IsExpired: true, 1), Learn("c", "expired", 0, 1));
    }

    [Fact]
    public void A_position_that_becomes_worse_ends_the_run()
    {
        Learn("a", "waiting", 8, 1);

        Assert.Throws<InvalidOperationException>(() => Learn("a", "waiting", 9, 1));
    }

    // A part of a stream can begin and end in the middle of an event, and of a chunk.
    [Fact]
    public void Events_are_counted_once_wherever_their_bytes_are_cut()
    {
        var stream = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(
            "6\r\nevent: token\ndata: {\"token\":\"abc\",\"status\":\"waiting\",\"position\":3}\n\n\r\n: still here\n\n", 5))
            + "event: token\ndata: {\"token\":\"abc\",\"status\":\"active\",\"position\":0}\n\n");
        for (var size = 1; size <= stream.Length; size++)
        {
            var (events, count) = (new WaitingEvents(), 0);
            for (var at = 0; at < stream.Length; at += size) count += events.CountIn(stream.AsSpan(at, Math.Min(size, stream.Length - at)));

            Assert.Equal((6, true), (count, events.IsAdmitted));
        }
    }

    private WaitingAnswer Learn(string token, string status, int position, int pollAfter) => _user.Learn(Encoding.ASCII.GetBytes(
        $$"""{"token":"{{token}}","concertId":"c_1","status":"{{status}}","position":{{position}},"estimatedWaitSeconds":9,"pollAfterSeconds":{{pollAfter}}}"""));

    private string Request() => Encoding.ASCII.GetString(_user.WriteRequest(new byte[1_000]).Span);
}
