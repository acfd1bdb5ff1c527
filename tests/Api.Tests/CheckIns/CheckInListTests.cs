using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Concert.CheckIns;

/// <summary>What a door fetches before it loses its network, and what it reports afterwards.</summary>
public sealed class CheckInListTests : IAsyncLifetime
{
    private ApiHost _host = null!;
    private TestConcert _concert = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await ApiHost.StartAsync(
            ("Admin:Keys:0:Name", "gate-1"), ("Admin:Keys:0:Key", "key-of-the-first-door"), ("Admin:Keys:0:Role", "door"),
            ("Admin:Keys:1:Name", "gate-2"), ("Admin:Keys:1:Key", "key-of-the-second-door"), ("Admin:Keys:1:Role", "door"));
        _concert = await _host.ConcertAsync();
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private Caller Door => _host.Anyone.With("Admin-Key", "key-of-the-first-door");

    private Caller OtherDoor => _host.Anyone.With("Admin-Key", "key-of-the-second-door");

    [Fact]
    public async Task The_list_has_each_ticket_with_its_use_and_each_refund_and_nobodys_name()
    {
        var (mina, paid, _) = await PaidAsync("1-1-1", "1-1-2");
        var (jun, refunded, payment) = await PaidAsync("1-2-1");
        (await jun.Repeatably().PostAsync($"/v1/payments/{payment}/refunds")).Granted(HttpStatusCode.Created);
        var tickets = (await mina.GetAsync($"/v1/reservations/{paid}")).Granted();
        var used = (await Door.PostAsync("/v1/check-ins", new { number = tickets.Text("number"), seatId = "1-1-2" })).Granted();

        var answer = (await ListAsync()).Granted();
        var lines = Lines(answer);

        var header = lines[0];
        Assert.Equal(("L1", _concert.PerformanceId, answer.Text("asOf")), (Text(header, "form"), Text(header, "performanceId"), Text(header, "asOf")));
        Assert.Null(header["after"] ?? header["through"]);
        var booking = lines.Single(line => Text(line, "reservationId") == paid);
        Assert.Equal((tickets.Text("number"), 1), (Text(booking, "number"), booking["version"]!.GetValue<int>()));
        var seats = booking["seats"]!.AsArray();
        Assert.Equal(
            tickets.Json["tickets"]!.AsArray().Select(ticket => ticket!["ticketId"]!.GetValue<string>()), seats.Select(seat => Text(seat!, "ticketId")));
        Assert.Equal(("1-1-1", "R", 1, 1), (Text(seats[0]!, "seatId"), Text(seats[0]!, "section"), Number(seats[0]!, "row"), Number(seats[0]!, "number")));
        Assert.Null(seats[0]!["checkedInAt"]);
        Assert.Equal((used.Text("checkedInAt"), "gate-1"), (Text(seats[1]!, "checkedInAt"), Text(seats[1]!, "door")));
        var gone = lines.Single(line => Text(line, "reservationId") == refunded);
        Assert.Null(gone["version"] ?? gone["seats"]);
        Assert.DoesNotContain("mina", answer.BodyText, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("u_", answer.Text("list"), StringComparison.Ordinal);
        Assert.Equal("no-store", answer.Response.Headers.CacheControl?.ToString());
    }

    [Fact]
    public async Task The_pages_form_a_chain_and_each_is_signed()
    {
        for (var row = 1; row <= 5; row++) await PaidAsync($"1-{row % 4 + 1}-{row / 4 + 1}");
        var whole = Lines((await ListAsync()).Granted()).Skip(1).Select(line => Text(line, "reservationId")).ToArray();
        Assert.Equal(5, whole.Length);

        var (read, cursor, after) = (new List<string>(), "", (string?)null);
        do
        {
            var page = (await ListAsync($"?limit=2{cursor}")).Granted();
            var lines = Lines(page);
            Assert.Equal(after, lines[0]["after"]?.GetValue<string>());
            Assert.True(await IsSignedAsync(page, page.Text("list")));
            Assert.False(await IsSignedAsync(page, page.Text("list").Replace("1", "2", StringComparison.Ordinal)));
            read.AddRange(lines.Skip(1).Select(line => Text(line, "reservationId")));
            after = lines[0]["through"]?.GetValue<string>();
            cursor = $"&cursor={page.Json["nextCursor"]?.GetValue<string>()}";
        }
        while (after is not null);

        Assert.Equal(whole, read);
    }

    [Fact]
    public async Task A_signature_of_a_list_makes_no_ticket()
    {
        await PaidAsync("1-1-1");
        var page = (await ListAsync()).Granted();

        (await Door.PostAsync("/v1/check-ins", new { code = $"{page.Text("list").Split('\n')[0]}.{page.Text("signature")}" }))
            .Refused(422, "ticket_code_invalid");
    }

    [Fact]
    public async Task Only_doors_and_operators_read_the_list()
    {
        (await _host.Anyone.GetAsync(Path())).Refused(403, "admin_only");
        (await (await _host.UserAsync()).GetAsync(Path())).Refused(403, "admin_only");
        (await _host.Anyone.With("Admin-Key", ApiHost.AdminKey).GetAsync(Path())).Granted();
        Assert.Equal("gate-1", (await Door.GetAsync("/v1/check-ins/door")).Granted().Text("door"));
        (await _host.Anyone.GetAsync("/v1/check-ins/door")).Refused(403, "admin_only");
        (await Door.GetAsync("/v1/performances/p_unknown/check-in-list")).Refused(404, "performance_not_found");
    }

    [Theory]
    [InlineData("?limit=0", "limit")]
    [InlineData("?limit=501", "limit")]
    [InlineData("?limit=-1", "limit")]
    [InlineData("?limit=", "limit")]
    [InlineData("?limit=1%00", "limit")]
    [InlineData("?cursor=", "cursor")]
    [InlineData("?cursor=%25", "cursor")]
    [InlineData("?cursor=AAAA", "cursor")]
    [InlineData("?cursor=MTI", "cursor")]
    [InlineData("?cursor=cl8xMg==", "cursor")]
    public async Task A_limit_or_a_cursor_that_makes_no_sense_is_refused(string query, string field) =>
        Assert.Equal([field], (await ListAsync(query)).Refused(400, "invalid_request").ErrorFields);

    [Fact]
    public async Task A_ticket_that_a_door_let_in_without_a_network_is_reported_later_and_a_repeated_report_is_one()
    {
        var (user, id, _) = await PaidAsync("1-1-1");
        var code = await CodeAsync(user, id);
        var scannedAt = _host.Time.GetUtcNow();
        _host.Time.Advance(TimeSpan.FromMinutes(20));

        var first = (await Door.Repeatably("scan-1").PostAsync("/v1/check-ins", new { code, scannedAt })).Granted();
        _host.Time.Advance(TimeSpan.FromMinutes(1));
        var again = (await Door.Repeatably("scan-1").PostAsync("/v1/check-ins", new { code, scannedAt })).Granted();

        Assert.Equal(scannedAt, DateTimeOffset.Parse(first.Text("checkedInAt"), System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(first.BodyText, again.BodyText);
        var refused = (await OtherDoor.PostAsync("/v1/check-ins", new { code, scannedAt })).Refused(409, "already_checked_in");
        Assert.Equal((first.Text("checkedInAt"), "gate-1"), (refused.Text("checkedInAt"), refused.Text("door")));
    }

    [Fact]
    public async Task A_late_report_of_a_ticket_that_was_refunded_meanwhile_says_so()
    {
        var (user, id, payment) = await PaidAsync("1-1-1");
        var code = await CodeAsync(user, id);
        var scannedAt = _host.Time.GetUtcNow();
        (await user.Repeatably().PostAsync($"/v1/payments/{payment}/refunds")).Granted(HttpStatusCode.Created);
        _host.Time.Advance(TimeSpan.FromMinutes(20));

        (await Door.PostAsync("/v1/check-ins", new { code, scannedAt })).Refused(409, "ticket_refunded");
    }

    [Fact]
    public async Task A_report_from_a_clock_that_is_years_wrong_is_refused_and_a_minute_is_tolerated()
    {
        var (user, id, _) = await PaidAsync("1-1-1");
        var code = await CodeAsync(user, id);
        var now = _host.Time.GetUtcNow();

        foreach (var scannedAt in new[] { now.AddMinutes(3), now.AddYears(5), now.AddDays(-31), default })
            Assert.Equal(["scannedAt"], (await Door.PostAsync("/v1/check-ins", new { code, scannedAt })).Refused(400, "invalid_request").ErrorFields);
        (await Door.PostAsync("/v1/check-ins", new { code, scannedAt = now.AddMinutes(1) })).Granted();
    }

    [Fact]
    public async Task Ten_doors_that_scan_one_code_at_once_let_one_person_in()
    {
        var (user, id, _) = await PaidAsync("1-1-1");
        var code = await CodeAsync(user, id);
        var scannedAt = _host.Time.GetUtcNow();

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(door =>
            (door % 2 == 0 ? Door : OtherDoor).Repeatably($"scan-{door}").PostAsync("/v1/check-ins", new { code, scannedAt })));

        Assert.Single(answers, answer => answer.Status == 200);
        Assert.All(answers.Where(answer => answer.Status != 200), answer => answer.Refused(409, "already_checked_in"));
    }

    [Fact]
    public async Task A_number_without_a_seat_is_refused_with_the_seats_to_choose_from()
    {
        var (user, id, _) = await PaidAsync("1-1-1", "1-1-2");
        var number = (await user.GetAsync($"/v1/reservations/{id}")).Text("number");

        var refused = (await Door.PostAsync("/v1/check-ins", new { number })).Refused(400, "invalid_request");

        Assert.Equal(["1-1-1", "1-1-2"], refused.Json["seatIds"]!.AsArray().Select(seat => seat!.GetValue<string>()));
        (await Door.PostAsync("/v1/check-ins", new { number = "22222222" })).Refused(404, "reservation_not_found");
    }

    private async Task<bool> IsSignedAsync(Answer page, string text)
    {
        var keys = (await _host.Anyone.GetAsync("/v1/ticket-keys")).Granted().Json["keys"]!.AsArray();
        var key = keys.Single(key => Text(key!, "kid") == page.Text("kid"))!;
        using var pair = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new() { X = Bytes(Text(key, "x")), Y = Bytes(Text(key, "y")) },
        });
        return pair.VerifyData(Encoding.UTF8.GetBytes(text), Bytes(page.Text("signature")), HashAlgorithmName.SHA256);
    }

