using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Concert.Contract;
using Concert.Wire;

namespace Concert.Checking;

/// <summary>
/// Holds one answer to the contract: its status and its code are documented for the operation, its body fits its schema, and it has
/// the headers that docs/api.md promises. What the page does not promise yet is not required.
/// </summary>
internal sealed class AnswerChecker(ApiContract contract)
{
    private const string Problem = "application/problem+json";
    private const int MaxProblemBytes = 512 * 1024;
    private const int MaxRetrySeconds = 120;

    // What only an exception, a type or a page of a framework would say. A stack trace has "   at ".
    private static readonly string[] Leaks = ["   at ", "Exception", "System.", "Microsoft.", "Orleans", "Npgsql", "SQLite", "<html", "<!DOCTYPE", ".cs:line"];

    /// <param name="operation">The operation that answered; null if it is not known which one did, or whether one did.</param>
    /// <param name="response">The answer.</param>
    /// <param name="isHead">True if the request was HEAD: the answer has no body.</param>
    public IEnumerable<string> Check(ApiOperation? operation, WireResponse response, bool isHead = false)
    {
        foreach (var fault in CheckHeaders(response)) yield return fault;
        var body = response.Status >= 400
            ? CheckProblem(operation, response, isHead)
            : CheckSuccess(operation, response, isHead);
        foreach (var fault in body) yield return fault;
    }

    private IEnumerable<string> CheckHeaders(WireResponse response)
    {
        if (response.Status >= 500) yield return $"The status is {response.Status}.";
        if (IsPromised("X-Request-Id") && response.Header("X-Request-Id") is null) yield return "X-Request-Id is missing.";
        if (response.Header("Server") is not null) yield return "The answer names its server.";
        foreach (var (name, count) in response.Headers.CountBy(header => header.Name, StringComparer.OrdinalIgnoreCase))
        {
            if (count > 1 && !name.Equals("Vary", StringComparison.OrdinalIgnoreCase)) yield return $"The header {name} occurs {count} times.";
        }
    }

    private IEnumerable<string> CheckProblem(ApiOperation? operation, WireResponse response, bool isHead)
    {
        if (IsPromised("Cache-Control") && response.Header("Cache-Control")?.Contains("no-store", StringComparison.Ordinal) is not true)
            yield return "A refusal can be stored: it has no Cache-Control: no-store.";
        if (response.Status is 429 or 503 && !IsSeconds(response.Header("Retry-After"))) yield return "Retry-After is missing, or no number of seconds.";
        if (response.Status == 401 && response.Header("WWW-Authenticate") is null) yield return "WWW-Authenticate is missing.";
        if (response.Status == 405 && response.Header("Allow") is null) yield return "Allow is missing.";
        if (isHead) yield break;
        if (response.MediaType != Problem)
        {
            yield return $"The type of a refusal is '{response.MediaType}', not {Problem}.";
            yield break;
        }

        if (response.Body.Length > MaxProblemBytes) yield return $"A refusal has {response.Body.Length} bytes.";
        if (Leaks.FirstOrDefault(leak => response.Text.Contains(leak, StringComparison.OrdinalIgnoreCase)) is { } found) yield return $"The answer contains '{found}'.";
        if (Parse(response.Body) is not { } body)
        {
            yield return "The body is no JSON.";
            yield break;
        }

        foreach (var fault in contract.Schemas.Faults(SchemaSet.Reference("Problem"), body)) yield return $"The problem does not fit its schema: {fault}.";
        if (JsonObject.Create(body) is { } problem)
        {
            foreach (var fault in CheckCode(operation, response.Status, problem)) yield return fault;
        }
    }

