using System.Net;
using Microsoft.Playwright;

namespace Concert;

/// <summary>Tickets of users who sign in with a provider, whose tokens last an hour and which this page can't renew.</summary>
public sealed class ProviderTicketTests(BrowserFixture browser) : BrowserTest(browser)
{
    [Theory]
    [InlineData("en-US", "Show ticket", "Sign in", "QR code of the ticket")]
    [InlineData("ko-KR", "티켓 보기", "로그인", "QR 코드")]
    public async Task A_ticket_is_there_without_network_when_the_token_has_ended_and_goes_with_its_user(
        string locale, string show, string signIn, string code)
    {
        var host = await AHostAsync(("Auth:TokenLifetime", "01:00:00"));
        var (user, reservation) = await PaidAsync(host);
        var fan = await APersonAsync(host, new() { Locale = locale, Stores = true });
        await BelieveInAProviderAsync(fan);
        await fan.GoAsync($"/reservations/{reservation}");
        await fan.SeesAsync(fan.ExactButton(signIn));
        await ComeBackAsync(user);
        await fan.Link(show).TapAsync();
        await fan.SeesAsync(Code(fan));
        var shown = await fan.ReadScreenAsync();
        await fan.EventuallyAsync(
            () => fan.Page.EvaluateAsync<bool>("navigator.serviceWorker.controller !== null"), "the page is stored");

        fan.ConsoleErrors.Expect("net::ERR_INTERNET_DISCONNECTED", "net::ERR_FAILED", "status of 401", "status of 404");
        await fan.GoOfflineAsync();
        await fan.GoAsync("about:blank");
        host.Api.Time.Advance(TimeSpan.FromHours(2));
        await fan.ShiftClockAsync(TimeSpan.Zero);
        await fan.GoAsync($"/reservations/{reservation}/tickets");

        await fan.SeesAsync(Code(fan));
        Assert.Equal(shown, await fan.ReadScreenAsync());
        await fan.IsAccessibleAsync("a ticket without network after the end of a provider's token");

        // The service refuses the ended token, and the ticket stays.
        await fan.GoOnlineAsync();
        await fan.SeesAsync(fan.ExactButton(signIn));
        Assert.Equal(shown, await fan.ReadScreenAsync());
        await ComeBackAsync(await host.Api.UserAsync());
        await fan.SeesAsync(fan.Page.GetByRole(AriaRole.Alert));
        Assert.Equal(0, await Code(fan).CountAsync());
        Assert.Equal(0, await fan.Page.EvaluateAsync<int>(
            "Object.keys(localStorage).filter(key => key.startsWith('concert.tickets.')).length"));

        // From the organizer's sign-in, which began in this tab.
        async Task ComeBackAsync(Caller signedIn)
        {
            await fan.Page.EvaluateAsync(
                "back => sessionStorage.setItem('concert.sign-in', JSON.stringify({ state: 'mine', back }))", $"/reservations/{reservation}");
            await fan.GoAsync($"/#token={signedIn.AccessToken}&state=mine");
        }

        ILocator Code(Person person) =>
            person.Page.GetByRole(AriaRole.Img, new() { Name = code });
    }

    private static Task BelieveInAProviderAsync(Person person) => person.Page.RouteAsync("**/v1/settings", async route =>
    {
        var answer = await route.FetchAsync();
        var body = (await answer.TextAsync()).Replace(
            "\"signIn\":\"self\"", "\"signIn\":\"provider\",\"signInUrl\":\"https://organizer.example/sign-in\"", StringComparison.Ordinal);
        await route.FulfillAsync(new() { Response = answer, Body = body });
    });

    private static async Task<(Caller User, string Reservation)> PaidAsync(PageHost host)
    {
        var concert = await host.Api.ConcertAsync();
        var user = await (await host.Api.UserAsync()).JoinAsync(concert);
        var id = (await user.ReserveAsync(concert, "1-1-1")).Granted(HttpStatusCode.Created).Text("reservationId");
        (await user.Repeatably().PostAsync("/v1/payments", new { reservationId = id, chargeMissing = true })).Granted(HttpStatusCode.Created);
        return (user, id);
    }
}
