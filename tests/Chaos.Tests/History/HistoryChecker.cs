namespace Concert.History;

/// <summary>
/// Compares the answers that clients got with the content of the database, after all clients have stopped and every hold has ended.
/// Each returned line describes one violation.
/// </summary>
internal static class HistoryChecker
{
    private static readonly Dictionary<Verb, string> KindOf = new()
    {
        [Verb.Charge] = "charged",
        [Verb.Reserve] = "reserved",
        [Verb.Pay] = "paid",
        [Verb.Refund] = "refunded",
        [Verb.Change] = "seats_changed",
    };

    public static IReadOnlyList<string> Check(ClientHistory history, DatabaseSnapshot snapshot) =>
    [
        .. CheckLedgers(snapshot),
        .. CheckEffects(history, snapshot),
        .. CheckCharges(history, snapshot),
        .. CheckStatuses(history, snapshot),
        .. CheckSeats(snapshot),
        .. CheckOpenings(history),
        .. CheckPlaces(history, snapshot),
    ];

    /// <summary>Every ledger adds up, its rows are numbered without a gap, and no balance is negative.</summary>
    private static IEnumerable<string> CheckLedgers(DatabaseSnapshot snapshot)
    {
        foreach (var journal in snapshot.Journal.GroupBy(entry => entry.User))
        {
            var (seq, balance) = (0L, 0L);
            foreach (var entry in journal.OrderBy(entry => entry.Seq))
            {
                if (entry.Seq != ++seq) yield return $"ledger gap: {entry.User} has row {entry.Seq}, expected {seq}";
                if (entry.Balance != balance + entry.Amount)
                    yield return $"ledger does not add up: {entry.User} row {entry.Seq} has {entry.Balance} after {balance} and {entry.Amount}";
                if (entry.Balance < 0) yield return $"negative balance: {entry.User} row {entry.Seq} has {entry.Balance}";
                (seq, balance) = (entry.Seq, entry.Balance);
            }
        }
    }

    /// <summary>Every acknowledged effect exists. No effect, acknowledged or not, exists twice, or without a request.</summary>
    private static IEnumerable<string> CheckEffects(ClientHistory history, DatabaseSnapshot snapshot)
    {
        var byKey = snapshot.Journal.Where(entry => entry.Key is not null).ToLookup(entry => (entry.User, entry.Key!));
        foreach (var effects in byKey.Where(effects => effects.Count() > 1))
            yield return $"applied twice: {effects.Key} is in rows {string.Join(", ", effects.Select(entry => entry.Seq))}";
        foreach (var ids in snapshot.Journal.Where(entry => entry.Id is not null).GroupBy(entry => (entry.Kind, entry.Id)).Where(ids => ids.Count() > 1))
            yield return $"applied twice: {ids.Key} is in {ids.Count()} rows";

        var requested = history.Commands.ToLookup(command => (command.User, command.Key));
        foreach (var entry in snapshot.Journal.Where(entry => entry.Key is not null))
        {
            if (!requested.Contains((entry.User, entry.Key!))) yield return $"not requested: {entry.User} row {entry.Seq} has key {entry.Key}";
        }

        foreach (var command in history.Commands.Where(command => command.Verb != Verb.Release && command.IsGranted is true))
        {
            var effect = byKey[(command.User, command.Key)].FirstOrDefault();
            if (effect is null || effect.Kind != KindOf[command.Verb])
                yield return $"lost: {command.Verb} {command.Key} of {command.User} was granted and is not in the journal";
            else if (command.Id is not null && effect.Id != command.Id)
                yield return $"wrong id: {command.Verb} {command.Key} of {command.User} was answered with {command.Id}, the journal has {effect.Id}";
            else if (command.Verb == Verb.Charge && effect.Amount != command.Amount)
                yield return $"wrong amount: {command.Key} of {command.User} charged {command.Amount}, the journal has {effect.Amount}";
        }

        foreach (var command in history.Commands.Where(command => command.IsGranted is false))
        {
            if (byKey[(command.User, command.Key)].Any())
                yield return $"refused but applied: {command.Verb} {command.Key} of {command.User}";
        }
    }