    private IEnumerable<string> CheckCode(ApiOperation? operation, int status, JsonObject problem)
    {
        if (problem["code"] is not JsonValue value || !value.TryGetValue<string>(out var code)) yield break;
        if (!contract.Page.StatusOfCode.TryGetValue(code, out var documented)) yield return $"docs/api.md does not know the code {code}.";
        else if (documented != status) yield return $"The code {code} has the status {status}, and {documented} in docs/api.md.";
        if (operation is not null && operation.Responses.GetValueOrDefault(status)?.Codes.Contains(code) is not true)
            yield return $"{operation} does not document {status} {code}.";
        if (Text(problem, "type") != $"/problems/{code}") yield return $"The type of the problem {code} is '{Text(problem, "type")}'.";
        if (problem["status"]?.ToString() != status.ToString(CultureInfo.InvariantCulture)) yield return "The problem has another status than the answer.";
        foreach (var member in new[] { "title", "detail", "traceId" })
        {
            if (string.IsNullOrWhiteSpace(Text(problem, member))) yield return $"The member {member} is empty.";
        }

        if (code == "invalid_request" && problem["errors"] is not JsonObject { Count: > 0 }) yield return "invalid_request does not say which field is wrong.";
    }

    private IEnumerable<string> CheckSuccess(ApiOperation? operation, WireResponse response, bool isHead)
    {
        // Which page or operation answered is not known.
        if (operation is null) yield break;
        if (operation.Responses.GetValueOrDefault(response.Status) is not { } documented)
        {
            yield return $"{operation} does not document the status {response.Status}.";
            yield break;
        }

        if ((operation.IsForUsers || operation.IsForAdmins || !operation.IsRead) && IsPromised("Cache-Control")
            && response.Header("Cache-Control")?.Contains("no-store", StringComparison.Ordinal) is not true)
            yield return "An answer to one caller can be stored: it has no Cache-Control: no-store.";
        foreach (var header in documented.Headers.Where(header => header is not "Idempotency-Replayed" && response.Header(header) is null))
            yield return $"The header {header} is missing.";
        if (isHead) yield break;
        if (documented.Schemas.IsEmpty)
        {
            if (response.Body.Length > 0) yield return $"An answer {response.Status} has a body.";
            yield break;
        }

        if (response.MediaType is not { } type || !documented.Schemas.TryGetValue(type, out var schema))
        {
            yield return $"The type of the body is '{response.MediaType}', not {string.Join(" or ", documented.Schemas.Keys)}.";
            yield break;
        }

        foreach (var fault in type == "text/event-stream" ? CheckEvent(response) : CheckJson(schema, response.Body)) yield return fault;
    }

    private IEnumerable<string> CheckJson(JsonObject schema, byte[] bytes) => Parse(bytes) is { } body
        ? contract.Schemas.Faults(schema, body).Select(fault => $"The body does not fit its schema: {fault}.")
        : ["The body is no JSON."];

    // The first event of a stream, whose data the document cannot describe.
    private IEnumerable<string> CheckEvent(WireResponse response)
    {
        var lines = response.Text.Split('\n');
        string? Line(string field) => lines.FirstOrDefault(line => line.StartsWith($"{field}: ", StringComparison.Ordinal))?[(field.Length + 2)..];
        if (Parse(System.Text.Encoding.UTF8.GetBytes(Line("data") ?? "")) is not { } data) return [$"The event has no JSON: {response.Text}"];
        return Line("event") switch
        {
            "token" => contract.Schemas.Faults(SchemaSet.Reference("QueueTokenResponse"), data),
            "snapshot" when data.TryGetProperty("seats", out _) => contract.Schemas.Faults(SchemaSet.Reference("SeatMapResponse"), data),
            "snapshot" when data.TryGetProperty("statuses", out var statuses) && statuses.GetString()!.All("ahs".Contains) => [],
            var other => [$"The first event is '{other}': {data}"],
        };
    }

    private bool IsPromised(string header) => contract.Page.AnswerHeaders.Contains(header);

    private static bool IsSeconds(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 1 and <= MaxRetrySeconds;

    private static string? Text(JsonObject body, string name) => body[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static JsonElement? Parse(byte[] bytes)
    {
        try
        {
            return JsonElement.Parse(bytes);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
