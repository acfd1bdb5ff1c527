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

/// <summary>All that the clients saw.</summary>
internal sealed class History
{
    public ConcurrentBag<Command> Commands { get; } = [];

    public IEnumerable<Command> Granted(Verb verb) => Commands.Where(command => command.Verb == verb && command.IsGranted is true);
}
