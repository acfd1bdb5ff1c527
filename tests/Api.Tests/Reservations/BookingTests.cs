using System.Net;

namespace Concert.Reservations;

/// <summary>Reservations, payments and refunds, and every refusal on the way.</summary>
[AlsoTogether]
[Collection(nameof(ApiFixture))]
public sealed class BookingTests(ApiFixture api)
{
    [Fact]
    public async Task A_seat_is_held_paid_and_refunded()
    {
        var concert = await api.Host.ConcertAsync();
        var user = await AdmittedAsync(concert);
        (await user.ChargeAsync(50_000)).Granted(HttpStatusCode.Created);

        var held = (await user.ReserveAsync(concert, "1-1-1", "1-1-2")).Granted(HttpStatusCode.Created);
        var id = held.Text("reservationId");
        Assert.Equal($"/v1/reservations/{id}", held.Response.Headers.Location?.ToString());
        Assert.Equal(("held", 20_000L, "KRW"), (held.Text("status"), held.Number("amount"), held.Text("currency")));
        Assert.Equal("""{"seatId":"1-1-1","section":"R","row":1,"number":1,"price":10000}""", held.Json["seats"]![0]!.ToJsonString());

        var paid = (await user.PayAsync(id)).Granted(HttpStatusCode.Created);
        Assert.Equal((id, "KRW"), (paid.Text("reservationId"), paid.Text("currency")));
        Assert.Equal((20_000L, 30_000L), (paid.Number("amount"), paid.Number("balance")));
        Assert.EndsWith("Z", paid.Text("paidAt"), StringComparison.Ordinal);
        Assert.Equal("paid", (await user.GetAsync($"/v1/reservations/{id}")).Granted().Text("status"));
        (await user.PayAsync(id)).Refused(409, "already_paid");
        (await user.DeleteAsync($"/v1/reservations/{id}")).Refused(409, "already_paid");

        var refunds = $"/v1/payments/{paid.Text("paymentId")}/refunds";
        var refunded = (await user.Repeatably().PostAsync(refunds)).Granted(HttpStatusCode.Created);
        Assert.Equal(paid.Text("paymentId"), refunded.Text("paymentId"));
        Assert.Equal((20_000L, 50_000L), (refunded.Number("amount"), refunded.Number("balance")));
        (await user.Repeatably().PostAsync(refunds)).Refused(409, "already_refunded");
        (await user.PayAsync(id)).Refused(409, "already_refunded");
        (await user.DeleteAsync($"/v1/reservations/{id}")).Refused(409, "already_refunded");

        var ledger = (await user.GetAsync("/v1/wallet/transactions")).Granted().Json["items"]!.AsArray();
        Assert.Equal(["refund", "payment", "charge"], ledger.Select(entry => entry!["kind"]!.GetValue<string>()));
        Assert.Equal([20_000, -20_000, 50_000], ledger.Select(entry => entry!["amount"]!.GetValue<long>()));
    }

    [Fact]
    public async Task A_seat_of_another_user_is_taken_and_alternatives_are_offered()
    {
        var concert = await api.Host.ConcertAsync();
        (await (await AdmittedAsync(concert)).ReserveAsync(concert, "1-1-1")).Granted(HttpStatusCode.Created);

        var answer = (await (await AdmittedAsync(concert)).ReserveAsync(concert, "1-1-1", "1-1-2")).Refused(409, "seat_taken");

        Assert.Equal(["1-1-1"], answer.Json["seatIds"]!.AsArray().Select(seat => seat!.GetValue<string>()));
        Assert.All(answer.Json["alternatives"]!.AsArray(), set => Assert.Equal(2, set!.AsArray().Count));
    }

    [Fact]
    public async Task The_best_available_seats_are_chosen_until_none_are_left()
    {
        var concert = await api.Host.ConcertAsync(rows: 1, seatsPerRow: 4);
        var best = new { performanceId = concert.PerformanceId, bestAvailable = new { quantity = 4, section = "R" } };

        var held = (await (await AdmittedAsync(concert)).Repeatably().PostAsync("/v1/reservations", best)).Granted(HttpStatusCode.Created);
        Assert.Equal(4, held.Json["seats"]!.AsArray().Count);

        (await (await AdmittedAsync(concert)).Repeatably().PostAsync("/v1/reservations", best)).Refused(409, "all_seats_held");
    }

