using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Concert.Auth;
using Concert.Tickets;

namespace Concert.CheckIns;

/// <summary>The ticket of a fan at a door, and every code that must not open it.</summary>
[AlsoTogether]
public sealed class CheckInsEndpointsTests : IAsyncLifetime
{
    private const string FirstDoor = "the key of the first door";
    private const string SecondDoor = "the key of the second door";

    private ApiHost _host = null!;
    private TestConcert _concert = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await ApiHost.StartAsync(
            ("Admin:Keys:0:Name", "gate-1"), ("Admin:Keys:0:Key", Key(FirstDoor)), ("Admin:Keys:0:Role", "door"),
            ("Admin:Keys:1:Name", "gate-2"), ("Admin:Keys:1:Key", Key(SecondDoor)), ("Admin:Keys:1:Role", "door"));
        _concert = await _host.ConcertAsync();
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_paid_reservation_has_a_number_and_a_ticket_for_each_seat_that_is_let_in_once()
    {
        var (user, id, _) = await PaidAsync("1-1-1", "1-1-2");
        var reservation = (await user.GetAsync($"/v1/reservations/{id}")).Granted();
        var tickets = reservation.Json["tickets"]!.AsArray();
        Assert.Equal(["1-1-1", "1-1-2"], tickets.Select(ticket => ticket!["seatId"]!.GetValue<string>()));
        Assert.Equal(reservation.Text("number"), BookingNumber.Parse(reservation.Text("number")));

        var code = tickets[0]!["code"]!.GetValue<string>();
        var admitted = (await ScanAsync(FirstDoor, new { code, performanceId = _concert.PerformanceId })).Granted();
        Assert.Equal(("gate-1", id, reservation.Text("number")), (admitted.Text("door"), admitted.Text("reservationId"), admitted.Text("number")));
        Assert.Equal(tickets[0]!["ticketId"]!.GetValue<string>(), admitted.Text("ticketId"));

        _host.Time.Advance(TimeSpan.FromMinutes(2));
        var second = (await ScanAsync(SecondDoor, new { code })).Refused(409, "already_checked_in");
        Assert.Equal(("gate-1", admitted.Text("checkedInAt")), (second.Text("door"), second.Text("checkedInAt")));
        (await ScanAsync(SecondDoor, new { code = tickets[1]!["code"]!.GetValue<string>() })).Granted();
        var after = (await user.GetAsync($"/v1/reservations/{id}")).Json["tickets"]![0]!;
        Assert.Equal(admitted.Text("checkedInAt"), after["checkedInAt"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_reservation_has_no_ticket_before_it_is_paid_nor_after_its_refund_and_the_old_code_is_refused()
    {
        var held = await AdmittedAsync();
        var holdId = (await held.ReserveAsync(_concert, "1-2-1")).Text("reservationId");
        var hold = (await held.GetAsync($"/v1/reservations/{holdId}")).Granted();
        Assert.Null(hold.Json["tickets"]);
        (await ScanAsync(FirstDoor, new { number = hold.Text("number") })).Refused(404, "reservation_not_found");

        var (user, id, payment) = await PaidAsync("1-1-1");
        var code = await CodeAsync(user, id);
        (await user.Repeatably().PostAsync($"/v1/payments/{payment}/refunds")).Granted(HttpStatusCode.Created);

        Assert.Null((await user.GetAsync($"/v1/reservations/{id}")).Json["tickets"]);
        (await ScanAsync(FirstDoor, new { code })).Refused(409, "ticket_refunded");
    }

    [Fact]
    public async Task Who_was_let_in_gets_no_refund()
    {
        var (user, id, payment) = await PaidAsync("1-1-1");
        (await ScanAsync(FirstDoor, new { code = await CodeAsync(user, id) })).Granted();

        (await user.Repeatably().PostAsync($"/v1/payments/{payment}/refunds")).Refused(409, "already_checked_in");
    }

    [Fact]
    public async Task A_ticket_of_another_performance_is_refused_and_stays_good()
    {
        var (user, id, _) = await PaidAsync("1-1-1");
        var code = await CodeAsync(user, id);

        var refused = (await ScanAsync(FirstDoor, new { code, performanceId = "p_other" })).Refused(409, "other_performance");

        Assert.Equal(_concert.PerformanceId, refused.Text("performanceId"));
        (await ScanAsync(FirstDoor, new { code })).Granted();
    }

    [Fact]
    public async Task Forged_truncated_and_foreign_codes_are_refused()
    {
        var (user, id, _) = await PaidAsync("1-1-1", "1-1-2");
        var code = await CodeAsync(user, id);
        var foreign = new TicketCodes(new GatewayKeys("another signing key of more than 32 bytes"));
        string[] wrong =
        [
            "", ".", "......", "T1", code[..^1], code[1..], code + "A", code.Replace("1-1-1", "1-1-2", StringComparison.Ordinal),
            code.Replace("T1.", "T2.", StringComparison.Ordinal), code.ToUpperInvariant(), new string('.', 300),
            foreign.Issue(new(new(_concert.PerformanceId), new("1-1-1"), new(id), 1)),
            WithKeyOf(code, foreign.Issue(new(new(_concert.PerformanceId), new("1-1-1"), new(id), 1))),
        ];

        foreach (var text in wrong) (await ScanAsync(FirstDoor, new { code = text })).Refused(422, "ticket_code_invalid");
        (await ScanAsync(FirstDoor, new { code })).Granted();
    }

    // The gateway repeats a call whose answer was lost, and a door may do so too.
    [Fact]
    public async Task A_scan_that_is_repeated_under_its_key_is_granted_again_and_another_doors_key_is_another_scan()
    {
        var (user, id, _) = await PaidAsync("1-1-1");
        var code = await CodeAsync(user, id);

        var first = (await Door(FirstDoor).Repeatably("scan-1").PostAsync("/v1/check-ins", new { code })).Granted();
        var again = (await Door(FirstDoor).Repeatably("scan-1").PostAsync("/v1/check-ins", new { code })).Granted();

        Assert.Equal(first.BodyText, again.BodyText);
        (await Door(SecondDoor).Repeatably("scan-1").PostAsync("/v1/check-ins", new { code })).Refused(409, "already_checked_in");
    }

    [Fact]
    public async Task A_typed_booking_number_lets_a_seat_in_that_it_names()
    {
        var (user, id, _) = await PaidAsync("1-1-1", "1-1-2");
        var number = (await user.GetAsync($"/v1/reservations/{id}")).Text("number");
        var typed = $"{number[..4].ToUpperInvariant()}-{number[4..]}";

        Assert.Equal(["seatId"], (await ScanAsync(FirstDoor, new { number = typed })).Refused(400, "invalid_request").ErrorFields);
        (await ScanAsync(FirstDoor, new { number = typed, seatId = "1-1-2" })).Granted();
        (await ScanAsync(SecondDoor, new { number, seatId = "1-1-2" })).Refused(409, "already_checked_in");
        (await ScanAsync(SecondDoor, new { number, seatId = "1-1-3" })).Refused(404, "seat_not_found");
        (await ScanAsync(SecondDoor, new { code = await CodeAsync(user, id) })).Granted();
    }

    [Theory]
    [InlineData("""{}""", "code")]
    [InlineData("""{"code":"T1","number":"22222222"}""", "code")]
    [InlineData("""{"number":"7KQM4X2O"}""", "number")]
    [InlineData("""{"number":""}""", "number")]
    [InlineData("""{"code":"T1","seatId":"1-1-1"}""", "seatId")]
    public async Task A_scan_that_makes_no_sense_is_refused_with_the_name_of_the_field(string body, string field) =>
        Assert.Equal([field], (await ScanAsync(FirstDoor, body)).Refused(400, "invalid_request").ErrorFields);

    [Fact]
    public async Task A_door_needs_its_key_and_its_key_opens_nothing_else()
    {
        (await _host.Anyone.PostAsync("/v1/check-ins", new { code = "T1" })).Refused(403, "admin_only");
        (await ScanAsync("a wrong key", new { code = "T1" })).Refused(403, "admin_only");
        (await _host.Anyone.With("Admin-Key", ApiHost.AdminKey).PostAsync("/v1/check-ins", new { code = "T1" })).Refused(422, "ticket_code_invalid");
        (await Door(FirstDoor).SendAsync(HttpMethod.Put, $"/v1/concerts/{_concert.ConcertId}/queue", new { maxActive = 1 }))
            .Refused(403, "admin_only");
    }

    // What a door does without a network, here with the same curve and format as a browser.
    [Fact]
    public async Task Whoever_has_the_public_keys_can_verify_a_code_without_the_service()
    {
        var (user, id, _) = await PaidAsync("1-1-1");
        var code = await CodeAsync(user, id);
        var keys = (await _host.Anyone.GetAsync("/v1/ticket-keys")).Granted().Json["keys"]!.AsArray();
        var key = keys.Single(key => key!["kid"]!.GetValue<string>() == code.Split('.')[1])!;

        using var pair = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new() { X = Bytes(key["x"]!.GetValue<string>()), Y = Bytes(key["y"]!.GetValue<string>()) },
        });
        var end = code.LastIndexOf('.');

        Assert.True(pair.VerifyData(Encoding.UTF8.GetBytes(code[..end]), Bytes(code[(end + 1)..]), HashAlgorithmName.SHA256));
        Assert.Equal(("EC", "P-256"), (key["kty"]!.GetValue<string>(), key["crv"]!.GetValue<string>()));
    }

    private static string Key(string door) => door.Replace(' ', '-');

    private static byte[] Bytes(string text) => Base64Url.DecodeFromChars(text);

    private static string WithKeyOf(string code, string other)
    {
        var parts = other.Split('.');
        parts[1] = code.Split('.')[1];
        return string.Join('.', parts);
    }

    private static async Task<string> CodeAsync(Caller user, string id) =>
        (await user.GetAsync($"/v1/reservations/{id}")).Granted().Json["tickets"]![0]!["code"]!.GetValue<string>();

    private Caller Door(string door) => _host.Anyone.With("Admin-Key", Key(door));

    private Task<Answer> ScanAsync(string door, object body) => Door(door).PostAsync("/v1/check-ins", body);

    private async Task<Caller> AdmittedAsync() => await (await _host.UserAsync()).JoinAsync(_concert);

    private async Task<(Caller User, string ReservationId, string PaymentId)> PaidAsync(params string[] seats)
    {
        var user = await AdmittedAsync();
        (await user.ChargeAsync(100_000)).Granted(HttpStatusCode.Created);
        var id = (await user.ReserveAsync(_concert, seats)).Granted(HttpStatusCode.Created).Text("reservationId");
        return (user, id, (await user.PayAsync(id)).Granted(HttpStatusCode.Created).Text("paymentId"));
    }
}
