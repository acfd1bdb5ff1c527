using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Concert.Model;

/// <summary>
/// Everything that the service has acknowledged in a run. A request that was refused changes nothing here, so a later comparison with
/// the service finds an effect that it had all the same.
/// </summary>
/// <param name="maxSeatsPerUser">The setting of the service.</param>
/// <param name="maxHoldsPerSlot">The setting of the service.</param>
/// <param name="seatCooldown">The setting of the service.</param>
internal sealed class ServiceModel(int maxSeatsPerUser, int maxHoldsPerSlot, TimeSpan seatCooldown)
{
    /// <summary>The most that one charge adds.</summary>
    public const long MaxCharge = 10_000_000;

    private readonly Dictionary<string, ModelPerformance> _performances = [];
    private readonly Dictionary<string, ModelConcert> _concerts = [];

    public int MaxSeatsPerUser => maxSeatsPerUser;

    public List<ModelUser> Users { get; } = [];

    /// <summary>Oldest first.</summary>
    public List<ModelConcert> Concerts { get; } = [];

    public ModelPerformance? Performance(string? id) => id is null ? null : _performances.GetValueOrDefault(id);

    public ModelConcert? Concert(string? id) => id is null ? null : _concerts.GetValueOrDefault(id);

    /// <summary>The reservation and the seat that a ticket's code names; null if the model has no such reservation.</summary>
    public (ModelReservation Reservation, string Seat)? TicketOf(string code)
    {
        if (code.Split('.') is not [_, _, _, var seat, var id, ..]) return null;
        return Reservation(id) is { } reservation ? (reservation, seat) : null;
    }

    public void Add(ModelConcert concert)
    {
        Concerts.Add(concert);
        _concerts[concert.Id] = concert;
        foreach (var performance in concert.Performances) _performances[performance.Id] = performance;
    }

    /// <summary>Applies what an answer acknowledges. Returns what contradicts an earlier answer.</summary>
    public IEnumerable<string> Apply(Intent intent, int status, JsonObject? body, DateTimeOffset now)
    {
        if (status is < 200 or >= 300) return body is null ? [] : ExamineRefusal(intent, body, now);
        if (Concert(intent.PathValue("concertId")) is { } concert) SetPresale(concert, intent);
        if (intent.Operation.Id == "CheckIn") return CheckIn(body!, now);
        if (intent.Actor is not { } user) return [];
        return intent.Operation.Id switch
        {
            "GetWallet" => Compare("the balance", user.Balance, Number(body, "balance")),
            "GetReservation" => Compare(
                "the status", Describe(user.Reservation(intent.PathValue("reservationId"))?.StatusAt(now)), Text(body, "status")),
            "ChargeWallet" => Charge(user, body!),
            "PayReservation" => Pay(user, intent, body!, now),
            "RefundPayment" => Refund(user, body!, now),
            "Reserve" => Reserve(user, intent, body!, now),
            "ChangeSeats" => Change(user, intent, body!, now),
            "ReleaseReservation" => Release(user, intent, now),
            "JoinQueue" => Join(user, status, body!),
            "GetQueueToken" => Stand(user, body!),
            "LeaveQueue" => Leave(user, intent),
            _ => [],
        };
    }

    private ModelReservation? Reservation(string? id) => Users.Select(user => user.Reservation(id)).FirstOrDefault(each => each is not null);

    private List<string> CheckIn(JsonObject body, DateTimeOffset now)
    {
        // Of a user whom the run has replaced.
        if (Reservation(Text(body, "reservationId")) is not { } reservation) return [];
        var seat = Text(body["seat"]!.AsObject(), "seatId")!;
        var faults = new List<string>();
        if (reservation.StatusAt(now) is not ModelStatus.Paid) faults.Add($"A ticket was accepted whose reservation is {reservation.StatusAt(now)}.");
        if (!reservation.Seats.Contains(seat)) faults.Add($"Seat {seat} was checked in, which its reservation does not have.");
        if (!reservation.CheckedIn.Add(seat)) faults.Add($"Seat {seat} of {reservation.Id} was checked in twice.");
        return faults;
    }

    private static void SetPresale(ModelConcert concert, Intent intent)
    {
        if (intent.Operation.Id is not ("SetPresaleCodes" or "RemovePresaleCodes")) return;
        concert.HasPresale = intent.Operation.Id == "SetPresaleCodes";
        concert.PresaleCodes.Clear();
        if (!concert.HasPresale || intent.Body?["codes"] is not JsonArray codes) return;
        foreach (var each in codes)
        {
            if (each is JsonObject item && item["code"] is JsonValue value && value.TryGetValue<string>(out var code)) concert.PresaleCodes.Add(code);
        }
    }