    /// <summary>A charge without a key is one half of a payment: the other half follows it, and the answer has its amount.</summary>
    private static IEnumerable<string> CheckCharges(ClientHistory history, DatabaseSnapshot snapshot)
    {
        var rows = snapshot.Journal.ToDictionary(entry => (entry.User, entry.Seq));
        foreach (var charge in snapshot.Journal.Where(entry => entry is { Kind: "charged", Key: null }))
        {
            if (rows.GetValueOrDefault((charge.User, charge.Seq + 1)) is not { Kind: "paid", Key: not null, Balance: 0 })
                yield return $"half done: {charge.User} row {charge.Seq} charged {charge.Amount}, and no payment of all follows it";
        }

        var payments = snapshot.Journal.Where(entry => entry.Kind == "paid").ToDictionary(entry => (entry.User, entry.Id));
        foreach (var command in history.Granted(Verb.Pay))
        {
            if (!payments.TryGetValue((command.User, command.Id), out var paid)) continue;
            var charged = rows.GetValueOrDefault((paid.User, paid.Seq - 1)) is { Kind: "charged", Key: null, Amount: var amount } ? amount : 0;
            if (charged != command.Amount)
                yield return $"wrong charge: {command.Key} of {command.User} was answered with {command.Amount}, the journal has {charged}";
        }
    }

    /// <summary>The events of each reservation are in an allowed order. Its status follows from the last one and fits all granted answers.</summary>
    private static IEnumerable<string> CheckStatuses(ClientHistory history, DatabaseSnapshot snapshot)
    {
        var reservations = snapshot.Reservations.ToDictionary(reservation => reservation.ReservationId);
        foreach (var events in snapshot.Journal.Where(entry => entry.Reference is not null).GroupBy(entry => entry.Reference!))
        {
            var path = PathOf([.. events.OrderBy(entry => entry.Seq).Select(entry => entry.Kind)]);
            if (path is not ("reserved" or "reserved paid" or "reserved paid refunded" or "reserved expired" or "reserved released" or "expired"))
                yield return $"invalid events: {events.Key} has {path}";
            var status = path.Split(' ')[^1] switch { "reserved" => "Held", "paid" => "Paid", "refunded" => "Refunded", "expired" => "Expired", _ => "Released" };
            if (!reservations.TryGetValue(events.Key, out var reservation) || reservation.Status != status)
                yield return $"status differs: {events.Key} has the events {path}, its row has {reservation?.Status ?? "no status"}";
        }

        foreach (var open in snapshot.Reservations.Where(reservation => reservation.Status == "Held"))
            yield return $"not expired: {open.ReservationId} is still held";
        foreach (var (verb, allowed) in new[] { (Verb.Pay, "Paid Refunded"), (Verb.Refund, "Refunded"), (Verb.Release, "Released") })
        {
            foreach (var command in history.Granted(verb))
            {
                var status = reservations.GetValueOrDefault(command.ReservationId!)?.Status;
                if (status is null || !allowed.Contains(status, StringComparison.Ordinal))
                    yield return $"answer contradicted: {verb} of {command.ReservationId} was granted, its row has {status ?? "no status"}";
            }
        }
    }

    // Seats change any number of times while the reservation is held, and at no other time.
    private static string PathOf(List<string> kinds) => string.Join(
        " ", kinds.Where((kind, i) => kind != "seats_changed" || i == 0 || kinds[i - 1] is not ("reserved" or "seats_changed")));

