using System.Text.Json;
using System.Text.Json.Nodes;
using Concert.Checking;
using Concert.Contract;
using Concert.Generation;
using Concert.Model;
using Concert.Wire;

namespace Concert.Runs;

/// <summary>One request and its answer: sends it, checks the answer, and applies it to the model.</summary>
internal sealed class Exchange(ApiContract contract, ServiceModel model, Vocabulary words, FuzzReport report, FuzzOptions options)
{
    private const string Replayed = "Idempotency-Replayed";

    private readonly AnswerChecker _checker = new(contract);

    /// <summary>Returns the body of the answer if it was a success of the operation.</summary>
    public async Task<JsonObject?> RunAsync(Draft draft, WireConnection connection, DateTimeOffset now)
    {
        var request = draft.ToRequest();
        var intent = draft.ToIntent();
        var expected = draft.Expected ?? Oracle.Expect(model, intent, now);
        WireResponse? response = null;
        var faults = new List<string>();
        try
        {
            response = await connection.SendAsync(request);
        }
        catch (Exception fault) when (fault is InvalidDataException or FormatException or TimeoutException)
        {
            faults.Add($"The answer is no HTTP: {fault.Message}");
        }

        var body = response is null ? null : ObjectIn(response);
        var code = response?.Status >= 400 ? FuzzReport.CodeOf(body) : null;
        report.Count(draft, request, response, code);
        if (response is null)
        {
            // A server may close a connection on which the client breaks HTTP, or sends more than it may.
            if (!draft.IsMalformedHttp && faults.Count == 0) faults.Add("The service closed the connection without an answer.");
        }
        else if (!IsBare(draft, response))
        {
            faults.AddRange(_checker.Check(draft.IsElsewhere ? null : draft.Operation, response, request.Method == "HEAD"));
            if (!IsOfRun(response, code) && !CodesOf(request, response, code).Any(it => expected.Fits(response.Status, it)))
                faults.Add($"Expected {expected.Text}, got {response.Status} {code}.");
            if (draft.IsOfOperation && request.Method != "HEAD") faults.AddRange(TryApply(draft, intent, request, response, body, now));
        }

        if (faults.Count > 0) report.Add(Fault.Of(draft, request, connection.Host, response, expected, faults));
        return draft.IsOfOperation && request.Method != "HEAD" && response?.Status is >= 200 and < 300 ? body : null;
    }

    // A service that limits its clients, or asks for challenges, may refuse any request that meets that.
    private bool IsOfRun(WireResponse response, string? code) =>
        (options.IsLimited && response.Status == 429) || (options.IsChallenged && code == "challenge_required");

    // The answer to HEAD has no body: its code may be each one of its status.
    private IEnumerable<string?> CodesOf(WireRequest request, WireResponse response, string? code) =>
        request.Method == "HEAD" && response.Status >= 400
            ? contract.Page.StatusOfCode.Where(it => it.Value == response.Status).Select(it => (string?)it.Key)
            : [code];

    // An answer without the fields that the model needs has been reported by the checker.
    private IEnumerable<string> TryApply(Draft draft, Intent intent, WireRequest request, WireResponse response, JsonObject? body, DateTimeOffset now)
    {
        try
        {
            return [.. Apply(draft, intent, request, response, body, now)];
        }
        catch (Exception fault) when (fault is NullReferenceException or InvalidOperationException or FormatException or ArgumentException)
        {
            return [$"The answer cannot be compared with the model: {fault.Message}"];
        }
    }

    private IEnumerable<string> Apply(Draft draft, Intent intent, WireRequest request, WireResponse response, JsonObject? body, DateTimeOffset now)
    {
        if (intent is { Actor: { } asked } && Challenge.Of(body) is { } challenge)
            words.LearnChallenge(asked, intent.PathValue("concertId")!, challenge);
        if (response.Status < 300) words.Learn(intent.Operation, body, intent.Actor);
        if (response.Header("ETag") is { } tag) words.LearnTag(request.Target, tag);
        if (response.Status is not (200 or 201) || intent is not { Key: { } key, Actor: { } user }) return model.Apply(intent, response.Status, body, now);
        if (user.Commands.TryGetValue(key, out var first)) return CheckReplay(first.Answer, response);
        user.Commands[key] = new(key, intent.Operation, intent.Content, request, response);
        IEnumerable<string> faults = model.Apply(intent, response.Status, body, now);
        return draft.HasCopies || response.Header(Replayed) is null ? faults : faults.Append($"A first answer has {Replayed}.");
    }

    private IEnumerable<string> CheckReplay(WireResponse first, WireResponse again)
    {
        if (!first.Body.AsSpan().SequenceEqual(again.Body)) yield return $"The same key was answered otherwise than the first time: {first.Text}";
        if (first.Header("Location") != again.Header("Location")) yield return "The same key was answered with another Location.";
        if (contract.Page.AnswerHeaders.Contains(Replayed) && again.Header(Replayed) != "true") yield return $"{Replayed} is missing.";
    }

    private bool IsBare(Draft draft, WireResponse response) =>
        draft.IsMalformedHttp && response.Body.Length == 0 && contract.Page.BareStatuses.Contains(response.Status);

    private static JsonObject? ObjectIn(WireResponse response)
    {
        try
        {
            return response.Body.Length > 0 && response.MediaType?.EndsWith("json", StringComparison.Ordinal) is true
                ? JsonNode.Parse(response.Body) as JsonObject
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
