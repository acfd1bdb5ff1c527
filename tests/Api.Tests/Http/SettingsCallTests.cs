namespace Concert.Http;

/// <summary>What a page is told before it asks for anything else.</summary>
public sealed class SettingsCallTests
{
    [Fact]
    public async Task A_page_is_told_the_currency_the_limits_and_who_signs_in()
    {
        await using var api = await ApiHost.StartAsync();

        Assert.Equal(
            """{"currency":"KRW","maxSeatsPerUser":4,"holdSeconds":300,"maxChargeAmount":10000000,"signIn":"self"}""",
            (await api.Anyone.GetAsync("/v1/settings")).Granted().BodyText);
    }

    [Fact]
    public async Task They_are_what_the_operator_set()
    {
        await using var api = await ApiHost.StartAsync(
            ("Wallet:Currency", "EUR"),
            ("Reservations:MaxSeatsPerUser", "6"),
            ("Reservations:HoldDuration", "00:02:30"),
            ("Auth:Authority", "https://login.example.com"));

        Assert.Equal(
            """{"currency":"EUR","maxSeatsPerUser":6,"holdSeconds":150,"maxChargeAmount":10000000,"signIn":"provider"}""",
            (await api.Anyone.GetAsync("/v1/settings")).Granted().BodyText);
    }
}
