using System.Buffers.Text;
using System.Globalization;
using System.Text.Json.Nodes;
using Concert.Contract;
using Concert.Model;
using Concert.Wire;

namespace Concert.Generation;

/// <summary>Makes requests that are well formed and have all that their operation requires.</summary>
internal static class SoundRequests
{
    public static Draft Make(StepContext step, ApiOperation operation)
    {
        var draft = new Draft(operation, step) { Actor = operation.IsForUsers ? step.User : null };
        var values = new SchemaValues(step);
        foreach (var parameter in operation.Parameters) Add(draft, parameter, step, values);
        UseOrderOfCursor(draft);
        UseOneFormOfSeats(draft, step);
        if (operation.IsForUsers) AddUser(draft, step);
        if (operation.IsForAdmins) draft.SetHeader("Admin-Key", step.Proofs.AdminKey);
        if (operation.Id == "ChangeSeats") draft.Body = values.Change(draft.PathValues["reservationId"]);
        else if (operation.Body is { } schema) draft.Body = values.Body(schema);
        // A refund or a join has no body, or an empty one.
        else if (!operation.IsRead && step.Chance(0.3)) draft.Body = [];
        if (operation.Id == "RecoverUser" && step.Chance(0.7) && step.PickRecent(RecoveryCodes(step)) is { } made) draft.Body!["code"] = made.Value;
        if (operation.Id == "CheckIn") Scan(draft, step);
        if (operation.Id == "PayReservation") Agree(draft.Body!, step);
        if (operation.Requires("Queue-Token") && draft.Header("Queue-Token") is null && draft.Query.TrueForAll(each => each.Name != "queueToken"))
            draft.Expected = Expectation.Code("queue_token_required");
        if (step.Chance(0.1)) draft.Headers.Add(new("Accept-Encoding", "gzip, br"));
        if (draft.Body is not null && step.Chance(0.1)) draft.Framing = Framing.Chunked;
        if (step.Chance(0.1)) draft.ContentType = "application/json; charset=utf-8";
        return draft;
    }

    private static List<Word> RecoveryCodes(StepContext step) => [.. step.Words.Of("code").Where(word => !IsTicket(word))];

    private static bool IsTicket(Word word) => word.Value.StartsWith("T1.", StringComparison.Ordinal);

    // What a page would have shown, and now and then what was true before the seats were changed or money was spent.
    private static void Agree(JsonObject body, StepContext step)
    {
        body.Remove("amount");
        body.Remove("chargeAtMost");
        var reservation = step.User.Reservation(body["reservationId"]!.GetValue<string>());
        var (amount, missing) = reservation is null ? (1_000, 1_000) : (reservation.Amount, step.User.Lacks(reservation));
        if (step.Chance(0.5)) body["amount"] = step.Chance(0.8) ? amount : step.Pick(amount + 1, Math.Abs(amount - 1), 0, long.MaxValue);
        if (body["chargeMissing"]?.GetValue<bool>() is true && step.Chance(0.5))
            body["chargeAtMost"] = step.Chance(0.8) ? missing + step.Pick(0, 1, 1_000) : step.Pick(Math.Max(0, missing - 1), 0);
    }

    // A door reads the tickets of all users, and now and then a number that somebody typed.
    private static void Scan(Draft draft, StepContext step)
    {
        var body = draft.Body = [];
        if (step.Chance(0.7) && step.PickRecent([.. step.Words.Of("code").Where(IsTicket)]) is { } ticket)
        {
            var isWhole = step.Chance(0.9);
            body["code"] = isWhole ? ticket.Value : ticket.Value[..^step.Random.Next(1, 90)];
            if (!isWhole) draft.Expected = Expectation.Code("ticket_code_invalid");
        }
        else
        {
            body["number"] = step.PickRecent(step.Words.Of("number"))?.Value ?? "7KQM4X2P";
            body["seatId"] = step.Pick(step.Performance.Seats).Id;
        }

        if (step.Chance(0.3)) body["performanceId"] = step.Performance.Id;
    }

    private static void Add(Draft draft, ApiParameter parameter, StepContext step, SchemaValues values)
    {
        if (parameter.Place == "path") draft.PathValues[parameter.Name] = values.Text(parameter.Name);
        else if (parameter.Place == "header") draft.SetHeader(parameter.Name, HeaderOf(draft, parameter, step));
        // The stream's tokens in the query are another way for the same proof: AddUser decides between the two.
        else if (parameter.Name is not ("accessToken" or "queueToken") && QueryOf(draft, parameter, step, values) is { } value)
            draft.Query.Add((parameter.Name, value));
    }

    // A cursor belongs to the order of its list. Those of the list by date have the time of a date and a number.
    private static void UseOrderOfCursor(Draft draft)
    {
        if (draft.Operation.Name != "GET /v1/concerts" || draft.Query.Find(each => each.Name == "cursor").Value is not { } cursor) return;
        draft.Query.RemoveAll(each => each.Name == "order");
        if (Base64Url.DecodeFromChars(cursor).Contains((byte)'.')) draft.Query.Add(("order", "date"));
    }

    // A map is filtered or compact.
    private static void UseOneFormOfSeats(Draft draft, StepContext step)
    {
        if (draft.Operation.Id == "GetSeats" && draft.Query.Count == 2) draft.Query.RemoveAt(step.Random.Next(2));
    }

    private static string? HeaderOf(Draft draft, ApiParameter parameter, StepContext step) => parameter.Name switch
    {
        "Idempotency-Key" => $"key-{step.Number}",
        "Queue-Token" => TokenOf(draft.Operation, step),
        "Challenge-Response" => step.Words.SolutionOf(step.User, draft.PathValues["concertId"]),
        "If-None-Match" => step.Chance(0.6) ? step.Words.TagOf(draft.PlainTarget) : null,
        _ => parameter.IsRequired ? parameter.Example ?? "1" : null,
    };

    // A reservation needs a place in the queue of its concert; the other calls work with any place.
    private static string? TokenOf(ApiOperation operation, StepContext step)
    {
        var places = step.User.Places.Where(place => operation.Body is null || place.ConcertId == step.Concert.Id).ToList();
        return (step.Chance(0.9) ? places.LastOrDefault() : step.PickRecent(places))?.Token;
    }

    private static string? QueryOf(Draft draft, ApiParameter parameter, StepContext step, SchemaValues values)
    {
        if (step.Chance(0.5)) return null;
        if (parameter.Name == "cursor")
            return step.PickRecent(step.Words.CursorsOf(draft.Operation).Where(word => word.Owner == draft.Actor).ToList())?.Value;
        if (SchemaValues.BoundsOf(parameter.Name) is not null)
            return values.Value(new() { ["type"] = "integer" }, parameter.Name)!.GetValue<long>().ToString(CultureInfo.InvariantCulture);
        return parameter.Example ?? values.Text(parameter.Name);
    }

    private static void AddUser(Draft draft, StepContext step)
    {
        if (draft.Operation.Has("accessToken") && step.Chance(0.5))
        {
            draft.Query.Add(("accessToken", step.User.AccessToken));
            if (draft.Header("Queue-Token") is not { } token) return;
            draft.SetHeader("Queue-Token", null);
            draft.Query.Add(("queueToken", token));
            return;
        }

        draft.SetHeader("Authorization", $"Bearer {step.User.AccessToken}");
    }
}
