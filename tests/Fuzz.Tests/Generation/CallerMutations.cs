using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Concert.Model;

namespace Concert.Generation;

/// <summary>Callers without proof, with a wrong one, or with that of somebody else.</summary>
internal static class CallerMutations
{
    private static readonly Expectation Unauthenticated = Expectation.Code("unauthenticated");

    public static IReadOnlyList<Mutation> All { get; } =
    [
        OfUser("no access token", _ => null),
        OfUser("an empty access token", _ => "Bearer "),
        OfUser("another scheme", step => $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"a:{step.User.AccessToken}"))}"),
        OfUser("an expired access token", step => $"Bearer {step.Proofs.ExpiredToken}"),
        OfUser("a changed signature", step => $"Bearer {step.User.AccessToken[..^4]}AAAA"),
        OfUser("no signature", step => $"Bearer {step.User.AccessToken[..(step.User.AccessToken.LastIndexOf('.') + 1)]}"),
        OfUser("the algorithm none", step => $"Bearer {Forge(step, """{"alg":"none","typ":"JWT"}""", null)}"),
        OfUser("a signature of another key", step => $"Bearer {Forge(step, """{"alg":"HS256","typ":"JWT"}""", "a signing key of somebody else, 32 bytes")}"),
        OfUser("an empty signing key", step => $"Bearer {Forge(step, """{"alg":"HS256","typ":"JWT"}""", "")}"),
        OfUser("a token that is none", step => $"Bearer {step.Pick("a", "a.b", "a.b.c", "..", "null", new string('a', 4_000))}"),
        OfUser("an access token with odd bytes", step => $"Bearer {step.User.AccessToken}\u00ff"),
        OfUser("a queue token as access token", step => $"Bearer {step.User.Places.LastOrDefault()?.Token ?? "AQ.AQ"}"),
        new("two access tokens", draft => draft.Header("Authorization") is not null, (draft, step) =>
        {
            draft.Headers.Add(new("Authorization", $"Bearer {step.AnotherUser?.AccessToken}"));
            (draft.Actor, draft.Expected) = (null, Unauthenticated);
        }),
        new("a scheme in other letters", draft => draft.Header("Authorization") is not null, (draft, step) =>
            draft.SetHeader("Authorization", $"{step.Pick("bearer", "BEARER", "bEaReR")} {step.User.AccessToken}")),
        OfAdmin("no admin key", _ => null),
        OfAdmin("an empty admin key", _ => ""),
        OfAdmin("a wrong admin key", step => step.Pick("demo", step.Proofs.AdminKey[..^1], step.Proofs.AdminKey + "x", step.Proofs.AdminKey.ToUpperInvariant(), "\u00e9", new string('a', 3_000))),
        OfAdmin("an access token as admin key", step => step.User.AccessToken),
        OfAdmin("two admin keys", step => $"{step.Proofs.AdminKey}, {step.Proofs.AdminKey}"),
        new("an access token in the query", draft => draft.Header("Authorization") is not null && !draft.Operation.Has("accessToken"), (draft, step) =>
        {
            draft.SetHeader("Authorization", null);
            draft.Query.Add(("accessToken", step.User.AccessToken));
            (draft.Actor, draft.Expected) = (null, Unauthenticated);
        }),
        OfPlace("no queue token", "queue_token_required", _ => null),
        OfPlace("an empty queue token", "queue_token_required", _ => ""),
        OfPlace("a queue token of another user", "queue_token_invalid", step => step.AnotherUser?.Places.LastOrDefault()?.Token ?? "AQ.AQ"),
        OfPlace("a changed queue token", "queue_token_invalid", step => Change(step.User.Places.LastOrDefault()?.Token ?? "AQ.AQ", step)),
        OfPlace("a queue token that is none", "queue_token_invalid", step => step.Pick(Nasty.HeaderValues.Where(value => value.Trim().Length > 0).ToList())),
        OfPlace("an access token as queue token", "queue_token_invalid", step => step.User.AccessToken),
        new("two queue tokens", draft => draft.Operation.Requires("Queue-Token") && draft.Header("Queue-Token") is not null, (draft, _) =>
        {
            draft.Headers.Add(new("Queue-Token", draft.Header("Queue-Token")!));
            draft.Expected = Expectation.Code("queue_token_invalid");
        }),
        new("a queue token of another concert", draft => draft.Operation.Id == "Reserve", (draft, step) =>
        {
            var other = step.PickOrNull(step.User.Places.Where(place => place.ConcertId != ConcertOf(draft, step)));
            draft.SetHeader("Queue-Token", other?.Token);
            draft.Expected = Expectation.Code(other is null ? "queue_token_required" : "queue_token_invalid");
        }),
        new("an ended queue token", draft => draft.Operation.Has("Queue-Token") && draft.Operation.Body is not null, (draft, step) =>
        {
            var ended = step.PickOrNull(step.User.Places.Where(place => place.ConcertId == ConcertOf(draft, step) && place.Status == "expired"));
            if (ended is null) return;
            draft.SetHeader("Queue-Token", ended.Token);
            draft.Expected = Expectation.Code("queue_token_not_active");
        }),
    ];

    private static Mutation OfUser(string name, Func<StepContext, string?> header) => new(name, draft => draft.Operation.IsForUsers, (draft, step) =>
    {
        draft.SetHeader("Authorization", header(step));
        draft.Query.RemoveAll(each => each.Name == "accessToken");
        (draft.Actor, draft.Expected) = (null, Unauthenticated);
    });

    private static Mutation OfAdmin(string name, Func<StepContext, string?> header) => new(name, draft => draft.Operation.IsForAdmins, (draft, step) =>
    {
        draft.SetHeader("Admin-Key", header(step));
        draft.Expected = Expectation.Code("admin_only");
    });

    private static Mutation OfPlace(string name, string code, Func<StepContext, string?> header) =>
        new(name, draft => draft.Operation.Requires("Queue-Token"), (draft, step) =>
        {
            draft.SetHeader("Queue-Token", header(step));
            draft.Query.RemoveAll(each => each.Name == "queueToken");
            draft.Expected = Expectation.Code(code);
        });

    private static string? ConcertOf(Draft draft, StepContext step) => step.Model.Performance(draft.ToIntent().Text("performanceId"))?.ConcertId;

    private static string Change(string token, StepContext step)
    {
        var place = step.Random.Next(token.Length);
        return $"{token[..place]}{(token[place] == 'A' ? 'B' : 'A')}{token[(place + 1)..]}";
    }

    private static string Forge(StepContext step, string header, string? key)
    {
        var payload = JsonNode.Parse(Base64UrlDecode(step.User.AccessToken.Split('.')[1]))!.AsObject();
        payload["exp"] = 9_999_999_999;
        var signed = $"{Base64UrlEncode(Encoding.UTF8.GetBytes(header))}.{Base64UrlEncode(Encoding.UTF8.GetBytes(payload.ToJsonString()))}";
        return $"{signed}.{(key is null ? "" : Base64UrlEncode(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.ASCII.GetBytes(signed))))}";
    }

    private static string Base64UrlEncode(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);

    private static byte[] Base64UrlDecode(string text) => System.Buffers.Text.Base64Url.DecodeFromChars(text);
}
