using System.Net;

namespace Concert.Reservations;

/// <summary>Payments with <c>amount</c> and <c>chargeAtMost</c>: what their user was shown, or nothing.</summary>
[Collection(nameof(ApiFixture))]
public sealed class AgreedPaymentEndpointTests(ApiFixture api) : IAsyncLifetime
{
    private TestConcert _concert = null!;
    private Caller _user = null!;
    private string _id = "";
    private long _price;

    public async ValueTask InitializeAsync()
    {
        _concert = await api.Host.ConcertAsync();
        _user = await (await api.Host.UserAsync()).JoinAsync(_concert);
        var held = (await _user.ReserveAsync(_concert, "1-1-1")).Granted(HttpStatusCode.Created);
        (_id, _price) = (held.Text("reservationId"), held.Number("amount"));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_payment_of_seats_that_were_changed_since_they_were_shown_is_refused_with_the_new_figures()
    {
        (await _user.ChargeAsync(_price)).Granted(HttpStatusCode.Created);
        (await _user.ChangeAsync(_id, new { add = new[] { "1-1-2" } })).Granted(HttpStatusCode.OK);

        foreach (var body in (object[])
        [
            new { reservationId = _id, amount = _price },
            new { reservationId = _id, amount = _price, chargeMissing = true },
            new { reservationId = _id, amount = _price, chargeMissing = true, chargeAtMost = 1_000_000 },
        ])
        {
            AssertChanged(await PayAsync(body), amount: 2 * _price, balance: _price, charge: _price);
        }

        await AssertNothingPaidAsync($"charge {_price}");
        var paid = (await PayAsync(new { reservationId = _id, amount = 2 * _price, chargeMissing = true, chargeAtMost = _price })).Granted(HttpStatusCode.Created);
        Assert.Equal((2 * _price, _price, 0L), (paid.Number("amount"), paid.Number("charged"), paid.Number("balance")));
    }

    [Fact]
    public async Task A_payment_whose_money_was_spent_since_it_was_shown_charges_nothing_unasked()
    {
        (await _user.ChargeAsync(_price)).Granted(HttpStatusCode.Created);
        var other = (await _user.ReserveAsync(_concert, "1-2-1")).Granted(HttpStatusCode.Created).Text("reservationId");
        (await PayAsync(new { reservationId = other })).Granted(HttpStatusCode.Created);

        var refused = await PayAsync(new { reservationId = _id, amount = _price, chargeMissing = true, chargeAtMost = 0 });

        AssertChanged(refused, amount: _price, balance: 0, charge: _price);
        await AssertNothingPaidAsync($"payment -{_price}", $"charge {_price}");
    }

    [Fact]
    public async Task A_smaller_charge_than_was_shown_is_made()
    {
        (await _user.ChargeAsync(1)).Granted(HttpStatusCode.Created);

        var paid = (await PayAsync(new { reservationId = _id, amount = _price, chargeMissing = true, chargeAtMost = _price })).Granted(HttpStatusCode.Created);

        Assert.Equal((_price - 1, 0L), (paid.Number("charged"), paid.Number("balance")));
    }

    [Theory]
    [InlineData("\"amount\":-1", "amount")]
    [InlineData("\"amount\":1.5", "amount")]
    [InlineData("\"amount\":\"10000\"", "amount")]
    [InlineData("\"amount\":9223372036854775808", "amount")]
    [InlineData("\"chargeMissing\":true,\"chargeAtMost\":-1", "chargeAtMost")]
    [InlineData("\"chargeMissing\":true,\"chargeAtMost\":true", "chargeAtMost")]
    [InlineData("\"chargeAtMost\":0", "chargeAtMost")]
    [InlineData("\"chargeMissing\":false,\"chargeAtMost\":10000", "chargeAtMost")]
    [InlineData("\"chargeMissing\":null,\"amount\":-1,\"chargeAtMost\":10000", "amount", "chargeAtMost")]
    public async Task What_no_page_can_have_shown_is_refused(string fields, params string[] wrong)
    {
        var refused = await PayAsync($$"""{"reservationId":"{{_id}}",{{fields}}}""");

        Assert.Equal(wrong, refused.Refused(400, "invalid_request").ErrorFields);
        await AssertNothingPaidAsync();
    }

    [Fact]
    public async Task A_field_that_is_null_is_one_that_is_left_out()
    {
        var key = _user.Repeatably("pay-null");

        var paid = await key.PostAsync("/v1/payments", $$"""{"reservationId":"{{_id}}","chargeMissing":true,"amount":null,"chargeAtMost":null}""");

        Assert.Equal(paid.Granted(HttpStatusCode.Created).BodyText, (await key.PostAsync("/v1/payments", new { reservationId = _id, chargeMissing = true })).BodyText);
    }

    [Fact]
    public async Task The_figures_are_part_of_the_command()
    {
        var shown = new { reservationId = _id, chargeMissing = true, amount = _price, chargeAtMost = _price };
        var key = _user.Repeatably("pay-figures");
        var paid = (await key.PostAsync("/v1/payments", shown)).Granted(HttpStatusCode.Created);

        Assert.Equal(paid.BodyText, (await key.PostAsync("/v1/payments", shown)).Granted(HttpStatusCode.Created).BodyText);
        foreach (var other in (object[])
        [
            new { reservationId = _id, chargeMissing = true },
            new { reservationId = _id, chargeMissing = true, amount = _price },
            new { reservationId = _id, chargeMissing = true, chargeAtMost = _price },
            new { reservationId = _id, chargeMissing = true, amount = _price, chargeAtMost = _price + 1 },
            new { reservationId = _id, chargeMissing = true, amount = _price + 1, chargeAtMost = _price },
            new { reservationId = _id, amount = _price },
        ])
        {
            (await key.PostAsync("/v1/payments", other)).Refused(422, "idempotency_key_reused");
        }
    }

    // A refusal left nothing behind.
    [Fact]
    public async Task A_refused_payment_can_be_sent_again_under_its_key_with_the_new_figures()
    {
        var key = _user.Repeatably("pay-again");
        AssertChanged(
            await key.PostAsync("/v1/payments", new { reservationId = _id, chargeMissing = true, amount = 1, chargeAtMost = 1 }),
            amount: _price, balance: 0, charge: _price);

        var paid = await key.PostAsync("/v1/payments", new { reservationId = _id, chargeMissing = true, amount = _price, chargeAtMost = _price });

        Assert.Equal(_price, paid.Granted(HttpStatusCode.Created).Number("charged"));
    }

    [Fact]
    public async Task Under_another_key_with_other_figures_it_is_paid_already()
    {
        (await PayAsync(new { reservationId = _id, chargeMissing = true, amount = _price })).Granted(HttpStatusCode.Created);

        (await PayAsync(new { reservationId = _id, chargeMissing = true, amount = 1, chargeAtMost = 0 })).Refused(409, "already_paid");
        (await PayAsync(new { reservationId = "r_none", amount = 1 })).Refused(404, "reservation_not_found");
    }

    private Task<Answer> PayAsync(object body) => _user.Repeatably().PostAsync("/v1/payments", body);

    private static void AssertChanged(Answer answer, long amount, long balance, long charge)
    {
        var problem = answer.Refused(409, "amount_changed");
        Assert.Equal((amount, balance, charge), (problem.Number("amount"), problem.Number("balance"), problem.Number("charge")));
    }

    private async Task AssertNothingPaidAsync(params string[] ledger)
    {
        Assert.Equal("held", (await _user.GetAsync($"/v1/reservations/{_id}")).Text("status"));
        var entries = (await _user.GetAsync("/v1/wallet/transactions")).Granted().Json["items"]!.AsArray();
        Assert.Equal(ledger, entries.Select(entry => $"{entry!["kind"]} {entry["amount"]}"));
    }
}