    [Theory]
    [InlineData("""{"performanceId":"P"}""", "seatIds")]
    [InlineData("""{"performanceId":"P","seatIds":[]}""", "seatIds")]
    [InlineData("""{"performanceId":"P","seatIds":[null]}""", "seatIds")]
    [InlineData("""{"performanceId":"P","seatIds":["1-1-1","1-1-1"]}""", "seatIds")]
    [InlineData("""{"performanceId":"P","seatIds":["1-1-1","1-1-2","1-1-3","1-1-4","1-1-5"]}""", "seatIds")]
    [InlineData("""{"performanceId":"P","seatIds":["111111111111111111111111111111111"]}""", "seatIds")]
    [InlineData("""{"performanceId":"P","seatIds":["1-1-1"],"bestAvailable":{"quantity":1}}""", "seatIds")]
    [InlineData("""{"performanceId":"P","bestAvailable":{"quantity":0}}""", "bestAvailable.quantity")]
    [InlineData("""{"performanceId":"P","bestAvailable":{"quantity":5}}""", "bestAvailable.quantity")]
    [InlineData("""{"performanceId":"P","bestAvailable":{}}""", "bestAvailable.quantity")]
    [InlineData("""{"performanceId":"P","bestAvailable":{"quantity":1,"section":""}}""", "bestAvailable.section")]
    [InlineData("""{"performanceId":"P","bestAvailable":{"quantity":1,"section":"r"}}""", "bestAvailable.section")]
    [InlineData("""{"seatIds":["1-1-1"]}""", "performanceId")]
    public async Task An_invalid_reservation_is_refused_with_the_name_of_the_field(string body, string field)
    {
        var concert = await api.Host.ConcertAsync();
        var user = await AdmittedAsync(concert);

        var named = body.Replace("\"P\"", $"\"{concert.PerformanceId}\"", StringComparison.Ordinal);
        var answer = await user.Repeatably().PostAsync("/v1/reservations", named);

        Assert.Equal([field], answer.Refused(400, "invalid_request").ErrorFields);
    }

    [Fact]
    public async Task Unknown_performances_and_seats_cannot_be_reserved()
    {
        var concert = await api.Host.ConcertAsync();
        var user = await AdmittedAsync(concert);

        (await user.ReserveAsync(concert with { PerformanceId = "p_none" }, "1-1-1")).Refused(404, "performance_not_found");
        (await user.ReserveAsync(concert with { PerformanceId = "../p" }, "1-1-1")).Refused(404, "performance_not_found");
        var answer = (await user.ReserveAsync(concert, "9-9-9")).Refused(404, "seat_not_found");
        Assert.Equal("9-9-9", answer.Json["seatIds"]![0]!.GetValue<string>());
    }

    [Theory]
    [InlineData("1-1-1\0")]
    [InlineData("01-1-1")]
    [InlineData("1-1-1 ")]
    public async Task A_seat_has_one_id_and_is_not_sold_again_under_another_spelling(string spelling)
    {
        var concert = await api.Host.ConcertAsync();
        (await (await AdmittedAsync(concert)).ReserveAsync(concert, "1-1-1")).Granted(HttpStatusCode.Created);

        (await (await AdmittedAsync(concert)).ReserveAsync(concert, spelling)).Refused(404, "seat_not_found");
    }

    [Fact]
    public async Task One_user_cannot_have_more_seats_than_the_limit()
    {
        var concert = await api.Host.ConcertAsync();
        var user = await AdmittedAsync(concert);
        (await user.ReserveAsync(concert, "1-1-1", "1-1-2", "1-1-3")).Granted(HttpStatusCode.Created);

        var answer = (await user.ReserveAsync(concert, "1-1-4", "1-1-5")).Refused(409, "seat_limit_exceeded");

        Assert.Equal((4, 3, 2), (answer.Number("limit"), answer.Number("heldCount"), answer.Number("requestedCount")));
    }

