using System.Globalization;
using System.Text.Json.Nodes;
using Concert.Model;

namespace Concert.Generation;

/// <summary>
/// Values that fit a schema and make sense: an id that exists, an amount within its bounds. What the document states only in words is
/// in the tables of this class; a field without an entry gets any value that fits its schema.
/// </summary>
internal sealed class SchemaValues(StepContext step)
{
    /// <summary>The bounds that docs/api.md states in words.</summary>
    private static readonly Dictionary<string, (long Least, long Most)> Bounds = new()
    {
        ["amount"] = (1, 10_000_000),
        ["price"] = (0, 10_000_000),
        ["rows"] = (1, 1_000),
        ["seatsPerRow"] = (1, 1_000),
        ["quantity"] = (1, 4),
        ["limit"] = (1, 100),
        ["joins"] = (0, 100_000),
        ["maxActive"] = (1, 1_000_000),
    };

    // Small halls, which sell out, and prices that a few charges pay.
    private static readonly Dictionary<string, (long Least, long Most)> Usual = new()
    {
        ["amount"] = (1, 60_000),
        ["price"] = (0, 30_000),
        ["rows"] = (1, 3),
        ["seatsPerRow"] = (2, 6),
        ["quantity"] = (1, 3),
        ["limit"] = (1, 5),
        ["joins"] = (0, 3),
        ["maxActive"] = (1, 100),
    };

    public static (long Least, long Most)? BoundsOf(string name) => Bounds.TryGetValue(name, out var bounds) ? bounds : null;

    public JsonObject Body(JsonObject schema) => Value(schema, "body")!.AsObject();

    /// <summary>Adds a seat, drops one or more of the reservation, or both.</summary>
    public JsonObject Change(string reservationId)
    {
        var reservation = step.User.Reservation(reservationId);
        var own = reservation?.Seats ?? ["1-1-1"];
        var seats = (reservation?.Performance ?? step.Performance).Seats.Select(seat => seat.Id).Except(own).ToList();
        // Seats that somebody has, and dropped ones, give the refusals.
        if (reservation is not null && step.Chance(0.7))
            seats = seats.FindAll(seat => reservation.Performance.OwnerOf(seat, step.Now) is null && !reservation.Dropped.ContainsKey(seat));
        var body = new JsonObject();
        if (seats.Count > 0 && step.Chance(0.7)) body["add"] = new JsonArray(step.Pick(seats));
        if (body.Count == 0 || step.Chance(0.5)) body["drop"] = new JsonArray([.. own.Take(step.Random.Next(1, own.Length + 1)).Select(seat => (JsonNode)seat)]);
        return body;
    }

    public JsonNode? Value(JsonObject schema, string name)
    {
        schema = step.Contract.Schemas.Resolve(schema);
        if (schema["oneOf"] is JsonArray choices)
            return Value(choices.Select(choice => choice!.AsObject()).First(choice => TypeOf(choice) != "null"), name);
        if (schema["enum"] is JsonArray values) return step.Pick(values.Where(value => value is not null).ToList())!.DeepClone();
        return TypeOf(schema) switch
        {
            "object" => Object(schema),
            "array" => Array(schema, name),
            "integer" => Number(name),
            "number" => step.Random.NextDouble(),
            "boolean" => step.Chance(0.5),
            _ => Text(schema, name),
        };
    }

    /// <summary>A value of a parameter of the path or the query, or the text of a field.</summary>
    public string Text(string name) => name switch
    {
        "concertId" => step.Concert.Id,
        "performanceId" => step.Performance.Id,
        "seatIds" or "seatId" => step.Pick(step.Performance.Seats).Id,
        "section" => step.Pick(step.Performance.Seats).Section,
        "reservationId" => OwnReservation()?.Id ?? "r_0123456789abcdef0123456789abcdef",
        "paymentId" => OwnPayment()?.PaymentId ?? "pay_0123456789abcdef0123456789abcdef",
        "code" => step.Pick(step.Contract.Page.StatusOfCode.Keys.Order(StringComparer.Ordinal).ToList()),
        // Any of these has the form of a presale code too.
        "presaleCode" => step.Chance(0.8) && step.PickOrNull(step.Concert.PresaleCodes) is { } known ? known : Text("code"),
        "name" or "title" or "artist" or "venue" => step.Pick("R", "Kim Minji", "달빛 콘서트", "Ünïcödé & <b>", "🎻 Night", "o'Neil \"x\""),
        _ when name.EndsWith("Id", StringComparison.Ordinal) => OwnWord(name) ?? "x_0123456789",
        _ => OwnWord(name) ?? "text",
    };

    /// <summary>Prefers a reservation that can still be paid or released; the others give the refusals.</summary>
    private ModelReservation? OwnReservation()
    {
        var held = step.User.Reservations.Where(each => each.StatusAt(step.Now) is ModelStatus.Held).ToList();
        return step.Chance(0.6) && held.Count > 0 ? step.Pick(held) : step.PickRecent(step.User.Reservations);
    }

