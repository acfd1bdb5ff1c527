namespace Concert.Chaos;

/// <summary>
/// Compares what clients were told with what the database holds, once all is quiet and every hold has ended. Each line it
/// returns is a promise broken.
/// </summary>
internal static class HistoryChecker
{
    private static readonly Dictionary<Verb, string> KindOf = new()
    {
        [Verb.Charge] = "charged",
        [Verb.Reserve] = "reserved",
        [Verb.Pay] = "paid",
        [Verb.Refund] = "refunded",
    };

    public static IReadOnlyList<string> Check(History history, DatabasePicture picture) =>
    [
        .. CheckLedgers(picture),
        .. CheckEffects(history, picture),
        .. CheckStatuses(history, picture),
        .. CheckSeats(picture),
        .. CheckPlaces(history, picture),
    ];

    /// <summary>Every ledger adds up, without a gap, and never below zero.</summary>
    private static IEnumerable<string> CheckLedgers(DatabasePicture picture)
    {
        foreach (var journal in picture.Journal.GroupBy(entry => entry.User))
        {
            var (seq, balance) = (0L, 0L);
            foreach (var entry in journal.OrderBy(entry => entry.Seq))
            {
                if (entry.Seq != ++seq) yield return $"ledger gap: {entry.User} has row {entry.Seq} where {seq} should be";
                if (entry.Balance != balance + entry.Amount)
                    yield return $"ledger does not add up: {entry.User} row {entry.Seq} says {entry.Balance} after {balance} and {entry.Amount}";
                if (entry.Balance < 0) yield return $"negative balance: {entry.User} row {entry.Seq} says {entry.Balance}";
                (seq, balance) = (entry.Seq, entry.Balance);
            }
        }
    }

    /// <summary>Every acknowledged effect once; none, acknowledged or not, twice; none that nobody asked for.</summary>
    private static IEnumerable<string> CheckEffects(History history, DatabasePicture picture)
    {
        var byKey = picture.Journal.Where(entry => entry.Key is not null).ToLookup(entry => (entry.User, entry.Key!));
        foreach (var effects in byKey.Where(effects => effects.Count() > 1))
            yield return $"done twice: {effects.Key} stands in rows {string.Join(", ", effects.Select(entry => entry.Seq))}";
        foreach (var ids in picture.Journal.Where(entry => entry.Id is not null).GroupBy(entry => (entry.Kind, entry.Id)).Where(ids => ids.Count() > 1))
            yield return $"done twice: {ids.Key} stands in {ids.Count()} rows";

        var asked = history.Commands.ToLookup(command => (command.User, command.Key));
        foreach (var entry in picture.Journal.Where(entry => entry.Key is not null))
        {
            if (!asked.Contains((entry.User, entry.Key!))) yield return $"nobody asked: {entry.User} row {entry.Seq} has key {entry.Key}";
        }

        foreach (var command in history.Commands.Where(command => command.Verb != Verb.Release && command.IsGranted is true))
        {
            var effect = byKey[(command.User, command.Key)].FirstOrDefault();
            if (effect is null || effect.Kind != KindOf[command.Verb])
                yield return $"lost: {command.Verb} {command.Key} of {command.User} was granted and is not in the journal";
            else if (command.Id is not null && effect.Id != command.Id)
                yield return $"another one: {command.Verb} {command.Key} of {command.User} was told {command.Id}, the journal says {effect.Id}";
            else if (command.Verb == Verb.Charge && effect.Amount != command.Amount)
                yield return $"wrong amount: {command.Key} of {command.User} charged {command.Amount}, the journal says {effect.Amount}";
        }

        foreach (var command in history.Commands.Where(command => command.IsGranted is false))
        {
            if (byKey[(command.User, command.Key)].Any())
                yield return $"refused and done: {command.Verb} {command.Key} of {command.User}";
        }
    }

