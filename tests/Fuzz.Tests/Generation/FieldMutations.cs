using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Concert.Contract;
using Concert.Model;

namespace Concert.Generation;

/// <summary>Bodies with one wrong field: of the right shape otherwise, so that the field is what the service must refuse.</summary>
internal static class FieldMutations
{
    private const string Placeholder = "@@placeholder@@";

    private static readonly Expectation Invalid = Expectation.Code("invalid_request");

    public static IReadOnlyList<Mutation> All { get; } =
    [
        Of("a missing field", place => place.IsRequired, (place, _, _) => place.Parent.Remove(place.Name)),
        Of("an unknown field", _ => true, (place, _, step) => place.Parent[step.Pick("extra", "$ref", "__proto__", "Amount ", "")] = 1),
        Of("a field in other letters", _ => true, (place, _, _) => Rename(place, char.ToUpperInvariant(place.Name[0]) + place.Name[1..])),
        Of("a null field", place => place.IsRequired, (place, _, _) => place.Parent[place.Name] = null),
        Of("an object for a value", place => place.Type is "string" or "integer", (place, _, _) => place.Parent[place.Name] = new JsonObject()),
        Of("a number for a text", place => place.Type is "string", (place, _, _) => place.Parent[place.Name] = 1),
        Of("a value for a list", place => place.Type is "array", (place, _, _) => place.Parent[place.Name] = "1-1-1"),
        // Where a change adds or drops nothing, an empty list says so.
        Of("an empty list", place => place.Type is "array" && place.Name is not ("add" or "drop"), (place, _, _) => place.Parent[place.Name] = new JsonArray()),
        Of("a list of nulls", place => place.Type is "array", (place, _, _) => place.Parent[place.Name] = new JsonArray(null, null)),
        Of("a list that is too long", place => place.Type is "array", (place, _, _) => place.Parent[place.Name] = Repeated(place, place.Name == "performances" ? 501 : 60)),
        Of("the same item twice", place => place.Type is "array" && place.Name != "performances", (place, _, _) => place.Parent[place.Name] = Repeated(place, 2)),
        Of("an integer out of bounds", place => SchemaValues.BoundsOf(place.Name) is not null && !IsShown(place), (place, _, step) => place.Parent[place.Name] = OutOfBounds(place.Name, step)),
        Of("a negative amount", IsShown, (place, _, step) => place.Parent[place.Name] = step.Pick(-1, int.MinValue, long.MinValue)),
        new("a limit of a charge without a charge", draft => draft.Operation.Id == "PayReservation", (draft, step) =>
        {
            draft.Body!.Remove("chargeMissing");
            if (step.Chance(0.5)) draft.Body["chargeMissing"] = false;
            draft.Body["chargeAtMost"] = step.Pick(0, 1_000, long.MaxValue);
            draft.Expected = Invalid;
        }),
        Of("no real time", place => place.IsTime, (place, _, step) => place.Parent[place.Name] = step.Pick(
            "", "2027-13-01T00:00:00Z", "2027-02-30T00:00:00Z", "2027-03-01", "2027-03-01T10:00:00", "2027-03-01 10:00:00Z", "2027-03-01T24:00:00Z", "1", "now", "0000-00-00T00:00:00Z",
            "2027-03-01T10:00:00+25:00", "99999-01-01T00:00:00Z", "2027-03-01T10:00:00Zx", "٢٠٢٧-03-01T10:00:00Z")),
        Of("a time in the past", place => place.Name == "startsAt", (place, _, step) => place.Parent[place.Name] = step.Pick("2020-01-01T00:00:00Z", "0001-01-01T00:00:00Z")),
        new("an unusual time", draft => draft.Body is not null, (draft, step) => Change(draft, step, place => place.IsTime, Expectation.Anything, place => place.Parent[place.Name] = step.Pick(
            "9999-12-31T23:59:59Z", "9999-12-31T23:59:59-14:00", "2027-03-31T10:00:00.123456789Z", "2027-03-31t10:00:00z",
            "2027-12-31T23:59:60Z", "2027-03-31T10:00:00-00:00", "2100-02-29T00:00:00Z"))),
        new("an odd text", draft => draft.Body is not null, (draft, step) => Change(draft, step, place => place.Type is "string", null, place =>
        {
            place.Parent[place.Name] = step.Pick(Nasty.Texts);
            draft.Expected = place.Name.EndsWith("Id", StringComparison.Ordinal) || place.IsTime ? Expectation.Refusal : Expectation.Anything;
        })),
        new("an odd text in a list", draft => draft.Body?["seatIds"] is JsonArray, (draft, step) =>
        {
            draft.Body!["seatIds"]!.AsArray()[0] = step.Pick(Nasty.Texts);
            draft.Expected = Expectation.Refusal;
        }),
        Literal("a number that is no integer", place => place.Type is "integer", Nasty.WrongNumbers, Invalid),
        Literal("a literal that is no JSON", _ => true, Nasty.WrongLiterals, Invalid),
        Literal("an odd integer", place => place.Type is "integer", Nasty.OddIntegers, Expectation.Anything),
        Literal("half of a character", place => place.Type is "string", ["\"\\ud800\"", "\"\\udc00\\ud800\"", "\"a\\ud83c\""], Invalid),
        Literal("many levels", _ => true, [Levels(17), Levels(70), Levels(5_000), "[" + string.Join(',', Enumerable.Repeat("[]", 5_000)) + "]"], Invalid),
        new("a field twice", draft => draft.Body is { Count: > 0 }, (draft, step) =>
        {
            var (name, value) = step.Pick<KeyValuePair<string, JsonNode?>>([.. draft.Body!]);
            var field = $"{JsonValue.Create(step.Chance(0.5) ? name : Escaped(name)).ToJsonString().Replace("\\\\u", "\\u", StringComparison.Ordinal)}:{value?.ToJsonString() ?? "null"}";
            SetText(draft, $"{{{field},{draft.Body!.ToJsonString()[1..]}", Invalid);
        }),
        new("both of two choices, or no choice", draft => draft.Operation.Id == "Reserve", (draft, step) =>
        {
            var isNone = step.Chance(0.5);
            draft.Body!.Remove("seatIds");
            draft.Body!.Remove("bestAvailable");
            if (!isNone) (draft.Body["seatIds"], draft.Body["bestAvailable"]) = (new JsonArray("1-1-1"), new JsonObject { ["quantity"] = 1 });
            draft.Expected = Invalid;
        }),
    ];

