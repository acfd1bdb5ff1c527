using System.Collections.Concurrent;

namespace Concert.History;

/// <summary>The kinds of commands.</summary>
internal enum Verb
{
    Charge,
    Reserve,
    Pay,
    Release,
    Refund,
}

/// <summary>A command and its answer. The client sends a command under one key until it is answered.</summary>
/// <param name="Amount">The amount of a charge; 0 for other commands.</param>
/// <param name="ReservationId">The reservation that the command refers to or created.</param>
/// <param name="Id">The id in the answer: of the transaction, payment or refund.</param>
/// <param name="IsGranted">Null: the command was never answered.</param>
internal sealed record Command(string User, string Key, Verb Verb, long Amount, string? ReservationId, string? Id, bool? IsGranted);

/// <summary>A place in the queue, as its user received it.</summary>
/// <param name="Number">1 for the user's first place, 2 for the second, and so on. A user joins again after a payment.</param>
/// <param name="SentAt">When the user first sent the request. <paramref name="AnsweredAt"/> is read from the same clock.</param>
internal sealed record Join(string User, int Number, long SentAt, long AnsweredAt);

/// <summary>Two positions of one place, in the order in which its user received them.</summary>
internal sealed record Move(string User, long From, long To);

/// <summary>All commands and joins of the clients, with their answers.</summary>
internal sealed class ClientHistory
{
    public ConcurrentBag<Command> Commands { get; } = [];

    public ConcurrentBag<Join> Joins { get; } = [];

    public ConcurrentBag<Move> Moves { get; } = [];

    public IEnumerable<Command> Granted(Verb verb) => Commands.Where(command => command.Verb == verb && command.IsGranted is true);

    public override string ToString() => string.Join(
        ", ",
        Commands.GroupBy(command => (command.Verb, command.IsGranted))
            .OrderBy(group => group.Key.Verb).ThenBy(group => group.Key.IsGranted)
            .Select(group => $"{group.Key.Verb} {ClientAnswer(group.Key.IsGranted)} {group.Count()}")
            .Append($"joined {Joins.Count}"));

    private static string ClientAnswer(bool? isGranted) => isGranted switch { true => "granted", false => "refused", null => "unanswered" };
}
