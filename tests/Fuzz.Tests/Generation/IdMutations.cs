using Concert.Model;

namespace Concert.Generation;

/// <summary>Ids of others, of other kinds, and of nothing.</summary>
internal static class IdMutations
{
    public static IReadOnlyList<Mutation> All { get; } =
    [
        new("an id of another user", draft => IdOf(draft) is "reservationId" or "paymentId", (draft, step) =>
            Replace(draft, step.PickRecent(step.Words.Of(IdOf(draft)!).Where(word => word.Owner != step.User).ToList())?.Value)),
        new("an id of another kind", draft => IdOf(draft) is not null, (draft, step) =>
            Replace(draft, step.PickOrNull(step.Words.Ids.Where(word => !word.Value.StartsWith(Prefix(IdOf(draft)!), StringComparison.Ordinal)))?.Value)),
        new("an id with another prefix", draft => IdOf(draft) is "reservationId" or "paymentId", (draft, step) =>
        {
            var id = step.PickRecent(step.User.Reservations)?.Id[2..] ?? "0";
            Replace(draft, step.Pick("pay_", "ref_", "r_r_", "R_", "") + id);
        }),
        new("an id of nothing", draft => IdOf(draft) is not null, (draft, step) =>
            Replace(draft, $"{Prefix(IdOf(draft)!)}{step.Pick("0", "abcdefghijklmnopqrstuvwxyz", "00000000000000000000000000000000", new string('z', 62), new string('z', 63))}")),
        new("an odd id", draft => draft.PathValues.Count > 0, (draft, step) =>
        {
            // An empty segment, or one of dots, is another address.
            var odd = step.Pick(Nasty.Texts.Where(text => text is not ("" or "." or "..") && !text.Contains('\0', StringComparison.Ordinal)).ToList());
            draft.PathValues[draft.PathValues.Keys.Single()] = odd;
            draft.Expected = Expectation.Refusal;
        }),
    ];

    /// <summary>The id that the request is about: in its path, or in its body.</summary>
    private static string? IdOf(Draft draft) => draft.PathValues.Keys.FirstOrDefault(name => name.EndsWith("Id", StringComparison.Ordinal))
        ?? draft.Body?.Select(field => field.Key).FirstOrDefault(name => name.EndsWith("Id", StringComparison.Ordinal));

    private static void Replace(Draft draft, string? id)
    {
        if (id is null) return;
        var name = IdOf(draft)!;
        if (draft.PathValues.ContainsKey(name)) draft.PathValues[name] = id;
        else draft.Body![name] = id;
        // For most ids the model knows the answer; another seller of the same seats may not exist.
        if (draft.Operation.Id is "Reserve") draft.Expected = Expectation.Refusal;
    }

    private static string Prefix(string name) => name switch
    {
        "concertId" => "c_",
        "performanceId" => "p_",
        "reservationId" => "r_",
        "paymentId" => "pay_",
        _ => "x_",
    };
}