    /// <summary>No seat has two owners, every paid seat is sold to its payer, and every other seat is free.</summary>
    private static IEnumerable<string> CheckSeats(DatabaseSnapshot snapshot)
    {
        var owners = new Dictionary<string, ReservationRecord>();
        foreach (var paid in snapshot.Reservations.Where(reservation => reservation.Status == "Paid"))
        {
            foreach (var seat in paid.Seats)
            {
                if (!owners.TryAdd(seat, paid)) yield return $"sold twice: seat {seat} to {owners[seat].ReservationId} and {paid.ReservationId}";
            }
        }

        var rows = snapshot.Seats.ToDictionary(seat => seat.SeatId);
        foreach (var (seat, owner) in owners)
        {
            if (!rows.TryGetValue(seat, out var row) || row.Status != "Sold" || row.ReservationId != owner.ReservationId || row.User != owner.User)
                yield return $"paid, not sold: seat {seat} of {owner.ReservationId} is {row?.Status ?? "free"} ({row?.ReservationId})";
        }

        foreach (var seat in snapshot.Seats.Where(seat => seat.Status != "Available" && !owners.ContainsKey(seat.SeatId)))
            yield return $"not paid, not free: seat {seat.SeatId} is {seat.Status} ({seat.ReservationId})";
    }

    /// <summary>
    /// Nobody was granted seats before the sale opened: nobody has a slot before, and the queue opens by the clock of the database. Nobody
    /// was refused with <c>sales_closed</c> after it did. The only tolerance is what the service admits: for the users on a silo whose
    /// clock is behind by less than two seconds, the sale opens late by that difference.
    /// </summary>
    private static IEnumerable<string> CheckOpenings(ClientHistory history)
    {
        var openings = history.Openings.ToDictionary(opening => opening.Performance);
        foreach (var answer in history.ReserveAnswers)
        {
            var opening = openings[answer.Performance];
            // The answer came after the decision, and the decision after the request: each comparison is on the safe side.
            if (answer.Refusal is null && answer.AnsweredAt < opening.OpensAt)
                yield return $"too early: {answer.Key} of {answer.User} was granted at {answer.AnsweredAt:O}, the sale opened at {opening.OpensAt:O}";
            if (answer.Refusal is "sales_closed" && answer.SentAt >= opening.Latest)
                yield return $"too late: {answer.Key} of {answer.User} was refused, sent at {answer.SentAt:O}, the sale opened at {opening.Latest:O}";
        }
    }

    /// <summary>
    /// Places are numbered without a gap, each belongs to a user who joined, no user was overtaken, and no position grew, at whatever
    /// gateway its user polled.
    /// </summary>
    private static IEnumerable<string> CheckPlaces(ClientHistory history, DatabaseSnapshot snapshot)
    {
        foreach (var line in snapshot.Places.GroupBy(place => place.Concert))
        {
            var numbers = line.Select(place => place.Number).Order().ToList();
            if (!numbers.SequenceEqual(Enumerable.Range(1, numbers.Count).Select(number => (long)number)))
                yield return $"place gap: {line.Key} has {numbers.Count} places up to {numbers[^1]}";
        }

        foreach (var place in snapshot.Places.Where(place => place.IsLost))
            yield return $"row lost: place {place.Number} of {place.User} did not depart, and its row is gone";

        var joins = history.Joins.ToDictionary(join => (join.Concert, join.Place, join.User));
        var given = snapshot.Places.Select(place => (place.Concert, Place: place.Number, place.User)).Order().ToList();
        foreach (var lost in joins.Keys.Except(given))
            yield return $"lost: place {lost.Place} of {lost.User} was acknowledged and is not in the queue";

        foreach (var move in history.Moves.Where(move => move.To > move.From))
            yield return $"step back: {move.User} was at {move.From} and then at {move.To}";

        // A user who got a place before another user asked for one must have the lower place.
        Join? latest = null;
        foreach (var place in given)
        {
            if (!joins.TryGetValue(place, out var join))
            {
                yield return $"not requested: place {place.Place} of {place.User}";
                continue;
            }

            if (latest?.Concert != join.Concert) latest = null;
            if (latest is { } other && join.AnsweredAt < other.SentAt)
                yield return $"overtaken: {join.User} got place {join.Place} before {other.User} asked for place {other.Place}";
            // Nobody knows when a place was asked for that an unanswered request gave.
            if (join.IsNew && !(join.SentAt < latest?.SentAt)) latest = join;
        }
    }
}
