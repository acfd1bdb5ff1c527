using Concert.Model;

namespace Concert.Generation;

/// <summary>Idempotency keys that are missing, wrong, or those of another command.</summary>
internal static class KeyMutations
{
    private const string Header = "Idempotency-Key";

    public static IReadOnlyList<Mutation> All { get; } =
    [
        Refused("no idempotency key", "idempotency_key_required", _ => null) with { Fits = draft => draft.Operation.Requires(Header) },
        Refused("an empty idempotency key", "idempotency_key_required", _ => ""),
        Refused("an idempotency key of 129 characters", "invalid_request", step => $"{step.Number:d9}".PadLeft(129, 'k')),
        Refused("an idempotency key with a space", "invalid_request", step => $"key {step.Number}"),
        Refused("an idempotency key with odd bytes", "invalid_request", step => $"key-{step.Number}{step.Pick("\u00e9", "\u007f", Nasty.Latin1("\u202e"), "\t.")}"),
        new("two idempotency keys", Fits, (draft, step) =>
        {
            draft.Headers.Add(new(Header, $"other-{step.Number}"));
            draft.Expected = Expectation.Code("invalid_request");
        }),
        new("an idempotency key of 128 characters", Fits, (draft, step) => draft.SetHeader(Header, $"{step.Number:d9}".PadLeft(128, '~'))),
        new("an idempotency key that looks like SQL", Fits, (draft, step) => draft.SetHeader(Header, $"';drop--{step.Number}%_\\")),
        new("the idempotency key of another user's command", Fits, (draft, step) => draft.SetHeader(
            Header, step.AnotherUser?.Commands.Keys.Order(StringComparer.Ordinal).LastOrDefault(key => !step.User.Commands.ContainsKey(key)) ?? $"key-{step.Number}")),
        new("the idempotency key of another command", Fits, (draft, step) => draft.SetHeader(
            Header, step.PickOrNull(step.User.Commands.Values)?.Key ?? $"key-{step.Number}")),
    ];

    private static bool Fits(Draft draft) => draft.Header(Header) is not null;

    private static Mutation Refused(string name, string code, Func<StepContext, string?> header) => new(name, Fits, (draft, step) =>
    {
        draft.SetHeader(Header, header(step));
        draft.Expected = Expectation.Code(code);
    });
}
