using System.Net;
using System.Text.Json.Nodes;

namespace Concert.Reservations;

/// <summary>Payments with <c>chargeMissing</c>: what the balance lacks is charged and the reservation paid, or neither.</summary>
[AlsoTogether]
[Collection(nameof(ApiFixture))]
public sealed class ChargedPaymentTests(ApiFixture api)
{
    [Fact]
    public async Task What_the_balance_lacks_is_charged_and_the_reservation_paid()
    {
        var (user, id) = await HoldingAsync(balance: 3_000);

        var paid = (await PayAsync(user, id)).Granted(HttpStatusCode.Created);

        Assert.Equal((10_000L, 7_000L, 0L), (paid.Number("amount"), paid.Number("charged"), paid.Number("balance")));
        Assert.Equal("paid", (await user.GetAsync($"/v1/reservations/{id}")).Text("status"));
        Assert.Equal(["payment -10000 0", "charge 7000 10000", "charge 3000 3000"], await LedgerAsync(user));
        var refunded = (await user.Repeatably().PostAsync($"/v1/payments/{paid.Text("paymentId")}/refunds")).Granted(HttpStatusCode.Created);
        Assert.Equal((10_000L, 10_000L), (refunded.Number("amount"), refunded.Number("balance")));
    }

    [Theory]
    [InlineData("")]
    [InlineData(",\"chargeMissing\":true")]
    [InlineData(",\"chargeMissing\":false")]
    [InlineData(",\"chargeMissing\":null")]
    public async Task With_enough_money_nothing_is_charged_whatever_is_asked(string field)
    {
        var (user, id) = await HoldingAsync(balance: 10_000);

        var paid = (await user.Repeatably().PostAsync("/v1/payments", $$"""{"reservationId":"{{id}}"{{field}}}""")).Granted(HttpStatusCode.Created);

        Assert.Equal((0L, 0L), (paid.Number("charged"), paid.Number("balance")));
        Assert.Equal(["payment -10000 0", "charge 10000 10000"], await LedgerAsync(user));
    }

    [Theory]
    [InlineData("\"yes\"")]
    [InlineData("1")]
    [InlineData("{}")]
    public async Task Anything_but_yes_or_no_is_refused(string value)
    {
        var (user, id) = await HoldingAsync(balance: 0);

        var refused = await user.Repeatably().PostAsync("/v1/payments", $$"""{"reservationId":"{{id}}","chargeMissing":{{value}}}""");

        Assert.Equal(["chargeMissing"], refused.Refused(400, "invalid_request").ErrorFields);
        Assert.Empty(await LedgerAsync(user));
    }

