using System.Net;
using System.Text.RegularExpressions;
using static Concert.PaymentSteps;

namespace Concert;

/// <summary>
/// What a button says is what its press pays and charges at most, whatever another tab or device has done since. A seat costs ₩10,000,
/// and the wallet is empty unless a test says otherwise.
/// </summary>
public sealed class AgreedPaymentPageTests(BrowserFixture browser) : BrowserTest(browser)
{
    public static TheoryData<string> Languages { get; } = ["en-US", "ko-KR"];

    // The other device's change sends this tab no event: the page shows the old figures when its button is pressed.
    [Theory, MemberData(nameof(Languages))]
    public async Task Seats_that_were_changed_elsewhere_are_not_paid_for_unseen(string language)
    {
        var (_, _, caller, here) = await HoldingAsync(language);
        await ChangeAsync(caller, here);
        here.ConsoleErrors.Expect("status of 409");

        await PayButton(here).TapAsync();

        await here.SeesAsync(here.Alert(PaymentTexts.Of(language).AmountChanged));
        await here.SeesAsync(PayButton(here, "20,000"));
        Assert.Equal(2, await here.Page.Locator(".bill li").CountAsync());
        Assert.Empty(await LedgerAsync(here));
        await here.IsAccessibleAsync("a payment whose amount has changed");
        await PayButton(here, "20,000").TapAsync();
        await here.SeesAsync(here.Heading(PaymentTexts.Of(language).Ticket));
        Assert.Equal(["payment -20000", "charge 20000"], await LedgerAsync(here));
    }

    [Theory, MemberData(nameof(Languages))]
    public async Task Seats_that_are_changed_elsewhere_while_the_payment_is_on_its_way_are_not_paid_for_unseen(string language)
    {
        var (_, _, caller, here) = await HoldingAsync(language);
        here.ConsoleErrors.Expect("status of 409");
        var delayed = await DelayPaymentAsync(here);
        await PayButton(here).TapAsync();
        var payment = await delayed;

        await ChangeAsync(caller, here);
        await payment.ContinueAsync();

        await here.SeesAsync(here.Alert(PaymentTexts.Of(language).AmountChanged));
        await here.SeesAsync(PayButton(here, "20,000"));
        Assert.Empty(await LedgerAsync(here));
    }

    // The other tab's change is known here before the press, and the read of what it changed has no answer yet.
    [Theory, MemberData(nameof(Languages))]
    public async Task Money_that_was_spent_in_another_tab_is_not_charged_unasked(string language)
    {
        var (_, concert, caller, here) = await HoldingAsync(language, balance: 10_000);
        var other = (await caller.ReserveAsync(concert, "1-2-1")).Granted(HttpStatusCode.Created).Text("reservationId");
        var there = await here.OpenTabAsync($"/reservations/{other}");
        await there.SeesAsync(PayOnlyButton(there));
        here.ConsoleErrors.Expect("status of 409");
        var delayed = await DelayAsync(here, "**/v1/wallet");
        await PayOnlyButton(there).TapAsync();
        await there.SeesAsync(there.Heading(PaymentTexts.Of(language).Ticket));
        var read = await delayed;

        await PayOnlyButton(here).TapAsync();

        await here.SeesAsync(here.Alert(PaymentTexts.Of(language).BalanceChanged));
        await here.SeesAsync(PayButton(here));
        Assert.Equal(["payment -10000", "charge 10000"], await LedgerAsync(here));
        await here.IsAccessibleAsync("a payment whose money was spent");
        await read.AbortAsync();
        await PayButton(here).TapAsync();
        await here.SeesAsync(here.Heading(PaymentTexts.Of(language).Ticket));
        Assert.Equal(["payment -10000", "charge 10000", "payment -10000", "charge 10000"], await LedgerAsync(here));
    }

    [Theory, MemberData(nameof(Languages))]
    public async Task Less_than_the_button_says_is_charged_where_less_is_missing(string language)
    {
        var (_, _, caller, here) = await HoldingAsync(language);
        (await caller.ChargeAsync(4_000)).Granted(HttpStatusCode.Created);

        await PayButton(here).TapAsync();

        await here.SeesAsync(here.Heading(PaymentTexts.Of(language).Ticket));
        await here.SeesAsync(here.Text("₩6,000"));
        Assert.Equal(["payment -10000", "charge 6000", "charge 4000"], await LedgerAsync(here));
    }

    [Theory, MemberData(nameof(Languages))]
    public async Task Two_tabs_whose_buttons_say_different_figures_pay_once(string language)
    {
        var (_, _, caller, here) = await HoldingAsync(language);
        (await caller.ChargeAsync(4_000)).Granted(HttpStatusCode.Created);
        var there = await here.OpenTabAsync(PathOf(here));
        await there.SeesAsync(PayButton(there, "6,000"));
        // One of the two is refused, or finds the reservation paid.
        here.ConsoleErrors.Expect("status of 409");

        await Task.WhenAll(
            PayButton(here).EvaluateAsync("button => button.click()"), PayButton(there, "6,000").EvaluateAsync("button => button.click()"));

        foreach (var tab in new[] { here, there }) await tab.SeesAsync(tab.Heading(PaymentTexts.Of(language).Ticket));
        Assert.Equal(["payment -10000", "charge 6000", "charge 4000"], await LedgerAsync(here));
    }

    [Theory, MemberData(nameof(Languages))]
    public async Task A_press_after_a_reload_that_shows_the_same_figures_is_the_same_command(string language)
    {
        var (_, _, _, here) = await HoldingAsync(language);
        here.ConsoleErrors.Expect("net::ERR_FAILED");
        var keys = new List<string>();
        var isOver = false;
        await here.Page.RouteAsync(PaymentAddress, async route =>
        {
            keys.Add((await route.Request.HeaderValueAsync("Idempotency-Key"))!);
            await (isOver ? route.ContinueAsync() : route.AbortAsync());
        });
        await PayButton(here).TapAsync();
        await here.SeesAsync(here.Text(PaymentTexts.Of(language).Unsure));
        isOver = true;

        await here.Page.ReloadAsync();
        await PayButton(here).TapAsync();

        await here.SeesAsync(here.Heading(PaymentTexts.Of(language).Ticket));
        Assert.Matches(new Regex("^pay-r_[0-9a-f]+-10000-10000$"), Assert.Single(keys.Distinct()));
    }

    private async Task<(PageHost Host, TestConcert Concert, Caller Caller, Person Person)> HoldingAsync(string language, long balance = 0)
    {
        var host = await AHostAsync();
        var concert = await host.Api.ConcertAsync();
        var person = await APersonAsync(host, new() { Locale = language });
        await person.OpenSeatsAsync(concert);
        var caller = await (await CallerAsync(host, person)).JoinAsync(concert);
        if (balance > 0) (await caller.ChargeAsync(balance)).Granted(HttpStatusCode.Created);
        var held = (await caller.ReserveAsync(concert, "1-1-1")).Granted(HttpStatusCode.Created);
        await person.GoAsync($"/reservations/{held.Text("reservationId")}");
        await person.SeesAsync(balance > 0 ? PayOnlyButton(person) : PayButton(person));
        return (host, concert, caller, person);
    }

    private static async Task ChangeAsync(Caller caller, Person person) =>
        (await caller.ChangeAsync(PathOf(person).Split('/')[^1], new { add = new[] { "1-1-2" } })).Granted(HttpStatusCode.OK);
}
