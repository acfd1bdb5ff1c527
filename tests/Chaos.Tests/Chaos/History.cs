using System.Collections.Concurrent;

namespace Concert.Chaos;

/// <summary>What a client asked for.</summary>
internal enum Verb
{
    Charge,
    Reserve,
    Pay,
    Release,
    Refund,
}

/// <summary>A command and what its client was told; a command is sent until it is answered, under one key.</summary>
/// <param name="Amount">Of a charge.</param>
/// <param name="ReservationId">Of what it is about, or what it made.</param>
/// <param name="Id">What its answer named: transaction, payment or refund.</param>
/// <param name="IsGranted">None: it was never answered.</param>
internal sealed record Command(string User, string Key, Verb Verb, long Amount, string? ReservationId, string? Id, bool? IsGranted);

/// <summary>A place in the line, as its user got it.</summary>
/// <param name="Number">The user's first, second … place; users come back after they paid.</param>
/// <param name="SentAt">When it was first asked for, and <paramref name="AnsweredAt"/> when it was had; of one clock.</param>
internal sealed record Join(string User, int Number, long SentAt, long AnsweredAt);

/// <summary>All that the clients saw.</summary>
internal sealed class History
{
    public ConcurrentBag<Command> Commands { get; } = [];

    public ConcurrentBag<Join> Joins { get; } = [];

    public IEnumerable<Command> Granted(Verb verb) => Commands.Where(command => command.Verb == verb && command.IsGranted is true);

    public override string ToString() => string.Join(
        ", ",
        Commands.GroupBy(command => (command.Verb, command.IsGranted))
            .OrderBy(group => group.Key.Verb).ThenBy(group => group.Key.IsGranted)
            .Select(group => $"{group.Key.Verb} {Answer(group.Key.IsGranted)} {group.Count()}")
            .Append($"joined {Joins.Count}"));

    private static string Answer(bool? isGranted) => isGranted switch { true => "granted", false => "refused", null => "unanswered" };
}