    private string Path() => $"/v1/performances/{_concert.PerformanceId}/check-in-list";

    private Task<Answer> ListAsync(string query = "") => Door.GetAsync(Path() + query);

    private static JsonNode[] Lines(Answer page) => [.. page.Text("list").Split('\n').Select(line => JsonNode.Parse(line)!)];

    private static string Text(JsonNode node, string name) => node[name]?.GetValue<string>() ?? "";

    private static int Number(JsonNode node, string name) => node[name]!.GetValue<int>();

    private static byte[] Bytes(string text) => Base64Url.DecodeFromChars(text);

    private static async Task<string> CodeAsync(Caller user, string id) =>
        (await user.GetAsync($"/v1/reservations/{id}")).Granted().Json["tickets"]![0]!["code"]!.GetValue<string>();

    private async Task<(Caller User, string ReservationId, string PaymentId)> PaidAsync(params string[] seats)
    {
        var user = await (await _host.UserAsync()).JoinAsync(_concert);
        (await user.ChargeAsync(100_000)).Granted(HttpStatusCode.Created);
        var id = (await user.ReserveAsync(_concert, seats)).Granted(HttpStatusCode.Created).Text("reservationId");
        return (user, id, (await user.PayAsync(id)).Granted(HttpStatusCode.Created).Text("paymentId"));
    }
}
