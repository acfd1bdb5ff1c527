using System.Collections.Concurrent;
using System.Globalization;

namespace Concert.History;

/// <summary>The kinds of commands.</summary>
internal enum Verb
{
    Charge,
    Reserve,
    Pay,
    Release,
    Refund,
    Change,
}

/// <summary>A command and its answer. The client sends a command under one key until it is answered.</summary>
/// <param name="Amount">The amount of a charge, and what a payment charged by its answer; 0 for other commands.</param>
/// <param name="ReservationId">The reservation that the command refers to or created.</param>
/// <param name="Id">The id in the answer: of the transaction, payment or refund.</param>
/// <param name="IsGranted">Null: the command was never answered.</param>
internal sealed record Command(string User, string Key, Verb Verb, long Amount, string? ReservationId, string? Id, bool? IsGranted);

/// <summary>An answer to a request to reserve. By the clock of this machine, which is the database's too.</summary>
/// <param name="SentAt">When the request that was answered was sent: a retry, if the ones before it were not answered.</param>
/// <param name="Refusal">The code of the refusal; null: granted.</param>
internal sealed record ReserveAnswer(
    string User, string Key, string Performance, DateTimeOffset SentAt, DateTimeOffset AnsweredAt, string? Refusal);

/// <summary>The start of the sale of a concert's only performance. Before it, nothing may be granted.</summary>
/// <param name="Skew">
/// How far ahead (positive) or behind the clock of one silo is during it: by so much later the service may open the sale for the users
/// on a silo that is behind. Zero if all clocks are right.
/// </param>
internal sealed record Opening(string Concert, string Performance, DateTimeOffset OpensAt, TimeSpan Skew)
{

    /// <summary>From it on, nothing may be refused because the sale is closed.</summary>
    public DateTimeOffset Latest => Skew < TimeSpan.Zero ? OpensAt - Skew : OpensAt;
}

/// <summary>A place in the queue of a concert, as its user received it.</summary>
/// <param name="Place">The place, which no answer before had named. A user joins again after a payment.</param>
/// <param name="SentAt">When the user first sent the request. <paramref name="AnsweredAt"/> is read from the same clock.</param>
/// <param name="IsNew">False: an earlier request, which was not answered, had given the place.</param>
internal sealed record Join(string Concert, string User, long Place, long SentAt, long AnsweredAt, bool IsNew = true);

/// <summary>Two positions of one place, in the order in which its user received them.</summary>
internal sealed record Move(string User, long From, long To);

/// <summary>All commands and joins of the clients, with their answers.</summary>
internal sealed class ClientHistory
{
    public ConcurrentBag<Command> Commands { get; } = [];

    public ConcurrentBag<ReserveAnswer> ReserveAnswers { get; } = [];

    public ConcurrentBag<Opening> Openings { get; } = [];

    public ConcurrentBag<Join> Joins { get; } = [];

    public ConcurrentBag<Move> Moves { get; } = [];

    public IEnumerable<Command> Granted(Verb verb) => Commands.Where(command => command.Verb == verb && command.IsGranted is true);

    public override string ToString() => $"{CommandCounts()}\n{string.Join('\n', Openings.OrderBy(opening => opening.OpensAt).Select(Report))}";

    private string CommandCounts() => string.Join(
        ", ",
        Commands.GroupBy(command => (command.Verb, command.IsGranted))
            .OrderBy(group => group.Key.Verb).ThenBy(group => group.Key.IsGranted)
            .Select(group => $"{group.Key.Verb} {ClientAnswer(group.Key.IsGranted)} {group.Count()}")
            .Append($"joined {Joins.Count}"));

    private string Report(Opening opening)
    {
        var answers = ReserveAnswers.Where(answer => answer.Performance == opening.Performance).ToList();
        var refusedCount = answers.Count(answer => answer.Refusal is not null && answer.AnsweredAt < opening.OpensAt);
        var granted = answers.Where(answer => answer.Refusal is null).Select(answer => (answer.AnsweredAt - opening.OpensAt).TotalSeconds).ToList();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"a sale, one silo's clock {opening.Skew.TotalSeconds:+0.0;-0.0;0.0} s: {refusedCount} "
            + $"refused before it opened, {granted.Count} granted, the first at {granted.DefaultIfEmpty(double.NaN).Min():+0.000;-0.000} s");
    }

    private static string ClientAnswer(bool? isGranted) => isGranted switch { true => "granted", false => "refused", null => "unanswered" };
}
