namespace Concert.Operations;

/// <summary>The settings that clients read first.</summary>
[OneProcess]
public sealed class SettingsEndpointsTests
{
    [Fact]
    public async Task They_have_the_currency_the_limits_and_the_kind_of_sign_in()
    {
        await using var api = await ApiHost.StartAsync();

        Assert.Equal(
            """{"currency":"KRW","maxSeatsPerUser":4,"maxChanges":20,"holdSeconds":300,"maxChargeAmount":10000000,"signIn":"self","timeZone":"Asia/Seoul"}""",
            (await api.Anyone.GetAsync("/v1/settings")).Granted().BodyText);
    }

    [Fact]
    public async Task They_are_the_configured_values()
    {
        await using var api = await ApiHost.StartAsync(
            ("Wallet:Currency", "EUR"),
            ("Catalog:TimeZone", "Europe/Vienna"),
            ("Reservations:MaxSeatsPerUser", "6"),
            ("Reservations:MaxChanges", "0"),
            ("Reservations:HoldDuration", "00:02:30"),
            ("Auth:Authority", "https://login.example.com"),
            ("Auth:Audience", "tickets"),
            ("Auth:SignInUrl", "https://example.com/login?to=tickets"));

        Assert.Equal(
            """{"currency":"EUR","maxSeatsPerUser":6,"maxChanges":0,"holdSeconds":"""
            + """150,"maxChargeAmount":10000000,"signIn":"provider","timeZone":"Europe/Vienna","signInUrl":"https://example.com/login?to=tickets"}""",
            (await api.Anyone.GetAsync("/v1/settings")).Granted().BodyText);
    }
}
