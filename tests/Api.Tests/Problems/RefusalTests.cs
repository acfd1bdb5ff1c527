using System.Net;
using Concert.Storage;

namespace Concert.Problems;

/// <summary>Every refusal that needs no preparation: a call, its status and its code.</summary>
[AlsoTogether]
[Collection(nameof(ApiFixture))]
public sealed class RefusalTests(ApiFixture api)
{
    [Theory]
    [InlineData("GET", "/v1/nothing", 404, "not_found")]
    [InlineData("GET", "/problems/nothing", 404, "not_found")]
    [InlineData("GET", "/openapi/v2.json", 404, "not_found")]
    [InlineData("GET", "/assets/index-none.js", 404, "not_found")]
    [InlineData("GET", "/assets/..%2Findex.html", 404, "not_found")]
    [InlineData("GET", "/assets/", 404, "not_found")]
    [InlineData("GET", "/index.html", 404, "not_found")]
    [InlineData("PUT", "/", 405, "method_not_allowed")]
    [InlineData("PUT", "/v1/users", 405, "method_not_allowed")]
    [InlineData("DELETE", "/v1/wallet", 405, "method_not_allowed")]
    [InlineData("GET", "/v1/concerts/c_none", 404, "concert_not_found")]
    [InlineData("GET", "/v1/concerts/c%2Fnone", 404, "concert_not_found")]
    [InlineData("GET", "/v1/concerts/%EA%B0%80", 404, "concert_not_found")]
    [InlineData("GET", "/v1/concerts/c_none/performances", 404, "concert_not_found")]
    [InlineData("GET", "/v1/performances/p_none", 404, "performance_not_found")]
    [InlineData("GET", "/v1/performances/p%20none", 404, "performance_not_found")]
    [InlineData("GET", "/v1/performances/p_none/seats", 404, "performance_not_found")]
    [InlineData("GET", "/v1/performances/p%20none/seats", 404, "performance_not_found")]
    [InlineData("GET", "/v1/performances/p_none/seats/stream", 404, "performance_not_found")]
    [InlineData("GET", "/v1/performances/p_none/seats/stream?compact=yes", 400, "invalid_request")]
    [InlineData("GET", "/v1/performances/p_none/seats?status=free", 400, "invalid_request")]
    [InlineData("GET", "/v1/concerts/c_none/performances?available=yes", 400, "invalid_request")]
    [InlineData("GET", "/v1/concerts?limit=0", 400, "invalid_request")]
    [InlineData("GET", "/v1/concerts?limit=101", 400, "invalid_request")]
    [InlineData("GET", "/v1/concerts?limit=ten", 400, "invalid_request")]
    [InlineData("GET", "/v1/concerts?limit=-1", 400, "invalid_request")]
    [InlineData("GET", "/v1/concerts?limit=10%00", 400, "invalid_request")]
    [InlineData("GET", "/v1/concerts?limit=1&limit=2", 400, "invalid_request")]
    [InlineData("GET", "/v1/concerts?cursor=", 400, "invalid_request")]
    [InlineData("GET", "/v1/concerts?cursor=page2", 400, "invalid_request")]
    [InlineData("GET", "/v1/concerts?cursor=LTE", 400, "invalid_request")]
    [InlineData("GET", "/v1/wallet", 401, "unauthenticated")]
    [InlineData("GET", "/v1/wallet/transactions", 401, "unauthenticated")]
    [InlineData("POST", "/v1/wallet/charges", 401, "unauthenticated")]
    [InlineData("GET", "/v1/reservations", 401, "unauthenticated")]
    [InlineData("POST", "/v1/reservations", 401, "unauthenticated")]
    [InlineData("GET", "/v1/reservations/r_none", 401, "unauthenticated")]
    [InlineData("DELETE", "/v1/reservations/r_none", 401, "unauthenticated")]
    [InlineData("POST", "/v1/payments", 401, "unauthenticated")]
    [InlineData("POST", "/v1/payments/pay_none/refunds", 401, "unauthenticated")]
    [InlineData("POST", "/v1/concerts/c_none/queue-tokens", 401, "unauthenticated")]
    [InlineData("GET", "/v1/queue-tokens/current", 401, "unauthenticated")]
    [InlineData("DELETE", "/v1/queue-tokens/current", 401, "unauthenticated")]
    [InlineData("GET", "/v1/queue-tokens/current/stream", 401, "unauthenticated")]
    [InlineData("POST", "/v1/concerts", 403, "admin_only")]
    [InlineData("GET", "/v1/figures", 403, "admin_only")]
    [InlineData("GET", "/v1/figures?limit=0", 403, "admin_only")]
    public async Task A_request_without_a_token_is_refused(string method, string path, int status, string code)
    {
        var body = method == "POST" ? "{}" : null;

        var answer = await api.Host.Anyone.SendAsync(new(method), path, body);

        answer.Refused(status, code);
    }

    [Theory]
    [InlineData("")]
    [InlineData("demo")]
    public async Task Without_a_configured_admin_key_every_key_is_refused(string key)
    {
        await using var keyless = await ApiHost.StartAsync(("Admin:ApiKey", null!));

        (await keyless.Anyone.With("Admin-Key", key).GetAsync("/v1/figures")).Refused(403, "admin_only");
    }

