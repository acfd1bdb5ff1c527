using Concert.Model;

namespace Concert.Generation;

/// <summary>Queries with wrong values, with parameters that do not exist, and with the same one twice.</summary>
internal static class QueryMutations
{
    private static readonly string[] Strict = ["limit", "cursor", "available", "compact", "status"];

    public static IReadOnlyList<Mutation> All { get; } =
    [
        Of("a wrong value in the query", (name, step) => [(name, step.Pick(
            "x", "-1", "TRUE", "True", "1.0", " true", "+1", "1e1", "501", "2147483648", "9223372036854775808", "٣", "１", "Available", "sold,held", "null", "[]", "MQ==", "LTE", "MDE"))]),
        Of("an odd value in the query", (name, step) => [(name, step.Pick(Nasty.Texts.Where(text => text is not ("" or "true")).ToList()))]),
        Of("a parameter of the query twice", (name, _) => [(name, "true"), (name, "1")]),
        new("a filter of the compact map", draft => draft.Target is null && draft.Operation.Id == "GetSeats", (draft, step) =>
        {
            draft.Query.RemoveAll(each => Strict.Contains(each.Name));
            draft.Query.AddRange([("compact", "true"), ("status", step.Pick("available", "held", "sold"))]);
            draft.Expected = Expectation.Code("invalid_request");
        }),
        new("an empty value in the query", HasStrict, (draft, step) =>
        {
            draft.Query.RemoveAll(each => Strict.Contains(each.Name));
            draft.Query.Add((step.Pick(StrictOf(draft)), ""));
            draft.Expected = Expectation.Anything;
        }),
        new("an unknown parameter of the query", draft => draft.Target is null, (draft, step) =>
            draft.Query.Add((step.Pick("x", "", "access_token", "offset", "$filter", "__proto__", "Limit[]", "a b", "한"), step.Pick(Nasty.Texts)))),
        new("an odd query", draft => draft.Query.Count == 0, (draft, step) =>
            draft.Target = $"{draft.PlainTarget}?" + step.Pick(
                "&", "&&&=&", "=", "%", "%zz", "?", "a=1&a=2&a", "a[]=1", "a=%00", "%ff=%ff", new string('&', 1_000), string.Join('&', Enumerable.Range(0, 1_100).Select(n => $"p{n}")))),
    ];

    private static Mutation Of(string name, Func<string, StepContext, (string Name, string Value)[]> make) => new(name, HasStrict, (draft, step) =>
    {
        draft.Query.RemoveAll(each => Strict.Contains(each.Name));
        draft.Query.AddRange(make(step.Pick(StrictOf(draft)), step));
        draft.Expected = Expectation.Code("invalid_request");
    });

    private static bool HasStrict(Draft draft) => draft.Target is null && StrictOf(draft).Count > 0;

    private static List<string> StrictOf(Draft draft) => [.. draft.Operation.Parameters
        .Where(parameter => parameter.Place == "query" && Strict.Contains(parameter.Name)).Select(parameter => parameter.Name)];
}
