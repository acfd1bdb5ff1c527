using Concert.Catalog;

namespace Concert.Queues;

/// <summary>When a queue has which phase.</summary>
/// <param name="LobbyOpensAt">From this time on users can join.</param>
/// <param name="OpensAt">From this time on users are admitted: the first of the concert's sales opens.</param>
/// <param name="EndsAt">The last of the concert's sales is over.</param>
internal sealed record QueueSchedule(DateTimeOffset LobbyOpensAt, DateTimeOffset OpensAt, DateTimeOffset EndsAt)
{
    public static QueueSchedule Of(ConcertView concert, QueueOptions options)
    {
        var opensAt = concert.Performances.Min(performance => performance.SalesOpenAt);
        return new(
            concert.LobbyOpensAt ?? (opensAt - DateTimeOffset.MinValue > options.LobbyBefore ? opensAt - options.LobbyBefore : opensAt),
            opensAt, concert.Performances.Max(performance => performance.SalesCloseAt));
    }

    /// <param name="isOpened">Whether the opening is durable. Before, nobody is admitted, whatever the time is.</param>
    /// <param name="at">The time of day.</param>
    public QueuePhase PhaseAt(bool isOpened, DateTimeOffset at) =>
        at >= EndsAt ? QueuePhase.Ended
        : isOpened ? QueuePhase.Open
        : at >= LobbyOpensAt ? QueuePhase.Lobby
        : QueuePhase.Closed;

    /// <summary>Why nobody can join in a phase; null: users can.</summary>
    public Refusal? Refuse(QueuePhase phase) => phase switch
    {
        QueuePhase.Closed => new Refusal.QueueNotOpen(LobbyOpensAt, OpensAt),
        QueuePhase.Ended => new Refusal.SalesClosed(OpensAt, EndsAt),
        _ => null,
    };
}