    [Theory]
    [InlineData("POST", "/v1/concerts/c_none/queue-tokens", null, 404, "concert_not_found")]
    [InlineData("POST", "/v1/concerts/c_none/queue-tokens", "[]", 400, "invalid_request")]
    [InlineData("POST", "/v1/concerts/c_none/queue-tokens", """{"place":1}""", 400, "invalid_request")]
    [InlineData("GET", "/v1/queue-tokens/current", null, 403, "queue_token_required")]
    [InlineData("DELETE", "/v1/queue-tokens/current", null, 403, "queue_token_required")]
    [InlineData("GET", "/v1/queue-tokens/current/stream", null, 403, "queue_token_required")]
    [InlineData("POST", "/v1/reservations", "{}", 403, "queue_token_required")]
    [InlineData("GET", "/v1/reservations/r_none", null, 404, "reservation_not_found")]
    [InlineData("GET", "/v1/reservations/r%20none", null, 404, "reservation_not_found")]
    [InlineData("DELETE", "/v1/reservations/r_none", null, 404, "reservation_not_found")]
    [InlineData("GET", "/v1/reservations?limit=0", null, 400, "invalid_request")]
    [InlineData("POST", "/v1/wallet/charges", """{"amount":1}""", 428, "idempotency_key_required")]
    [InlineData("POST", "/v1/payments", """{"reservationId":"r_none"}""", 428, "idempotency_key_required")]
    [InlineData("POST", "/v1/payments/pay_none/refunds", null, 428, "idempotency_key_required")]
    [InlineData("GET", "/v1/wallet/transactions?cursor=!", null, 400, "invalid_request")]
    public async Task A_user_is_refused(string method, string path, string? body, int status, string code)
    {
        var user = await api.Host.UserAsync();

        (await user.SendAsync(new(method), path, body)).Refused(status, code);
    }

    [Theory]
    [InlineData("/v1/wallet/charges", """{"amount":0}""", 400, "invalid_request")]
    [InlineData("/v1/wallet/charges", """{"amount":10000001}""", 400, "invalid_request")]
    [InlineData("/v1/wallet/charges", """{"amount":1.5}""", 400, "invalid_request")]
    [InlineData("/v1/wallet/charges", """{"amount":"1"}""", 400, "invalid_request")]
    [InlineData("/v1/wallet/charges", """{"amount":99999999999999999999}""", 400, "invalid_request")]
    [InlineData("/v1/wallet/charges", """{"Amount":1}""", 400, "invalid_request")]
    [InlineData("/v1/payments", """{"reservationId":"r_none"}""", 404, "reservation_not_found")]
    [InlineData("/v1/payments", """{"reservationId":"../r"}""", 404, "reservation_not_found")]
    [InlineData("/v1/payments", """{"reservationId":null}""", 400, "invalid_request")]
    [InlineData("/v1/payments/pay_none/refunds", null, 404, "payment_not_found")]
    [InlineData("/v1/payments/pay%20none/refunds", "{}", 404, "payment_not_found")]
    [InlineData("/v1/payments/pay_none/refunds", """{"why":1}""", 400, "invalid_request")]
    public async Task A_repeatable_command_is_refused(string path, string? body, int status, string code)
    {
        var user = await api.Host.UserAsync();

        (await user.Repeatably().PostAsync(path, body)).Refused(status, code);
    }

    [Theory]
    [InlineData("with a space")]
    [InlineData("with\ta tab")]
    public async Task A_malformed_idempotency_key_is_refused(string key)
    {
        var user = await api.Host.UserAsync();

        var answer = await user.Repeatably(key).PostAsync("/v1/wallet/charges", new { amount = 1 });

        Assert.Equal(["Idempotency-Key"], answer.Refused(400, "invalid_request").ErrorFields);
    }

    [Fact]
    public async Task An_idempotency_key_has_at_most_128_characters()
    {
        var user = await api.Host.UserAsync();

        var longest = await user.Repeatably(new string('k', 128)).PostAsync("/v1/wallet/charges", new { amount = 1 });
        longest.Granted(HttpStatusCode.Created);
        var tooLong = await user.Repeatably(new string('k', 129)).PostAsync("/v1/wallet/charges", new { amount = 1 });
        tooLong.Refused(400, "invalid_request");
    }

    [Fact]
    public async Task A_body_over_64_KiB_is_refused()
    {
        var answer = await api.Host.Anyone.PostAsync("/v1/users", new { name = new string('x', 65 * 1024) });

        answer.Refused(413, "payload_too_large");
    }

    [Theory]
    [InlineData("/v1/users")]
    [InlineData("/v1/concerts")]
    public async Task A_body_that_is_not_JSON_is_refused(string path)
    {
        var answer = await api.Host.Anyone.SendAsync(HttpMethod.Post, path, "name=Minji", "application/x-www-form-urlencoded");

        answer.Refused(415, "unsupported_media_type");
    }

    [Fact]
    public async Task A_wrong_admin_key_is_refused() => (await api.Host.Anyone.With("Admin-Key", "open-sesam")
        .PostAsync("/v1/concerts", "{}")).Refused(403, "admin_only");

    [Fact]
    public async Task The_type_of_a_problem_is_an_address_that_explains_it()
    {
        var answer = (await api.Host.Anyone.GetAsync("/problems/seat_taken")).Granted();

        Assert.Equal(("seat_taken", 409), (answer.Text("code"), answer.Number("status")));
    }
}
