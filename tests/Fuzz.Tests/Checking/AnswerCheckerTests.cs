using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using Concert.Contract;
using Concert.Wire;

namespace Concert.Checking;

/// <summary>The checker accepts what the contract allows, and finds each way to break it.</summary>
public sealed class AnswerCheckerTests
{
    // As docs/api.md will be read once every promise is in it: the checker requires only what the page has.
    private static readonly ApiPage Page = ApiPage.Parse("""
        | answer header | meaning |
        | --- | --- |
        | `X-Request-Id` | of every answer |
        | `Cache-Control` | `no-store` |

        | status | code | meaning | members |
        | --- | --- | --- | --- |
        | 401 | `unauthenticated` | no token | |
        | 404 | `reservation_not_found` | none | |
        | 409 | `already_paid` | final | |
        | 409 | `sold_out` | none left | |
        | 429 | `too_many_requests` | wait | |
        """);

    private static readonly ApiContract Contract = new(JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, "web/openapi.json")))!, Page);

    private static readonly AnswerChecker Checker = new(Contract);

    private static readonly WireResponse Wallet = Answer(200, "application/json; charset=utf-8", """{"balance":5,"currency":"KRW"}""");

    private static readonly WireResponse Problem = Answer(409, "application/problem+json", """
        {"type":"/problems/already_paid","title":"Paid.","status":409,"detail":"Final.","code":"already_paid","traceId":"1"}
        """);

    private static readonly Dictionary<string, Func<WireResponse, WireResponse>> WrongWallets = new()
    {
        ["no request id"] = answer => Without(answer, "X-Request-Id"),
        ["an answer that caches may store"] = answer => Without(answer, "Cache-Control"),
        ["a header twice"] = answer => With(answer, "X-Request-Id", "2"),
        ["the name of the server"] = answer => With(answer, "Server", "Kestrel"),
        ["a status that is not documented"] = answer => answer with { Status = 206 },
        ["a page"] = answer => With(Without(answer, "Content-Type"), "Content-Type", "text/html"),
        ["no body"] = answer => answer with { Body = [] },
        ["no JSON"] = answer => Body(answer, "{\"balance\":5,\"currency\":\"KRW\""),
        ["a missing field"] = answer => Body(answer, "{\"balance\":5}"),
        ["another field"] = answer => Body(answer, "{\"balance\":5,\"currency\":\"KRW\",\"x\":1}"),
        ["a field of another type"] = answer => Body(answer, "{\"balance\":\"5\",\"currency\":\"KRW\"}"),
        ["a number beyond 64 bits"] = answer => Body(answer, "{\"balance\":9223372036854775808,\"currency\":\"KRW\"}"),
    };

    private static readonly Dictionary<string, Func<WireResponse, WireResponse>> WrongProblems = new()
    {
        ["a 500"] = answer => Body(answer with { Status = 500 }, answer.Text.Replace("409", "500", StringComparison.Ordinal)),
        ["plain JSON"] = answer => With(Without(answer, "Content-Type"), "Content-Type", "application/json"),
        ["a code that nobody knows"] = answer => Body(answer, answer.Text.Replace("already_paid", "paid", StringComparison.Ordinal)),
        ["a code of another operation"] = answer => Body(answer, answer.Text.Replace("already_paid", "sold_out", StringComparison.Ordinal)),
        ["a code of another status"] = answer => Body(answer, answer.Text.Replace("already_paid", "reservation_not_found", StringComparison.Ordinal)),
        ["another status in the body"] = answer => Body(answer, answer.Text.Replace("409", "404", StringComparison.Ordinal)),
        ["another type"] = answer => Body(answer, answer.Text.Replace("/problems/already_paid", "about:blank", StringComparison.Ordinal)),
        ["no trace"] = answer => Body(answer, answer.Text.Replace("\"1\"", "\"\"", StringComparison.Ordinal)),
        ["a missing member"] = answer => Body(answer, answer.Text.Replace("\"title\":\"Paid.\",", "", StringComparison.Ordinal)),
        ["a stack trace"] = answer => Body(answer, answer.Text.Replace("Final.", "   at Concert.Pay()", StringComparison.Ordinal)),
        ["an exception"] = answer => Body(answer, answer.Text.Replace("Final.", "NullReferenceException", StringComparison.Ordinal)),
        ["no seconds to wait"] = answer => Body(answer with { Status = 429 }, Renamed(answer, "too_many_requests", 429)),
        ["no way to authenticate"] = answer => Body(answer with { Status = 401 }, Renamed(answer, "unauthenticated", 401)),
        ["more bytes than a refusal needs"] = answer => Body(answer, answer.Text.Replace("Final.", new string('x', 600_000), StringComparison.Ordinal)),
    };

    public static TheoryData<string> WrongWalletNames => [.. WrongWallets.Keys];

    public static TheoryData<string> WrongProblemNames => [.. WrongProblems.Keys];

    [Fact]
    public void An_answer_as_documented_is_accepted()
    {
        Assert.Empty(Checker.Check(Contract.Operation("GetWallet"), Wallet));
        Assert.Empty(Checker.Check(Contract.Operation("PayReservation"), Problem));
        Assert.Empty(Checker.Check(Contract.Operation("ReleaseReservation"), Answer(204, null, "")));
        Assert.Empty(Checker.Check(operation: null, Problem));
    }

    [Theory]
    [MemberData(nameof(WrongWalletNames))]
    public void A_wrong_success_is_found(string what) =>
        Assert.NotEmpty(Checker.Check(Contract.Operation("GetWallet"), WrongWallets[what](Wallet)));

    [Theory]
    [MemberData(nameof(WrongProblemNames))]
    public void A_wrong_refusal_is_found(string what) =>
        Assert.NotEmpty(Checker.Check(Contract.Operation("PayReservation"), WrongProblems[what](Problem)));

    [Theory]
    [InlineData("event: token\ndata: {\"token\":\"t\",\"concertId\":\"c\",\"status\":\"active\",\"position\":0,\"estimatedWaitSeconds\":0,\"pollAfterSeconds\":1}\n\n", true)]
    [InlineData("event: token\ndata: {\"token\":\"t\",\"concertId\":\"c\",\"status\":\"gone\",\"position\":0,\"estimatedWaitSeconds\":0,\"pollAfterSeconds\":1}\n\n", false)]
    [InlineData("event: token\ndata: \n\n", false)]
    [InlineData("event: other\ndata: {}\n\n", false)]
    public void The_first_event_of_a_stream_is_checked(string text, bool isRight) =>
        Assert.Equal(isRight, !Checker.Check(Contract.Operation("WatchQueueToken"), Answer(200, "text/event-stream", text)).Any());

    [Fact]
    public void An_answer_without_a_body_that_has_one_is_found() =>
        Assert.NotEmpty(Checker.Check(Contract.Operation("ReleaseReservation"), Answer(204, null, "x")));

    [Fact]
    public void What_the_page_does_not_promise_is_not_required()
    {
        var checker = new AnswerChecker(new(JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, "web/openapi.json")))!, ApiPage.Parse("")));

        Assert.Empty(checker.Check(Contract.Operation("GetWallet"), Without(Without(Wallet, "X-Request-Id"), "Cache-Control")));
    }

    private static WireResponse Answer(int status, string? type, string body)
    {
        ImmutableArray<RawHeader> headers = [new("X-Request-Id", "1"), new("Cache-Control", "no-store")];
        return new(status, type is null ? headers : headers.Add(new("Content-Type", type)), Encoding.UTF8.GetBytes(body.Trim()));
    }

    private static WireResponse Body(WireResponse answer, string text) => answer with { Body = Encoding.UTF8.GetBytes(text) };

    private static WireResponse With(WireResponse answer, string name, string value) => answer with { Headers = answer.Headers.Add(new(name, value)) };

    private static WireResponse Without(WireResponse answer, string name) =>
        answer with { Headers = answer.Headers.RemoveAll(header => header.Name == name) };

    private static string Renamed(WireResponse answer, string code, int status) =>
        answer.Text.Replace("already_paid", code, StringComparison.Ordinal).Replace("409", $"{status}", StringComparison.Ordinal);
}
