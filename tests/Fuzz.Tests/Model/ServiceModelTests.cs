using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Concert.Contract;

namespace Concert.Model;

/// <summary>The model finds answers that contradict earlier ones: what no single answer shows.</summary>
public sealed class ServiceModelTests
{
    private static readonly DateTimeOffset Now = new(2027, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly ModelPerformance Performance = new(
        "p_1", "c_1", Now.AddMinutes(-1), Now.AddHours(1), Now.AddHours(1), [new("1-1-1", "R", 100), new("1-1-2", "R", 100), new("1-1-3", "R", 100)]);

    private readonly ServiceModel _model = new(maxSeatsPerUser: 2, maxHoldsPerSlot: 2, seatCooldown: TimeSpan.FromSeconds(20));
    private readonly ModelUser _user = new("u_1", "token 1");
    private readonly ModelUser _other = new("u_2", "token 2");

    public ServiceModelTests() => _model.Add(new("c_1", "Night", [new(
        Performance.Id, Performance.ConcertId, Performance.SalesOpenAt, Performance.SalesCloseAt, Performance.StartsAt, Performance.Seats)]));

    [Fact]
    public void A_purchase_and_its_refund_contradict_nothing()
    {
        Assert.Empty(Charge(_user, 500, 500));
        Assert.Empty(Reserve(_user, "r_1", 200, "1-1-1", "1-1-2"));
        Assert.Empty(Pay(_user, "r_1", 200, 300));
        Assert.Empty(Refund(_user, "r_1", 200, 500));
        Assert.Equal((500, "available"), (_user.Balance, _model.Performance("p_1")!.StatusOf("1-1-1", Now)));
    }

    [Fact]
    public void A_wrong_balance_is_found() => Assert.NotEmpty(Charge(_user, 500, 501));

    [Fact]
    public void A_seat_that_two_users_have_is_found()
    {
        Reserve(_user, "r_1", 100, "1-1-1");

        Assert.NotEmpty(Reserve(_other, "r_2", 100, "1-1-1"));
    }

    [Fact]
    public void Seats_over_the_limit_are_found() => Assert.NotEmpty(Reserve(_user, "r_1", 300, "1-1-1", "1-1-2", "1-1-3"));

    [Fact]
    public void A_wrong_price_is_found() => Assert.NotEmpty(Reserve(_user, "r_1", 99, "1-1-1"));

    [Fact]
    public void A_reservation_outside_of_the_sale_is_found() => Assert.NotEmpty(Reserve(_user, "r_1", 100, Now.AddHours(1), "1-1-1"));

    [Fact]
    public void A_payment_without_the_money_is_found()
    {
        Reserve(_user, "r_1", 100, "1-1-1");

        Assert.NotEmpty(Pay(_user, "r_1", 100, -100));
    }

    [Fact]
    public void A_payment_that_charges_what_is_missing_contradicts_nothing()
    {
        Charge(_user, 60, 60);
        Reserve(_user, "r_1", 100, "1-1-1");

        Assert.Empty(PayCharging("r_1", charged: 40));
        Assert.Equal(["charge 60", "charge 40", "payment -100"], _user.Ledger.Select(entry => $"{entry.Kind} {entry.Amount}"));
        Assert.Empty(Refund(_user, "r_1", 100, 100));
    }

    [Theory]
    [InlineData(39)]
    [InlineData(100)]
    public void A_payment_that_charged_more_or_less_than_was_missing_is_found(long charged)
    {
        Charge(_user, 60, 60);
        Reserve(_user, "r_1", 100, "1-1-1");

        Assert.NotEmpty(PayCharging("r_1", charged));
    }

    [Fact]
    public void A_payment_that_charged_without_being_asked_to_is_found()
    {
        Charge(_user, 60, 60);
        Reserve(_user, "r_1", 100, "1-1-1");

        Assert.NotEmpty(Apply("PayReservation", _user, """{"reservationId":"r_1","paymentId":"pay_1","amount":100,"balance":0,"charged":40}""", Now));
    }

    // 100 are to be paid, and 40 are missing.
    [Theory]
    [InlineData("\"amount\":100,\"chargeAtMost\":40", true)]
    [InlineData("\"amount\":101", false)]
    [InlineData("\"chargeAtMost\":39", false)]
    public void A_payment_of_other_figures_than_its_user_was_shown_is_found_and_expected_to_be_refused(string figures, bool isRight)
    {
        Charge(_user, 60, 60);
        Reserve(_user, "r_1", 100, "1-1-1");
        var pay = Sound("PayReservation", _user) with { Body = Parse($$"""{"reservationId":"r_1","chargeMissing":true,{{figures}}}""") };

        Assert.Equal(isRight, Oracle.Expect(_model, pay, Now).Fits(201, null));
        Assert.Equal(!isRight, Oracle.Expect(_model, pay, Now).Fits(409, "amount_changed"));
        var paid = Parse("""{"reservationId":"r_1","paymentId":"pay_r_1","amount":100,"balance":0,"charged":40}""");
        Assert.Equal(isRight, !_model.Apply(pay, 201, paid, Now).Any());
    }

    [Fact]
    public void A_payment_after_the_hold_is_found()
    {
        Charge(_user, 500, 500);
        Reserve(_user, "r_1", 100, "1-1-1");

        Assert.NotEmpty(Pay(_user, "r_1", 100, 400, Now.AddSeconds(30)));
    }

    [Fact]
    public void A_payment_of_another_users_reservation_is_found()
    {
        Charge(_other, 500, 500);
        Reserve(_user, "r_1", 100, "1-1-1");

        Assert.NotEmpty(Pay(_other, "r_1", 100, 400));
    }

    [Fact]
    public void A_second_refund_is_found()
    {
        Charge(_user, 500, 500);
        Reserve(_user, "r_1", 100, "1-1-1");
        Pay(_user, "r_1", 100, 400);
        Refund(_user, "r_1", 100, 500);

        Assert.NotEmpty(Refund(_user, "r_1", 100, 600));
    }

    [Fact]
    public void A_refusal_of_a_seat_that_is_free_is_found() => Assert.NotEmpty(_model.Apply(
        Sound("Reserve", _user) with { Body = Parse("""{"performanceId":"p_1","seatIds":["1-1-1"]}""") },
        409,
        Parse("""{"code":"seat_taken","seatIds":["1-1-1"]}"""),
        Now));

    [Fact]
    public void A_reservation_too_many_of_one_place_is_found()
    {
        Assert.Empty(Reserve(_user, "r_1", 100, "1-1-1"));
        Release(_user, "r_1");
        Assert.Empty(Reserve(_user, "r_2", 100, "1-1-2"));

        Assert.NotEmpty(Reserve(_user, "r_3", 100, "1-1-3"));
    }

    [Fact]
    public void A_refusal_for_too_many_reservations_of_a_place_that_made_fewer_is_found()
    {
        var refusal = """{"code":"hold_limit_exceeded","limit":2}""";
        Reserve(_user, "r_1", 100, "1-1-1");
        Assert.NotEmpty(Refuse(_user, refusal, "1-1-2"));
        Reserve(_user, "r_2", 100, "1-1-2");

        Assert.Empty(Refuse(_user, refusal, "1-1-3"));
    }

    [Fact]
    public void A_seat_that_its_user_gets_again_too_early_is_found()
    {
        Reserve(_user, "r_1", 100, "1-1-1");
        Reserve(_other, "r_2", 100, "1-1-2");
        Release(_user, "r_1");

        Assert.NotEmpty(Reserve(_user, "r_3", 100, Now.AddSeconds(19), "1-1-1"));
        Assert.NotEmpty(Reserve(_other, "r_4", 100, Now.AddSeconds(49), "1-1-2"));
    }

    [Fact]
    public void A_seat_that_others_let_go_and_one_whose_time_is_over_are_free()
    {
        Reserve(_user, "r_1", 100, "1-1-1");
        Release(_user, "r_1");

        Assert.Empty(Reserve(_other, "r_2", 100, "1-1-1"));
        Release(_other, "r_2");
        Assert.Empty(Reserve(_user, "r_3", 100, Now.AddSeconds(20), "1-1-1"));
    }

    [Theory]
    [InlineData("1-1-1", "2027-03-01T12:00:20Z", true)]
    [InlineData("1-1-1", "2027-03-01T12:00:21Z", false)]
    [InlineData("1-1-1", "2027-03-01T12:00:00Z", false)]
    [InlineData("1-1-2", "2027-03-01T12:00:20Z", false)]
    public void A_refusal_of_a_seat_that_was_not_let_go_or_for_too_long_is_found(string seat, string availableAt, bool isRight)
    {
        Reserve(_user, "r_1", 100, "1-1-1");
        Release(_user, "r_1");

        Assert.Equal(isRight, Refuse(_user, $$"""{"code":"seat_recently_held","seatIds":["{{seat}}"],"availableAt":"{{availableAt}}"}""", seat).IsEmpty);
    }

    [Theory]
    [InlineData("waiting", 2, "waiting", 3)]
    [InlineData("active", 0, "waiting", 1)]
    [InlineData("expired", 0, "active", 0)]
    [InlineData("waiting", 1, "waiting", 0)]
    [InlineData("waiting", 1, "active", 1)]
    public void A_place_that_moves_back_is_found(string first, int position, string second, int next)
    {
        Assert.Empty(Join(201, first, position));

        Assert.NotEmpty(Read(second, next));
    }

    [Theory]
    [InlineData("\"returnBy\":\"2026-11-23T12:10:00Z\",", true)]
    [InlineData("", false)]
    public void Only_a_user_who_missed_the_turn_waits_again_after_joining_again(string missed, bool isRight)
    {
        Join(201, "waiting", 1);
        Assert.Empty(Read("expired", 0, missed));

        Assert.Equal(isRight, Join(200, "waiting", 2).IsEmpty);
        Assert.NotEmpty(Read("expired", 0, "\"claimBy\":\"2026-11-23T12:10:00Z\","));
    }

    [Fact]
    public void A_place_that_is_new_twice_is_found()
    {
        Join(201, "waiting", 2);

        Assert.NotEmpty(Join(201, "waiting", 2));
    }

    [Fact]
    public void A_sound_request_gets_the_answer_that_the_state_demands()
    {
        Charge(_user, 50, 50);
        Reserve(_user, "r_1", 100, "1-1-1");
        var pay = Sound("PayReservation", _user) with { Body = Parse("""{"reservationId":"r_1"}""") };

        Assert.True(Oracle.Expect(_model, pay, Now).Fits(402, "insufficient_balance"));
        Assert.True(Oracle.Expect(_model, pay, Now.AddSeconds(30)).Fits(409, "reservation_expired"));
        Assert.True(Oracle.Expect(_model, pay with { Actor = _other }, Now).Fits(404, "reservation_not_found"));
        var charging = pay with { Body = Parse("""{"reservationId":"r_1","chargeMissing":true}""") };
        Assert.True(Oracle.Expect(_model, charging, Now).Fits(201, null));
        Assert.True(Oracle.Expect(_model, charging, Now.AddSeconds(30)).Fits(409, "reservation_expired"));
        Charge(_user, 50, 100);
        Assert.True(Oracle.Expect(_model, pay, Now).Fits(201, null));
        Assert.False(Oracle.Expect(_model, pay, Now).Fits(402, "insufficient_balance"));
    }

    private static Intent Sound(string operation, ModelUser user) => new(new ApiOperation("POST", "/", operation), user) { IsSound = true };

    private static JsonObject Parse(string json) => JsonNode.Parse(json)!.AsObject();

    private ImmutableArray<string> Charge(ModelUser user, long amount, long balance) =>
        Apply("ChargeWallet", user, $$"""{"amount":{{amount}},"balance":{{balance}}}""", Now);

    private ImmutableArray<string> Reserve(ModelUser user, string id, long amount, params string[] seats) => Reserve(user, id, amount, Now, seats);

    private ImmutableArray<string> Reserve(ModelUser user, string id, long amount, DateTimeOffset now, params string[] seats)
    {
        var list = string.Join(',', seats.Select(seat => $$"""{"seatId":"{{seat}}"}"""));
        return Apply(
            "Reserve",
            user,
            $$"""{"reservationId":"{{id}}","performanceId":"p_1","status":"held","seats":[{{list}}],"amount":{{amount}},"expiresAt":"{{now.AddSeconds(30):yyyy-MM-ddTHH:mm:ssZ}}"}""",
            now);
    }

    private void Release(ModelUser user, string id) => Assert.Empty(_model.Apply(
        Sound("ReleaseReservation", user) with { PathValues = ImmutableDictionary<string, string>.Empty.Add("reservationId", id) }, 204, null, Now));

    private ImmutableArray<string> Refuse(ModelUser user, string problem, string seat) => [.. _model.Apply(
        Sound("Reserve", user) with { Body = Parse($$"""{"performanceId":"p_1","seatIds":["{{seat}}"]}""") }, 409, Parse(problem), Now)];

    private ImmutableArray<string> Pay(ModelUser user, string id, long amount, long balance, DateTimeOffset? now = null) => Apply(
        "PayReservation", user, $$"""{"reservationId":"{{id}}","paymentId":"pay_{{id}}","amount":{{amount}},"balance":{{balance}},"charged":0}""", now ?? Now);

    private ImmutableArray<string> PayCharging(string id, long charged) => [.. _model.Apply(
        Sound("PayReservation", _user) with { Body = Parse($$"""{"reservationId":"{{id}}","chargeMissing":true}""") },
        201,
        Parse($$"""{"reservationId":"{{id}}","paymentId":"pay_{{id}}","amount":100,"balance":0,"charged":{{charged}}}"""),
        Now)];

    private ImmutableArray<string> Refund(ModelUser user, string id, long amount, long balance) => Apply(
        "RefundPayment", user, $$"""{"refundId":"ref_{{id}}","paymentId":"pay_{{id}}","amount":{{amount}},"balance":{{balance}}}""", Now);

    // Version 1, place 5, concert c: what the model reads of a token.
    private ImmutableArray<string> Join(int status, string standing, int position) => [.. _model.Apply(
        Sound("JoinQueue", _user), status, Parse($$"""{"token":"AQAAAAAAAAAFYw.AA","concertId":"c","status":"{{standing}}","position":{{position}}}"""), Now)];

    private ImmutableArray<string> Read(string standing, int position, string more = "") => [.. _model.Apply(
        Sound("GetQueueToken", _user), 200, Parse($$"""{{{more}}"token":"AQAAAAAAAAAFYw.AA","concertId":"c","status":"{{standing}}","position":{{position}}}"""), Now)];

    private ImmutableArray<string> Apply(string operation, ModelUser user, string body, DateTimeOffset now) =>
        [.. _model.Apply(Sound(operation, user), 201, Parse(body), now)];
}