    // What the user of a payment was shown: a reservation can cost more than one charge adds.
    private static bool IsShown(FieldPlace place) =>
        place.Name is "chargeAtMost" || (place.Name is "amount" && place.Parent.ContainsKey("reservationId"));

    private static Mutation Of(string name, Func<FieldPlace, bool> fits, Action<FieldPlace, Draft, StepContext> apply) => new(
        name, draft => draft.Body is not null, (draft, step) => Change(draft, step, fits, Invalid, place => apply(place, draft, step)));

    private static Mutation Literal(string name, Func<FieldPlace, bool> fits, IReadOnlyList<string> literals, Expectation expected) => new(
        name, draft => draft.Body is not null, (draft, step) => Change(draft, step, fits, null, place =>
        {
            place.Parent[place.Name] = Placeholder;
            SetText(draft, draft.Body!.ToJsonString().Replace($"\"{Placeholder}\"", step.Pick(literals), StringComparison.Ordinal), expected);
        }));

    private static void Change(Draft draft, StepContext step, Func<FieldPlace, bool> fits, Expectation? expected, Action<FieldPlace> change)
    {
        var places = FieldPlace.In(draft.Body!, draft.Operation.Body ?? [], step.Contract.Schemas).Where(fits).ToList();
        // A body without such a field stays as it is, and sound.
        if (places.Count == 0) return;
        change(step.Pick(places));
        draft.Expected ??= expected;
    }

    private static void SetText(Draft draft, string text, Expectation expected)
    {
        (draft.Bytes, draft.Expected, draft.Body) = (Encoding.UTF8.GetBytes(text), expected, null);
    }

    private static void Rename(FieldPlace place, string name)
    {
        var value = place.Parent[place.Name]?.DeepClone();
        place.Parent.Remove(place.Name);
        place.Parent[name] = value;
    }

    private static JsonArray Repeated(FieldPlace place, int count) => new(
        [.. Enumerable.Repeat(0, count).Select(_ => place.Parent[place.Name]!.AsArray()[0]!.DeepClone())]);

    private static JsonNode OutOfBounds(string name, StepContext step)
    {
        var (least, most) = SchemaValues.BoundsOf(name)!.Value;
        return step.Pick(least - 1, most + 1, -least - 1, int.MaxValue, int.MinValue, long.MaxValue, long.MinValue);
    }

    private static string Levels(int count) => new string('[', count) + new string(']', count);

    // The same name for a reader, written with an escape.
    private static string Escaped(string name) => $"\\u{(int)name[0]:x4}{name[1..]}".ToString(CultureInfo.InvariantCulture);
}

/// <summary>A field of a body, with the schema of its value.</summary>
internal sealed record FieldPlace(JsonObject Parent, string Name, JsonObject Schema, bool IsRequired)
{
    public string? Type => Schema["type"] switch
    {
        JsonArray types => types.Select(type => type!.GetValue<string>()).FirstOrDefault(type => type != "null"),
        JsonValue type => type.GetValue<string>(),
        _ => null,
    };

    public bool IsTime => Schema["format"] is JsonValue format && format.TryGetValue<string>(out var name) && name == "date-time";

    /// <summary>All fields of the body, at any depth, that the schema describes.</summary>
    public static IEnumerable<FieldPlace> In(JsonNode? node, JsonObject schema, SchemaSet schemas)
    {
        schema = schemas.Resolve(schema);
        if (schema["oneOf"] is JsonArray choices) schema = schemas.Resolve(choices.Select(choice => choice!.AsObject()).Last());
        if (node is JsonArray items)
        {
            foreach (var place in items.SelectMany(item => In(item, schema["items"]!.AsObject(), schemas))) yield return place;
        }

        if (node is not JsonObject parent || schema["properties"] is not JsonObject properties) yield break;
        var required = (schema["required"]?.AsArray() ?? []).Select(name => name!.GetValue<string>()).ToHashSet();
        foreach (var (name, value) in parent.ToList())
        {
            if (properties[name] is not JsonObject property) continue;
            yield return new(parent, name, schemas.Resolve(property), required.Contains(name));
            foreach (var place in In(value, property, schemas)) yield return place;
        }
    }
}
