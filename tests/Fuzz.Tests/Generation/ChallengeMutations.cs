using Concert.Model;

namespace Concert.Generation;

/// <summary>Responses to challenges that are of another form, or not a solution. Most services of a run ask for none, and ignore the latter.</summary>
internal static class ChallengeMutations
{
    private const string Header = "Challenge-Response";

    public static IReadOnlyList<Mutation> All { get; } =
    [
        Refused("an empty challenge response", _ => ""),
        Refused("a challenge response with a space", _ => "abc: 1"),
        Refused("a challenge response of 4,097 characters", _ => new string('a', 4_097)),
        Refused("a challenge response with odd bytes", step => $"abc:{step.Pick("\u00e9", "\u007f", Nasty.Latin1("\u202e"))}"),
        new("two challenge responses", Fits, (draft, _) =>
        {
            draft.SetHeader(Header, "abc:1");
            draft.Headers.Add(new(Header, "abc:2"));
            draft.Expected = Expectation.Code("invalid_request");
        }),
        new("a challenge response that is no solution", Fits, (draft, step) =>
        {
            var solution = draft.Header(Header) ?? "abc:1";
            draft.SetHeader(Header, step.Pick("x", ":", "abc:", ":1", "abc:1:2", "abc:1", $"{solution}0", $"A{solution}", new string('a', 40) + ":1"));
            draft.Expected = Expectation.Anything;
        }),
        new("a challenge response of another user", draft => Fits(draft) && draft.Step.AnotherUser is not null, (draft, step) =>
        {
            draft.SetHeader(Header, step.Words.SolutionOf(step.AnotherUser!, draft.PathValues["concertId"]) ?? "abc:1");
            draft.Expected = Expectation.Anything;
        }),
    ];

    private static bool Fits(Draft draft) => draft.Operation.Has(Header);

    private static Mutation Refused(string name, Func<StepContext, string> header) => new(name, Fits, (draft, step) =>
    {
        draft.SetHeader(Header, header(step));
        draft.Expected = Expectation.Code("invalid_request");
    });
}