    private static List<string> Charge(ModelUser user, JsonObject body)
    {
        var amount = Number(body, "amount");
        user.Ledger.Add(new("charge", amount, user.Balance + amount, null));
        return Compare("the balance after the charge", user.Balance, Number(body, "balance"));
    }

    private static List<string> Pay(ModelUser user, Intent intent, JsonObject body, DateTimeOffset now)
    {
        if (user.Reservation(Text(body, "reservationId")) is not { } reservation) return ["A reservation was paid that the user does not have."];
        var faults = new List<string>();
        if (reservation.StatusAt(now) is not ModelStatus.Held) faults.Add($"A reservation was paid that is {reservation.StatusAt(now)}.");
        var missing = user.Lacks(reservation);
        if (intent.Amount is { } shown) faults.AddRange(Compare("the amount that the user was shown", shown, reservation.Amount));
        if (missing > intent.ChargeAtMost) faults.Add($"{missing} was charged, and its user agreed to {intent.ChargeAtMost}.");
        if (intent.IsCharging && missing is > 0 and <= MaxCharge) user.Ledger.Add(new("charge", missing, reservation.Amount, null));
        faults.AddRange(Compare("what the payment charged", intent.IsCharging ? missing : 0, Number(body, "charged")));
        if (user.Balance < reservation.Amount) faults.Add($"A balance of {user.Balance} paid {reservation.Amount}.");
        (reservation.Status, reservation.PaymentId) = (ModelStatus.Paid, Text(body, "paymentId"));
        user.Ledger.Add(new("payment", -reservation.Amount, user.Balance - reservation.Amount, reservation.PaymentId));
        faults.AddRange(Compare("the amount of the payment", reservation.Amount, Number(body, "amount")));
        faults.AddRange(Compare("the balance after the payment", user.Balance, Number(body, "balance")));
        return faults;
    }

    private static List<string> Refund(ModelUser user, JsonObject body, DateTimeOffset now)
    {
        if (user.Payment(Text(body, "paymentId")) is not { } reservation) return ["A payment was refunded that the user does not have."];
        var faults = new List<string>();
        if (reservation.Status is not ModelStatus.Paid) faults.Add($"A payment was refunded whose reservation is {reservation.Status}.");
        if (reservation.CheckedIn.Count > 0) faults.Add("A payment was refunded after one of its tickets was used.");
        if (now >= reservation.Performance.StartsAt) faults.Add("A payment was refunded after the performance started.");
        reservation.Status = ModelStatus.Refunded;
        user.Ledger.Add(new("refund", reservation.Amount, user.Balance + reservation.Amount, Text(body, "refundId")));
        faults.AddRange(Compare("the amount of the refund", reservation.Amount, Number(body, "amount")));
        faults.AddRange(Compare("the balance after the refund", user.Balance, Number(body, "balance")));
        return faults;
    }

    private List<string> Reserve(ModelUser user, Intent intent, JsonObject body, DateTimeOffset now)
    {
        if (Performance(Text(body, "performanceId")) is not { } performance) return ["Seats were reserved of a performance that does not exist."];
        var seats = body["seats"]!.AsArray().Select(seat => Text(seat!.AsObject(), "seatId")!).ToImmutableArray();
        var faults = new List<string>();
        faults.AddRange(seats.Where(seat => performance.OwnerOf(seat, now) is not null)
            .Select(seat => $"Seat {seat} was reserved, and {performance.OwnerOf(seat, now)!.Id} has it."));
        if (now < performance.SalesOpenAt || now >= performance.SalesCloseAt) faults.Add("Seats were reserved while sales are closed.");
        var asked = intent.Body?["seatIds"] is JsonArray named ? named.Select(seat => seat!.GetValue<string>()).Order() : null;
        if (intent.IsSound && asked is not null && !asked.SequenceEqual(seats.Order())) faults.Add("Other seats were reserved than those requested.");
        var count = user.SeatCount(performance, now) + seats.Length;
        if (count > maxSeatsPerUser) faults.Add($"A user has {count} seats of one performance.");
        var place = PlaceOf(user, performance, intent);
        if (user.HoldCount(place) >= maxHoldsPerSlot) faults.Add($"A place in the queue made more than {maxHoldsPerSlot} reservations.");
        faults.AddRange(seats.Where(seat => user.LetGoAt(performance, seat, now) is { } at && now < at + seatCooldown)
            .Select(seat => $"Seat {seat} was reserved by the user who let it go less than {seatCooldown} before."));
        var price = seats.Sum(seat => performance.Seats.Single(each => each.Id == seat).Price);
        user.Add(new(
            Text(body, "reservationId")!, performance, seats, price, DateTimeOffset.Parse(Text(body, "expiresAt")!, null), place));
        if (DateTimeOffset.Parse(Text(body, "expiresAt")!, null) > performance.SalesCloseAt) faults.Add("A hold outlasts the sale.");
        faults.AddRange(Compare("the amount", price, Number(body, "amount")));
        faults.AddRange(Compare("the status", "held", Text(body, "status")));
        return faults;
    }

