using System.Net;
using Concert.Recovery;

namespace Concert.Users;

/// <summary>A recovery code brings tickets and wallet to another device.</summary>
public sealed class RecoveryTests
{
    [Fact]
    public async Task A_code_brings_tickets_and_wallet_to_another_device()
    {
        await using var api = await ApiHost.StartAsync();
        var user = await api.UserAsync("Kim Minji");
        var reservationId = await TokenRenewalTests.PaidAsync(api, user, TimeSpan.FromDays(150));
        (await user.ChargeAsync(5_000)).Granted(HttpStatusCode.Created);
        var code = await CodeAsync(user);

        var recovered = (await RecoverAsync(api.Anyone, code)).Granted();

        Assert.Equal("Kim Minji", recovered.Text("name"));
        var other = api.Anyone with { AccessToken = recovered.Text("accessToken") };
        Assert.Equal("paid", (await other.GetAsync($"/v1/reservations/{reservationId}")).Granted().Text("status"));
        Assert.Equal(5_000, (await other.GetAsync("/v1/wallet")).Granted().Number("balance"));
        var me = await MeAsync(other);
        Assert.Equal((2, 5_000), (me.Number("ticketCount"), me.Number("balance")));
        api.Time.Advance(TimeSpan.FromDays(150));
        (await other.GetAsync("/v1/wallet")).Granted();
    }

    [Fact]
    public async Task A_code_stays_valid_and_each_use_of_it_is_told_to_the_user()
    {
        await using var api = await ApiHost.StartAsync();
        var user = await api.UserAsync();
        Assert.Null((await MeAsync(user)).Json["recoveryCode"]);
        var code = await CodeAsync(user);
        Assert.Null((await MeAsync(user)).Json["recoveryCode"]!["usedAt"]);

        foreach (var hours in new[] { 1, 2 })
        {
            api.Time.Advance(TimeSpan.FromHours(hours));
            var used = (await RecoverAsync(api.Anyone, code)).Granted().Text("recoveredAt");
            Assert.Equal(used, (await MeAsync(user)).Json["recoveryCode"]!["usedAt"]!.GetValue<string>());
            Assert.Equal(used, (await user.PostAsync("/v1/users/me/token")).Granted().Text("recoveredAt"));
        }
    }

    [Fact]
    public async Task A_new_code_replaces_the_old_one_and_hides_no_use_of_it()
    {
        await using var api = await ApiHost.StartAsync();
        var user = await api.UserAsync();
        var old = await CodeAsync(user);
        var used = (await RecoverAsync(api.Anyone, old)).Granted().Text("recoveredAt");
        api.Time.Advance(TimeSpan.FromMinutes(1));

        var code = await CodeAsync(user);

        Assert.NotEqual(old, code);
        (await RecoverAsync(api.Anyone, old)).Refused(401, "recovery_code_invalid");
        Assert.Equal(used, (await MeAsync(user)).Json["recoveryCode"]!["usedAt"]!.GetValue<string>());
        (await RecoverAsync(api.Anyone, code)).Granted();
    }

    [Fact]
    public async Task A_code_is_typed_as_people_type()
    {
        await using var api = await ApiHost.StartAsync();
        var user = await api.UserAsync();
        var code = await CodeAsync(user);
        Assert.Matches("^[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}$", code);

        foreach (var typed in new[] { code.ToLowerInvariant(), code.Replace('-', ' '), code.Replace("-", "", StringComparison.Ordinal), $"  {code} " })
            (await RecoverAsync(api.Anyone, typed)).Granted();
    }

    [Theory]
    [InlineData("")]
    [InlineData("ABCD-EFGH-JKLM")]
    [InlineData("ABCD-EFGH-JKL")]
    [InlineData("ABCD-EFGH-JKLMN")]
    [InlineData("ABCD-EFGH-JKL0")]
    [InlineData("가나다라-마바사아-자차카타")]
    [InlineData("' or 1=1 --")]
    public async Task What_is_nobodys_code_opens_nothing(string code)
    {
        await using var api = await ApiHost.StartAsync();
        await CodeAsync(await api.UserAsync());

        (await RecoverAsync(api.Anyone, code)).Refused(401, "recovery_code_invalid");
    }

    [Fact]
    public async Task A_request_without_a_code_is_invalid()
    {
        await using var api = await ApiHost.StartAsync();

        (await api.Anyone.PostAsync("/v1/users/recover", new { })).Refused(400, "invalid_request");
        (await api.Anyone.PostAsync("/v1/users/recover", new { code = 7 })).Refused(400, "invalid_request");
        (await api.Anyone.PostAsync("/v1/users/me/recovery-code")).Refused(401, "unauthenticated");
        (await api.Anyone.GetAsync("/v1/users/me")).Refused(401, "unauthenticated");
    }

    [Fact]
    public async Task An_address_has_a_few_tries_a_minute()
    {
        await using var api = await ApiHost.StartAsync(("RateLimit:PerClientPerSecond", "1000"), ("RateLimit:PerAddressPerSecond", "100000"));
        var code = await CodeAsync(await api.UserAsync());
        for (var guess = 0; guess < 5; guess++) (await RecoverAsync(api.Anyone, RecoveryCode.New().ToString())).Refused(401, "recovery_code_invalid");

        (await RecoverAsync(api.Anyone, code)).Refused(429, "too_many_requests");

        (await RecoverAsync(api.Anyone.From("127.0.0.2"), code)).Granted();
        api.Time.Advance(TimeSpan.FromSeconds(12));
        (await RecoverAsync(api.Anyone, code)).Granted();
    }

    [Fact]
    public async Task Without_its_table_nothing_is_promised_and_nothing_is_lost()
    {
        await using var api = await ApiHost.StartAsync();
        var user = await api.UserAsync();
        var code = await CodeAsync(user);
        await api.ExecuteAsync("alter table recovery_code rename to recovery_code_gone");
        var impatient = await api.ImpatientAsync(user);

        (await impatient.PostAsync("/v1/users/me/recovery-code")).Refused(503, "unavailable");
        (await RecoverAsync(impatient, code)).Refused(503, "unavailable");

        await api.ExecuteAsync("alter table recovery_code_gone rename to recovery_code");
        (await RecoverAsync(api.Anyone, code)).Granted();
    }

    private static async Task<string> CodeAsync(Caller user) =>
        (await user.PostAsync("/v1/users/me/recovery-code")).Granted(HttpStatusCode.Created).Text("code");

    private static Task<Answer> RecoverAsync(Caller caller, string code) => caller.PostAsync("/v1/users/recover", new { code });

    private static async Task<Answer> MeAsync(Caller user) => (await user.GetAsync("/v1/users/me")).Granted();
}
