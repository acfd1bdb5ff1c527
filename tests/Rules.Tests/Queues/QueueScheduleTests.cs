using Concert.Catalog;
using static Concert.Queues.Moments;

namespace Concert.Queues;

public sealed class QueueScheduleTests
{
    private static readonly QueueSchedule Schedule = new(Noon.AddMinutes(-30), Noon, Noon.AddDays(7));

    [Fact]
    public void The_phases_change_at_their_times_to_the_tick()
    {
        Assert.Equal(QueuePhase.Closed, Schedule.PhaseAt(isOpened: false, Noon.AddMinutes(-30).AddTicks(-1)));
        Assert.Equal(QueuePhase.Lobby, Schedule.PhaseAt(isOpened: false, Noon.AddMinutes(-30)));
        Assert.Equal(QueuePhase.Open, Schedule.PhaseAt(isOpened: true, Noon));
        Assert.Equal(QueuePhase.Open, Schedule.PhaseAt(isOpened: true, Noon.AddDays(7).AddTicks(-1)));
        Assert.Equal(QueuePhase.Ended, Schedule.PhaseAt(isOpened: true, Noon.AddDays(7)));
    }

    [Fact]
    public void A_queue_is_open_only_once_its_opening_is_durable() =>
        Assert.Equal(QueuePhase.Lobby, Schedule.PhaseAt(isOpened: false, Noon.AddHours(1)));

    [Fact]
    public void A_queue_that_has_opened_stays_open_when_the_clock_is_set_back() =>
        Assert.Equal(QueuePhase.Open, Schedule.PhaseAt(isOpened: true, Noon.AddDays(-1)));

    [Fact]
    public void Users_can_join_in_the_lobby_and_while_the_queue_is_open()
    {
        Assert.Equal(new Refusal.QueueNotOpen(Schedule.LobbyOpensAt, Schedule.OpensAt), Schedule.Refuse(QueuePhase.Closed));
        Assert.Null(Schedule.Refuse(QueuePhase.Lobby));
        Assert.Null(Schedule.Refuse(QueuePhase.Open));
        Assert.Equal(new Refusal.SalesClosed(Schedule.OpensAt, Schedule.EndsAt), Schedule.Refuse(QueuePhase.Ended));
    }

    [Fact]
    public void The_queue_opens_with_the_first_sale_of_the_concert_and_ends_with_the_last_sale()
    {
        var concert = Concert([(Noon.AddDays(2), Noon.AddHours(3)), (Noon.AddDays(1), Noon.AddHours(2))], lobbyOpensAt: null);

        Assert.Equal(
            new QueueSchedule(Noon.AddHours(2).AddMinutes(-30), Noon.AddHours(2), Noon.AddDays(2)), QueueSchedule.Of(concert, new()));
    }

    [Fact]
    public void A_queue_ends_when_the_last_sale_closes_before_its_performance()
    {
        var concert = Concert([(Noon.AddDays(2), Noon), (Noon.AddDays(1), Noon)], lobbyOpensAt: null);
        concert = concert with
        {
            Performances = [concert.Performances[0] with { ClosesEarlyAt = Noon.AddHours(3) }, concert.Performances[1]],
        };

        Assert.Equal(Noon.AddDays(1), QueueSchedule.Of(concert, new()).EndsAt);
    }

    [Fact]
    public void A_sale_that_opened_at_the_beginning_of_time_has_a_lobby_too() =>
        Assert.Equal(
            DateTimeOffset.MinValue,
            QueueSchedule.Of(Concert([(Noon.AddDays(1), DateTimeOffset.MinValue)], lobbyOpensAt: null), new()).LobbyOpensAt);

    [Fact]
    public void A_concert_can_say_when_its_lobby_opens() =>
        Assert.Equal(Noon, QueueSchedule.Of(Concert([(Noon.AddDays(1), Noon.AddHours(2))], Noon), new()).LobbyOpensAt);

    private static ConcertView Concert((DateTimeOffset StartsAt, DateTimeOffset SalesOpenAt)[] dates, DateTimeOffset? lobbyOpensAt) => new(
        new("c_1"),
        "Title",
        "Artist",
        "Venue",
        [.. dates.Select(date => new PerformanceLayout(new("p_1"), new("c_1"), date.StartsAt, date.SalesOpenAt, []))],
        lobbyOpensAt);
}