    private List<string> Change(ModelUser user, Intent intent, JsonObject body, DateTimeOffset now)
    {
        if (user.Reservation(Text(body, "reservationId")) is not { } reservation) return ["Seats were changed of a reservation that the user does not have."];
        var performance = reservation.Performance;
        var seats = body["seats"]!.AsArray().Select(seat => Text(seat!.AsObject(), "seatId")!).ToImmutableArray();
        var added = seats.Except(reservation.Seats).ToList();
        var faults = Compare("the status", "held", Text(body, "status"));
        if (reservation.StatusAt(now) is not ModelStatus.Held) faults.Add($"Seats were changed of a reservation that is {reservation.StatusAt(now)}.");
        faults.AddRange(Compare("the end of the hold", reservation.Until, DateTimeOffset.Parse(Text(body, "expiresAt")!, null)));
        faults.AddRange(added.Where(seat => performance.OwnerOf(seat, now) is not null)
            .Select(seat => $"Seat {seat} was added, and {performance.OwnerOf(seat, now)!.Id} has it."));
        faults.AddRange(added.Where(seat => user.LetGoAt(performance, seat, now) is { } at && now < at + seatCooldown)
            .Select(seat => $"Seat {seat} was added by the user who let it go less than {seatCooldown} before."));
        if (added.Exists(reservation.Dropped.ContainsKey)) faults.Add("A seat came back to the reservation that had dropped it.");
        var asked = reservation.Seats.Except(TextsIn(intent, "drop")).Concat(TextsIn(intent, "add")).Order();
        if (intent.IsSound && !asked.SequenceEqual(seats.Order())) faults.Add("Other seats were changed than those requested.");
        var count = user.SeatCount(performance, now) + seats.Length - reservation.Seats.Length;
        if (count > maxSeatsPerUser && added.Count > 0) faults.Add($"A user has {count} seats of one performance.");
        var price = seats.Sum(seat => performance.Seats.Single(each => each.Id == seat).Price);
        faults.AddRange(Compare("the amount", price, Number(body, "amount")));
        reservation.Change(seats, price, now);
        return faults;
    }

    private static IEnumerable<string> TextsIn(Intent intent, string field) =>
        intent.Body?[field] is JsonArray texts ? texts.Select(text => text!.GetValue<string>()) : [];

    private static List<string> Release(ModelUser user, Intent intent, DateTimeOffset now)
    {
        if (user.Reservation(intent.PathValue("reservationId")) is not { } reservation)
            return ["A reservation was released that the user does not have."];
        var status = reservation.StatusAt(now);
        if (status is not (ModelStatus.Held or ModelStatus.Released)) return [$"A reservation was released that is {status}."];
        if (status is ModelStatus.Held) (reservation.Status, reservation.ReleasedAt) = (ModelStatus.Released, now);
        return [];
    }

    private static List<string> Join(ModelUser user, int status, JsonObject body)
    {
        var (concertId, token) = (Text(body, "concertId")!, Text(body, "token")!);
        var place = user.Place(concertId, token);
        if (status == 201 && place is not null) return ["A new place has the number of an earlier place."];
        if (status == 200 && place is null) return ["The answer is a place that the user has already, but no earlier answer had it."];
        if (place is null) user.Places.Add(new(concertId, token));
        // Joining again brings a user back who missed the turn, behind others who wait in front of the line.
        if (place is { MayReturn: true }) (place.Status, place.Position) = ("waiting", long.MaxValue);
        return Stand(user, body);
    }