    [Fact]
    public async Task A_payment_needs_the_full_amount_in_the_wallet()
    {
        var concert = await api.Host.ConcertAsync();
        var user = await AdmittedAsync(concert);
        (await user.ChargeAsync(3_000)).Granted(HttpStatusCode.Created);
        var id = (await user.ReserveAsync(concert, "1-1-1")).Text("reservationId");

        var answer = (await user.PayAsync(id)).Refused(402, "insufficient_balance");

        Assert.Equal((3_000, 10_000), (answer.Number("balance"), answer.Number("amount")));
        Assert.Equal("held", (await user.GetAsync($"/v1/reservations/{id}")).Text("status"));
    }

    [Fact]
    public async Task A_released_seat_is_free_and_its_reservation_cannot_be_paid()
    {
        var concert = await api.Host.ConcertAsync();
        var user = await AdmittedAsync(concert);
        var id = (await user.ReserveAsync(concert, "1-1-1")).Text("reservationId");

        (await user.DeleteAsync($"/v1/reservations/{id}")).Granted(HttpStatusCode.NoContent);

        (await user.DeleteAsync($"/v1/reservations/{id}")).Granted(HttpStatusCode.NoContent);
        Assert.Equal("released", (await user.GetAsync($"/v1/reservations/{id}")).Granted().Text("status"));
        (await user.PayAsync(id)).Refused(409, "reservation_released");
        (await (await AdmittedAsync(concert)).ReserveAsync(concert, "1-1-1")).Granted(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_user_cannot_see_or_pay_the_reservation_of_another()
    {
        var concert = await api.Host.ConcertAsync();
        var user = await AdmittedAsync(concert);
        (await user.ChargeAsync(10_000)).Granted(HttpStatusCode.Created);
        var id = (await user.ReserveAsync(concert, "1-1-1")).Text("reservationId");
        var other = await api.Host.UserAsync("Jisoo");

        (await other.GetAsync($"/v1/reservations/{id}")).Refused(404, "reservation_not_found");
        (await other.DeleteAsync($"/v1/reservations/{id}")).Refused(404, "reservation_not_found");
        (await other.PayAsync(id)).Refused(404, "reservation_not_found");
        var paymentId = (await user.PayAsync(id)).Text("paymentId");
        (await other.Repeatably().PostAsync($"/v1/payments/{paymentId}/refunds")).Refused(404, "payment_not_found");
    }

    [Fact]
    public async Task Reservations_are_listed_newest_first()
    {
        var concert = await api.Host.ConcertAsync();
        var user = await AdmittedAsync(concert);
        var first = (await user.ReserveAsync(concert, "1-1-1")).Text("reservationId");
        var second = (await user.ReserveAsync(concert, "1-1-2")).Text("reservationId");

        var newest = (await user.GetAsync("/v1/reservations?limit=1")).Granted();
        var older = (await user.GetAsync($"/v1/reservations?limit=1&cursor={newest.Text("nextCursor")}")).Granted();

        Assert.Equal(second, newest.Json["items"]![0]!["reservationId"]!.GetValue<string>());
        Assert.Equal(first, older.Json["items"]![0]!["reservationId"]!.GetValue<string>());
        Assert.Null(older.Json["nextCursor"]);
    }

    [Fact]
    public async Task The_ledger_is_read_page_by_page_newest_first()
    {
        var user = await api.Host.UserAsync();
        (await user.ChargeAsync(1_000)).Granted(HttpStatusCode.Created);
        var charged = (await user.ChargeAsync(2_000)).Granted(HttpStatusCode.Created);

        var newest = (await user.GetAsync("/v1/wallet/transactions?limit=1")).Granted();
        var older = (await user.GetAsync($"/v1/wallet/transactions?limit=1&cursor={newest.Text("nextCursor")}")).Granted();

        var entry = newest.Json["items"]!.AsArray().Single()!.AsObject();
        Assert.Equal(["transactionId", "kind", "amount", "balance", "reference", "createdAt"], entry.Select(member => member.Key));
        Assert.Equal(charged.Text("transactionId"), entry["transactionId"]!.GetValue<string>());
        Assert.Equal((2_000, 3_000), (entry["amount"]!.GetValue<long>(), entry["balance"]!.GetValue<long>()));
        Assert.Equal(1_000, older.Json["items"]!.AsArray().Single()!["amount"]!.GetValue<long>());
        Assert.Null(older.Json["nextCursor"]);
    }

    private async Task<Caller> AdmittedAsync(TestConcert concert) => await (await api.Host.UserAsync()).JoinAsync(concert);
}
