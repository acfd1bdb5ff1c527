using System.Net;

namespace Concert.Http;

[AlsoTogether]
[Collection(nameof(ApiFixture))]
public sealed class IdempotencyTests(ApiFixture api)
{
    [Fact]
    public async Task A_repeated_charge_returns_the_same_response_and_charges_once()
    {
        var user = (await api.Host.UserAsync()).Repeatably();

        var first = (await user.PostAsync("/v1/wallet/charges", """{"amount":500}""")).Granted(HttpStatusCode.Created);
        var again = (await user.PostAsync("/v1/wallet/charges", "{ \"amount\" : 500 }")).Granted(HttpStatusCode.Created);

        Assert.Equal(first.BodyText, again.BodyText);
        Assert.Equal((false, true), (IsReplayed(first), IsReplayed(again)));
        Assert.Equal(500, (await user.GetAsync("/v1/wallet")).Number("balance"));
    }

    [Fact]
    public async Task A_key_reused_for_another_command_is_refused()
    {
        var concert = await api.Host.ConcertAsync();
        var user = (await (await api.Host.UserAsync()).JoinAsync(concert)).Repeatably();
        (await user.PostAsync("/v1/wallet/charges", new { amount = 500 })).Granted(HttpStatusCode.Created);

        (await user.PostAsync("/v1/wallet/charges", new { amount = 501 })).Refused(422, "idempotency_key_reused");
        (await user.PostAsync("/v1/payments", new { reservationId = "r_none" })).Refused(422, "idempotency_key_reused");
        (await user.PostAsync("/v1/payments/pay_none/refunds")).Refused(422, "idempotency_key_reused");
        (await user.PostAsync("/v1/reservations", OneSeatOf(concert)))
            .Refused(422, "idempotency_key_reused");
    }

    [Fact]
    public async Task Two_users_can_use_the_same_key()
    {
        var key = Caller.NewKey();

        var minji = (await api.Host.UserAsync("Minji")).Repeatably(key);
        var jisoo = (await api.Host.UserAsync("Jisoo")).Repeatably(key);
        (await minji.PostAsync("/v1/wallet/charges", new { amount = 1 })).Granted(HttpStatusCode.Created);
        (await jisoo.PostAsync("/v1/wallet/charges", new { amount = 2 })).Granted(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_repeated_reservation_payment_or_refund_returns_the_same_response()
    {
        var concert = await api.Host.ConcertAsync();
        var user = await (await api.Host.UserAsync()).JoinAsync(concert);
        (await user.ChargeAsync(10_000)).Granted(HttpStatusCode.Created);

        var held = await TwiceAsync(user, "/v1/reservations", OneSeatOf(concert));
        var paid = await TwiceAsync(user, "/v1/payments", new { reservationId = held.Text("reservationId") });
        await TwiceAsync(user, $"/v1/payments/{paid.Text("paymentId")}/refunds", null);

        Assert.Equal(10_000, (await user.GetAsync("/v1/wallet")).Number("balance"));
    }

    [Fact]
    public async Task A_refused_command_has_no_effect_and_can_be_retried_with_its_key()
    {
        var concert = await api.Host.ConcertAsync();
        var user = (await (await api.Host.UserAsync()).JoinAsync(concert)).Repeatably();
        var id = (await user.ReserveAsync(concert, "1-1-1")).Text("reservationId");
        (await user.PostAsync("/v1/payments", new { reservationId = id })).Refused(402, "insufficient_balance");

        (await user.ChargeAsync(10_000)).Granted(HttpStatusCode.Created);

        (await user.PostAsync("/v1/payments", new { reservationId = id })).Granted(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Of_the_same_command_sent_many_times_at_once_one_answer_is_the_first_and_the_others_are_replayed()
    {
        var user = (await api.Host.UserAsync()).Repeatably();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => user.PostAsync("/v1/wallet/charges", new { amount = 7 })));

        Assert.All(answers, answer => answer.Granted(HttpStatusCode.Created));
        Assert.Single(answers, answer => !IsReplayed(answer));
        Assert.Equal(7, (await user.GetAsync("/v1/wallet")).Number("balance"));
    }

    [Fact]
    public async Task A_refusal_is_never_a_replay()
    {
        var user = (await api.Host.UserAsync()).Repeatably();
        (await user.PostAsync("/v1/wallet/charges", new { amount = 1 })).Granted(HttpStatusCode.Created);
        Answer[] refusals =
        [
            await user.PostAsync("/v1/wallet/charges", new { amount = 2 }),
            await user.Repeatably("again").PostAsync("/v1/payments", new { reservationId = "r_none" }),
            await user.Repeatably("again").PostAsync("/v1/payments", new { reservationId = "r_none" }),
        ];

        Assert.All(refusals, refusal => Assert.False(IsReplayed(refusal)));
    }

    private static bool IsReplayed(Answer answer) =>
        answer.Response.Headers.TryGetValues("Idempotency-Replayed", out var values) && Assert.Single(values) == "true";

    private static string OneSeatOf(TestConcert concert) => $$"""{"performanceId":"{{concert.PerformanceId}}","seatIds":["1-1-1"]}""";

    private static async Task<Answer> TwiceAsync(Caller user, string path, object? body)
    {
        var caller = user.Repeatably();
        var first = (await caller.PostAsync(path, body)).Granted(HttpStatusCode.Created);
        var again = (await caller.PostAsync(path, body)).Granted(HttpStatusCode.Created);
        Assert.Equal(first.BodyText, again.BodyText);
        Assert.Equal((false, true), (IsReplayed(first), IsReplayed(again)));
        return first;
    }
}