    private static List<string> Stand(ModelUser user, JsonObject body)
    {
        if (user.Place(Text(body, "concertId")!, Text(body, "token")!) is not { } place) return ["The answer is a place that the user does not have."];
        var status = Text(body, "status")!;
        var faults = new List<string>();
        if (status is "lobby")
        {
            if (place.Status is "active" or "expired" || place.Position != long.MaxValue) faults.Add($"A place that was {place.Status} is in the lobby.");
            if (body["position"] is not null) faults.Add("A place in the lobby has a position.");
            place.Token = Text(body, "token")!;
            return faults;
        }

        var position = Number(body, "position");
        if (place.Status is "expired" && status is not "expired") faults.Add($"An expired place is {status} again.");
        if (place.Status is "active" && status is "waiting") faults.Add("An admitted place waits again.");
        if ((status is "waiting") != (position >= 1)) faults.Add($"A place that is {status} has position {position}.");
        if (position > place.Position) faults.Add($"A place moved from position {place.Position} back to {position}.");
        (place.Status, place.Position, place.Token) = (status, position, Text(body, "token")!);
        // Known, or not seen: a place that waits, or whose slot is not claimed, may miss its turn before the next answer.
        place.MayReturn = status is "waiting" || body["claimBy"] is not null || body["returnBy"] is not null;
        if (status is "expired" && body["claimBy"] is not null) faults.Add("An expired place can be claimed.");
        if (status is not "expired" && body["returnBy"] is not null) faults.Add($"A place that is {status} can be returned to.");
        return faults;
    }

    private static List<string> Leave(ModelUser user, Intent intent)
    {
        if (PlaceOf(user, intent) is { } place) place.Status = "expired";
        return [];
    }

    private static ModelPlace? PlaceOf(ModelUser user, Intent intent) => user.Places.Find(place => place.Token == intent.QueueToken);

    // Also by a token of an earlier answer.
    private static ModelPlace? PlaceOf(ModelUser user, ModelPerformance performance, Intent intent) =>
        intent.QueueToken is { } token ? user.Place(performance.ConcertId, token) : null;

    // The facts that a refusal states are facts of the model too.
    private List<string> ExamineRefusal(Intent intent, JsonObject problem, DateTimeOffset now)
    {
        if (intent is not { IsSound: true, Actor: { } user } || Performance(intent.Text("performanceId")) is not { } performance)
            return intent.Actor is { } payer && Text(problem, "code") is "insufficient_balance" or "amount_changed"
                ? ExaminePayment(payer, intent, problem)
                : [];
        var isOpen = now >= performance.SalesOpenAt && now < performance.SalesCloseAt;
        return Text(problem, "code") switch
        {
            "seat_taken" => [.. problem["seatIds"]!.AsArray().Select(seat => seat!.GetValue<string>())
                .Where(seat => performance.OwnerOf(seat, now) is null).Select(seat => $"Seat {seat} is said to be taken, and nobody has it.")],
            "seat_limit_exceeded" => Compare("heldCount", user.SeatCount(performance, now), Number(problem, "heldCount")),
            "hold_limit_exceeded" => Compare("reservations of the place", maxHoldsPerSlot, user.HoldCount(PlaceOf(user, performance, intent))),
            "seat_recently_held" => ExamineCooldown(user, performance, problem, now),
            "sales_closed" when isOpen => ["Sales are said to be closed, and they are open."],
            _ => [],
        };
    }

    private static List<string> ExaminePayment(ModelUser user, Intent intent, JsonObject problem)
    {
        var faults = Compare("the balance", user.Balance, Number(problem, "balance"));
        if (user.Reservation(intent.Text("reservationId")) is not { } reservation) return faults;
        faults.AddRange(Compare("the amount", reservation.Amount, Number(problem, "amount")));
        if (Text(problem, "code") is "amount_changed") faults.AddRange(Compare("the charge", user.Lacks(reservation), Number(problem, "charge")));
        return faults;
    }

    private List<string> ExamineCooldown(ModelUser user, ModelPerformance performance, JsonObject problem, DateTimeOffset now)
    {
        var availableAt = DateTimeOffset.Parse(Text(problem, "availableAt")!, null);
        var faults = problem["seatIds"]!.AsArray().Select(seat => seat!.GetValue<string>())
            .Where(seat => user.LetGoAt(performance, seat, now) is null)
            .Select(seat => $"Seat {seat} is said to be let go, and its user did not hold it.").ToList();
        // An expired hold is let go when the service finds it: at its end, or later.
        if (availableAt <= now || availableAt > now + seatCooldown) faults.Add($"A seat is said to be available again at {availableAt:O}.");
        return faults;
    }

    private static List<string> Compare<T>(string what, T expected, T actual) =>
        Equals(expected, actual) ? [] : [$"Expected {what} to be {expected}, got {actual}."];

    private static string? Describe(ModelStatus? status) => status?.ToString().ToLowerInvariant();

    private static string? Text(JsonObject? body, string field) => body?[field]?.GetValue<string>();

    private static long Number(JsonObject? body, string field) => body?[field]?.GetValue<long>() ?? long.MinValue;
}