    /// <summary>Every reservation has one fate: its last event, on the way that fates go; and what its client was told stays.</summary>
    private static IEnumerable<string> CheckStatuses(History history, DatabasePicture picture)
    {
        var fates = picture.Fates.ToDictionary(fate => fate.ReservationId);
        foreach (var events in picture.Journal.Where(entry => entry.Reference is not null).GroupBy(entry => entry.Reference!))
        {
            var path = string.Join(" ", events.OrderBy(entry => entry.Seq).Select(entry => entry.Kind));
            if (path is not ("reserved" or "reserved paid" or "reserved paid refunded" or "reserved expired" or "reserved released" or "expired"))
                yield return $"two fates: {events.Key} went {path}";
            var status = path.Split(' ')[^1] switch { "reserved" => "Held", "paid" => "Paid", "refunded" => "Refunded", "expired" => "Expired", _ => "Released" };
            if (!fates.TryGetValue(events.Key, out var fate) || fate.Status != status)
                yield return $"fate differs: {events.Key} went {path}, its row says {fate?.Status ?? "nothing"}";
        }

        foreach (var fate in picture.Fates.Where(fate => fate.Status == "Held"))
            yield return $"never ended: {fate.ReservationId} is still held";
        foreach (var (verb, allowed) in new[] { (Verb.Pay, "Paid Refunded"), (Verb.Refund, "Refunded"), (Verb.Release, "Released") })
        {
            foreach (var command in history.Granted(verb))
            {
                var status = fates.GetValueOrDefault(command.ReservationId!)?.Status;
                if (status is null || !allowed.Contains(status, StringComparison.Ordinal))
                    yield return $"told otherwise: {verb} of {command.ReservationId} was granted, its row says {status ?? "nothing"}";
            }
        }
    }

    /// <summary>No seat has two owners, every paid seat is sold to who paid, and every other is free.</summary>
    private static IEnumerable<string> CheckSeats(DatabasePicture picture)
    {
        var owners = new Dictionary<string, Fate>();
        foreach (var fate in picture.Fates.Where(fate => fate.Status == "Paid"))
        {
            foreach (var seat in fate.Seats)
            {
                if (!owners.TryAdd(seat, fate)) yield return $"sold twice: seat {seat} to {owners[seat].ReservationId} and {fate.ReservationId}";
            }
        }

        var rows = picture.Seats.ToDictionary(seat => seat.SeatId);
        foreach (var (seat, owner) in owners)
        {
            if (!rows.TryGetValue(seat, out var row) || row.Status != "Sold" || row.ReservationId != owner.ReservationId || row.User != owner.User)
                yield return $"paid, not sold: seat {seat} of {owner.ReservationId} is {row?.Status ?? "free"} ({row?.ReservationId})";
        }

        foreach (var seat in picture.Seats.Where(seat => seat.Status != "Available" && !owners.ContainsKey(seat.SeatId)))
            yield return $"not paid, not free: seat {seat.SeatId} is {seat.Status} ({seat.ReservationId})";
    }

    /// <summary>Places are numbered without a gap, each for one who joined, and nobody was let past.</summary>
    private static IEnumerable<string> CheckPlaces(History history, DatabasePicture picture)
    {
        foreach (var line in picture.Places.GroupBy(place => place.Concert))
        {
            var numbers = line.Select(place => place.Number).Order().ToList();
            if (!numbers.SequenceEqual(Enumerable.Range(1, numbers.Count).Select(number => (long)number)))
                yield return $"line broken: {line.Key} has {numbers.Count} places up to {numbers[^1]}";
        }

        var joins = history.Joins.ToDictionary(join => (join.User, join.Number));
        var numbered = picture.Places.GroupBy(place => place.User)
            .SelectMany(own => own.OrderBy(place => place.Number).Select((place, i) => (place.Number, Join: (place.User, Number: i + 1))))
            .OrderBy(place => place.Number)
            .ToList();
        foreach (var lost in joins.Keys.Except(numbered.Select(place => place.Join)))
            yield return $"lost: place {lost.Number} of {lost.User} was given and is not in the line";

        // Whoever had a place before another asked for one stands before them.
        Join? latest = null;
        foreach (var (number, key) in numbered)
        {
            if (!joins.TryGetValue(key, out var join))
            {
                yield return $"nobody joined: place {number} of {key.User}";
                continue;
            }

            if (latest is { } other && join.AnsweredAt < other.SentAt)
                yield return $"overtaken: {join.User} had a place before {other.User} asked for one, and stands behind at {number}";
            if (latest is null || join.SentAt > latest.SentAt) latest = join;
        }
    }
}