    /// <summary>Prefers a payment that is too late to refund, because few stay unrefunded until their performance starts.</summary>
    private ModelReservation? OwnPayment()
    {
        var paid = step.User.Reservations.Where(each => each.Status is ModelStatus.Paid).ToList();
        var final = paid.Where(each => step.Now >= each.Performance.StartsAt).ToList();
        if (step.Chance(0.5) && final.Count > 0) return step.Pick(final);
        return step.Chance(0.4) && paid.Count > 0 ? step.Pick(paid) : step.PickRecent(step.User.Reservations.Where(each => each.PaymentId is not null).ToList());
    }

    private string? OwnWord(string name) =>
        step.PickRecent(step.Words.Of(name).Where(word => word.Owner is null || word.Owner == step.User).ToList())?.Value;

    private JsonObject Object(JsonObject schema)
    {
        var properties = schema["properties"]?.AsObject() ?? [];
        var required = (schema["required"]?.AsArray() ?? []).Select(name => name!.GetValue<string>()).ToHashSet();
        var optional = properties.Select(each => each.Key).Where(name => !required.Contains(name)).ToList();
        // The only rule that the document states in the words of a description.
        var isExactlyOne = schema["description"]?.GetValue<string>().StartsWith("Exactly one of", StringComparison.Ordinal) is true;
        var chosen = isExactlyOne ? [step.Pick(optional)] : optional.Where(_ => step.Chance(0.5)).ToList();
        var result = new JsonObject();
        foreach (var (name, property) in properties)
        {
            if (required.Contains(name) || chosen.Contains(name)) result[name] = Value(property!.AsObject(), name);
        }

        // A date is before the next one.
        if (result["startsAt"] is not null) result["startsAt"] = Time(step.Now.AddSeconds(step.Random.Next(200, 2_000)));
        if (result["salesOpenAt"] is not null) result["salesOpenAt"] = Time(step.Now.AddSeconds(step.Random.Next(-100, 60)));
        if (result["salesCloseAt"] is not null) result["salesCloseAt"] = Time(TimeIn(result, "startsAt").AddSeconds(-step.Random.Next(0, 100)));
        if (result["timeZone"] is not null) result["timeZone"] = step.Pick("Asia/Seoul", "America/New_York", "Australia/Lord_Howe", "UTC");
        if (result["lobbyOpensAt"] is not null) result["lobbyOpensAt"] = Time(FirstSaleOf(result).AddSeconds(-step.Random.Next(0, 10)));
        return result;
    }

    private static DateTimeOffset TimeIn(JsonNode node, string field) =>
        DateTimeOffset.Parse(node[field]!.GetValue<string>(), CultureInfo.InvariantCulture);

    // A sale that names no time opens at once.
    private DateTimeOffset FirstSaleOf(JsonObject concert) => concert["performances"]!.AsArray()
        .Min(date => date!["salesOpenAt"]?.GetValue<string>() is { } text ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture) : step.Now);

    private JsonArray Array(JsonObject schema, string name)
    {
        if (name == "seatIds") return NeighboringSeats();
        var items = Enumerable.Range(0, step.Random.Next(1, 3)).Select(_ => Value(schema["items"]!.AsObject(), name)).ToArray();
        // Names and codes within a list differ.
        foreach (var (index, item) in items.Index())
        {
            if (item is JsonObject named && named["name"] is not null) named["name"] = $"{(char)('A' + index)}{Text("name")}";
            if (item is JsonObject coded && coded["code"] is not null) coded["code"] = $"{(char)('A' + index)}{Text("code")}";
        }

        return new(items);
    }

    private JsonArray NeighboringSeats()
    {
        var seats = step.Performance.Seats;
        var count = step.Random.Next(1, Math.Min(step.Model.MaxSeatsPerUser, seats.Length) + 1);
        if (step.Chance(0.5)) count = 1;
        // Seats that somebody has give the refusals.
        var isTaken = step.Chance(0.25);
        var first = Enumerable.Range(0, seats.Length - count + 1).OrderBy(_ => step.Random.Next())
            .MaxBy(index => isTaken && step.Performance.OwnerOf(seats[index].Id, step.Now) is not null);
        return new([.. seats.Skip(first).Take(count).Select(seat => (JsonNode)seat.Id)]);
    }

    private JsonNode Number(string name)
    {
        var (least, most) = Usual.TryGetValue(name, out var usual) ? usual : (0, 100);
        if (BoundsOf(name) is { } bounds && name is "amount" && step.Chance(0.05)) return step.Pick(bounds.Least, bounds.Most);
        return step.Random.NextInt64(least, most + 1);
    }

    private JsonNode Text(JsonObject schema, string name) => schema["format"]?.GetValue<string>() == "date-time"
        ? Time(step.Now.AddSeconds(step.Random.Next(60, 4_000)))
        : Text(name);

    private static string Time(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", null);

    private static string? TypeOf(JsonObject schema) => schema["type"] switch
    {
        JsonArray types => types.Select(type => type!.GetValue<string>()).First(type => type != "null"),
        JsonValue type => type.GetValue<string>(),
        _ => schema.ContainsKey("$ref") ? "object" : null,
    };
}