    [Fact]
    public async Task Sent_again_it_is_answered_the_same_and_has_no_second_effect()
    {
        var (user, id) = await HoldingAsync(balance: 3_000);
        var sameKey = user.Repeatably();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => PayAsync(sameKey, id, isKeyed: true)));
        var later = (await PayAsync(sameKey, id, isKeyed: true)).Granted(HttpStatusCode.Created);

        Assert.All(answers, answer => Assert.Equal(later.BodyText, answer.Granted(HttpStatusCode.Created).BodyText));
        Assert.Equal(7_000, later.Number("charged"));
        Assert.Equal("true", later.Response.Headers.GetValues("Idempotency-Replayed").Single());
        Assert.Equal(3, (await LedgerAsync(user)).Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_key_is_not_for_a_payment_that_charges_and_one_that_does_not(bool isFirstCharging)
    {
        var (user, id) = await HoldingAsync(balance: 10_000);
        var sameKey = user.Repeatably();
        (await sameKey.PostAsync("/v1/payments", new { reservationId = id, chargeMissing = isFirstCharging })).Granted(HttpStatusCode.Created);

        var other = await sameKey.PostAsync("/v1/payments", new { reservationId = id, chargeMissing = !isFirstCharging });

        other.Refused(422, "idempotency_key_reused");
    }

    [Fact]
    public async Task More_than_one_charge_may_add_is_refused_and_nothing_is_half_done()
    {
        var (user, id) = await HoldingAsync(balance: 1, price: 5_000_001, seatCount: 2);

        var refused = (await PayAsync(user, id)).Refused(402, "insufficient_balance");

        Assert.Equal((1L, 10_000_002L), (refused.Number("balance"), refused.Number("amount")));
        Assert.Equal(["charge 1 1"], await LedgerAsync(user));
        Assert.Equal("held", (await user.GetAsync($"/v1/reservations/{id}")).Text("status"));
        (await user.ChargeAsync(1)).Granted(HttpStatusCode.Created);
        Assert.Equal(10_000_000, (await PayAsync(user, id)).Granted(HttpStatusCode.Created).Number("charged"));
    }

    [Fact]
    public async Task What_cannot_be_paid_is_refused_before_anything_is_charged()
    {
        var (user, id) = await HoldingAsync(balance: 0);
        (await PayAsync(user, "r_none")).Refused(404, "reservation_not_found");
        (await user.DeleteAsync($"/v1/reservations/{id}")).Granted(HttpStatusCode.NoContent);

        (await PayAsync(user, id)).Refused(409, "reservation_released");

        Assert.Empty(await LedgerAsync(user));
    }

    // The key that follows from the reservation: what was refused left nothing behind, and what succeeded is never repeated.
    [Fact]
    public async Task One_key_for_each_reservation_pays_after_a_refusal_and_never_twice()
    {
        var (user, id) = await HoldingAsync(balance: 0, price: 10_000_000, seatCount: 2);
        var key = user.Repeatably($"pay-{id}");
        (await PayAsync(key, id, isKeyed: true)).Refused(402, "insufficient_balance");
        (await user.ChargeAsync(10_000_000)).Granted(HttpStatusCode.Created);

        var paid = (await PayAsync(key, id, isKeyed: true)).Granted(HttpStatusCode.Created);
        (await user.Repeatably().PostAsync($"/v1/payments/{paid.Text("paymentId")}/refunds")).Granted(HttpStatusCode.Created);

        Assert.Equal(paid.BodyText, (await PayAsync(key, id, isKeyed: true)).Granted(HttpStatusCode.Created).BodyText);
        Assert.Equal("refunded", (await user.GetAsync($"/v1/reservations/{id}")).Text("status"));
        Assert.Equal(20_000_000, (await user.GetAsync("/v1/wallet")).Number("balance"));
    }

    private async Task<(Caller User, string Id)> HoldingAsync(long balance, long price = 10_000, int seatCount = 1)
    {
        var now = api.Host.Time.GetUtcNow();
        var performance = new JsonObject
        {
            ["startsAt"] = now + TimeSpan.FromDays(7),
            // The database rounds a time, and the clock of these tests stands still: a sale that opens now may not be open yet.
            ["salesOpenAt"] = now - TimeSpan.FromMinutes(1),
            ["sections"] = new JsonArray(new JsonObject { ["name"] = "R", ["rows"] = 1, ["seatsPerRow"] = 4, ["price"] = price }),
        };
        var concert = await api.Host.ConcertAsync(more: new() { ["performances"] = new JsonArray(performance) });
        var user = await (await api.Host.UserAsync()).JoinAsync(concert);
        if (balance > 0) (await user.ChargeAsync(balance)).Granted(HttpStatusCode.Created);
        var held = await user.ReserveAsync(concert, [.. Enumerable.Range(1, seatCount).Select(number => $"1-1-{number}")]);
        return (user, held.Granted(HttpStatusCode.Created).Text("reservationId"));
    }

    private static Task<Answer> PayAsync(Caller user, string id, bool isKeyed = false) =>
        (isKeyed ? user : user.Repeatably()).PostAsync("/v1/payments", new { reservationId = id, chargeMissing = true });

    private static async Task<List<string>> LedgerAsync(Caller user) =>
    [
        .. (await user.GetAsync("/v1/wallet/transactions")).Granted().Json["items"]!.AsArray()
            .Select(entry => $"{entry!["kind"]} {entry["amount"]} {entry["balance"]}"),
    ];
}
