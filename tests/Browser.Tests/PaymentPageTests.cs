using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Concert.PaymentSteps;

namespace Concert;

/// <summary>
/// Paying with two tabs, two presses, lost answers and reloads: it is one command, and each sentence about money is true. A seat costs
/// ₩10,000, and the wallet is empty unless a test says otherwise.
/// </summary>
public sealed class PaymentPageTests(BrowserFixture browser) : BrowserTest(browser)
{
    public static TheoryData<string> Languages { get; } = ["en-US", "ko-KR"];

    [Theory, MemberData(nameof(Languages))]
    public async Task Seats_given_up_in_another_tab_are_given_up_in_this_one_and_were_not_paid_for(string language)
    {
        var (_, here) = await HoldingAsync(language);
        var there = await here.OpenTabAsync(PathOf(here));
        await there.SeesAsync(PayButton(there));

        await GiveUpAsync(there);

        await here.SeesAsync(here.Heading(PaymentTexts.Of(language).Released));
        await here.SeesAsync(here.Text(PaymentTexts.Of(language).NotPaid));
        await here.SeesAsync(Balance(here, "₩0"));
        Assert.Empty(await LedgerAsync(here));
    }

    [Theory, MemberData(nameof(Languages))]
    public async Task Seats_given_up_while_a_payment_is_on_its_way_were_not_paid_for(string language)
    {
        var (_, here) = await HoldingAsync(language);
        var there = await here.OpenTabAsync(PathOf(here));
        await there.SeesAsync(PayButton(there));
        here.ConsoleErrors.Expect("status of 409");
        var delayed = await DelayPaymentAsync(here);
        await PayButton(here).TapAsync();
        var payment = await delayed;
        await there.SeesAsync(there.Text(PaymentTexts.Of(language).Unsure));

        await GiveUpAsync(there);
        await there.SeesAsync(there.Heading(PaymentTexts.Of(language).Released));
        await payment.ContinueAsync();

        await here.SeesAsync(here.Heading(PaymentTexts.Of(language).Released));
        await here.SeesAsync(Balance(here, "₩0"));
        Assert.Empty(await LedgerAsync(here));
    }

    [Theory, MemberData(nameof(Languages))]
    public async Task A_hold_that_ended_while_its_payment_was_on_its_way_was_not_paid_for(string language)
    {
        var (host, here) = await HoldingAsync(language);
        here.ConsoleErrors.Expect("status of 409");
        var delayed = await DelayPaymentAsync(here);
        await PayButton(here).TapAsync();
        var payment = await delayed;

        await host.AdvanceAsync(TimeSpan.FromMinutes(5));
        await here.SeesAsync(here.Heading(PaymentTexts.Of(language).HoldEnded));
        await payment.ContinueAsync();

        await here.SeesAsync(here.Text(PaymentTexts.Of(language).NotPaid));
        await here.SeesAsync(Balance(here, "₩0"));
        Assert.Empty(await LedgerAsync(here));
        await here.IsAccessibleAsync("a hold that ended");
    }

    // The other direction: the payment was in time, and only its answer comes late.
    [Theory, MemberData(nameof(Languages))]
    public async Task A_payment_that_was_in_time_is_a_ticket_however_late_its_answer_comes(string language)
    {
        var (host, here) = await HoldingAsync(language);
        var delayed = await DelayPaymentAsync(here);
        await PayButton(here).TapAsync();
        var payment = await delayed;
        var answer = await payment.FetchAsync();

        await host.AdvanceAsync(TimeSpan.FromMinutes(5));

        await here.SeesAsync(here.Heading(PaymentTexts.Of(language).Ticket));
        await payment.FulfillAsync(new() { Response = answer });
        Assert.Equal(["payment -10000", "charge 10000"], await LedgerAsync(here));
    }

    [Theory, MemberData(nameof(Languages))]
    public async Task Seats_paid_in_another_tab_are_a_ticket_in_this_one(string language)
    {
        var (_, here) = await HoldingAsync(language);
        var there = await here.OpenTabAsync(PathOf(here));
        var tickets = await here.OpenTabAsync("/mine");
        await tickets.SeesAsync(tickets.ExactText(PaymentTexts.Of(language).StatusHeld));

        await PayButton(there).TapAsync();

        await there.SeesAsync(there.Text(PaymentTexts.Of(language).Charged));
        await here.SeesAsync(here.Heading(PaymentTexts.Of(language).Ticket));
        await tickets.SeesAsync(tickets.ExactText(PaymentTexts.Of(language).StatusPaid).First);
        await here.IsAccessibleAsync("a ticket that another tab paid");
        Assert.Equal(["payment -10000", "charge 10000"], await LedgerAsync(here));
    }

    [Theory, MemberData(nameof(Languages))]
    public async Task Paid_elsewhere_while_the_own_payment_cannot_be_sent_is_paid_once(string language)
    {
        var (_, here) = await HoldingAsync(language);
        var there = await here.OpenTabAsync(PathOf(here));
        here.ConsoleErrors.Expect("net::ERR_FAILED");
        await here.Page.RouteAsync(PaymentAddress, route => route.AbortAsync());
        await PayButton(here).TapAsync();
        await there.SeesAsync(there.Text(PaymentTexts.Of(language).Unsure));

        await PayButton(there).TapAsync();

        await here.SeesAsync(here.Heading(PaymentTexts.Of(language).Ticket));
        Assert.Equal(["payment -10000", "charge 10000"], await LedgerAsync(here));
    }

    [Theory, MemberData(nameof(Languages))]
    public async Task Two_presses_in_each_of_two_tabs_pay_once(string language)
    {
        var (_, here) = await HoldingAsync(language);
        var there = await here.OpenTabAsync(PathOf(here));
        await there.SeesAsync(PayButton(there));

        await Task.WhenAll(new[] { here, there }.Select(tab => PayButton(tab).EvaluateAsync("button => { button.click(); button.click(); }")));

        foreach (var tab in new[] { here, there }) await tab.SeesAsync(tab.Heading(PaymentTexts.Of(language).Ticket));
        Assert.Equal(["payment -10000", "charge 10000"], await LedgerAsync(here));
    }

    [Theory, MemberData(nameof(Languages))]
    public async Task After_a_reload_during_the_payment_its_outcome_is_shown_without_a_press(string language)
    {
        var (_, here) = await HoldingAsync(language);
        var delayed = await DelayPaymentAsync(here);
        await PayButton(here).TapAsync();
        var payment = await delayed;

        await here.Page.ReloadAsync();
        await here.SeesAsync(here.Text(PaymentTexts.Of(language).Unsure));
        await here.IsAccessibleAsync("a payment whose outcome is not known");
        await payment.FetchAsync();

        await here.SeesAsync(here.Heading(PaymentTexts.Of(language).Ticket));
        Assert.Equal(["payment -10000", "charge 10000"], await LedgerAsync(here));
    }

    [Theory, MemberData(nameof(Languages))]
    public async Task A_payment_without_any_answer_is_neither_called_paid_nor_unpaid_and_the_next_press_pays_once(string language)
    {
        var (_, here) = await HoldingAsync(language);
        here.ConsoleErrors.Expect("net::ERR_FAILED");
        var isOver = false;
        var keys = new HashSet<string>();
        await here.Page.RouteAsync(PaymentAddress, async route =>
        {
            keys.Add((await route.Request.HeaderValueAsync("Idempotency-Key"))!);
            await (isOver ? route.ContinueAsync() : route.AbortAsync());
        });
        await PayButton(here).TapAsync();
        await here.SeesAsync(here.Text(PaymentTexts.Of(language).Unsure));
        Assert.Equal(0, await here.Text(PaymentTexts.Of(language).NotPaid).CountAsync());

        isOver = true;
        await PayButton(here).TapAsync();

        await here.SeesAsync(here.Heading(PaymentTexts.Of(language).Ticket));
        Assert.Single(keys);
        Assert.Equal(["payment -10000", "charge 10000"], await LedgerAsync(here));
    }

    [Theory, MemberData(nameof(Languages))]
    public async Task What_another_tab_charges_is_no_longer_missing_in_this_one(string language)
    {
        var (_, here) = await HoldingAsync(language);
        var wallet = await here.OpenTabAsync("/wallet");
        await wallet.Page.GetByRole(AriaRole.Textbox).FillAsync("4000");
        await wallet.Page.Locator("form button[type=submit]").TapAsync();

        await here.SeesAsync(PayButton(here, "6,000"));
    }

    [Theory, MemberData(nameof(Languages))]
    public async Task More_than_one_charge_may_add_is_charged_in_the_wallet_first(string language)
    {
        var host = await AHostAsync();
        var concert = await host.Api.ConcertAsync(more: new()
        {
            ["performances"] = new JsonArray(new JsonObject
            {
                ["startsAt"] = host.Now + TimeSpan.FromDays(7),
                ["sections"] = new JsonArray(
                    new JsonObject { ["name"] = "R", ["rows"] = 1, ["seatsPerRow"] = 4, ["price"] = 6_000_000 }),
            }),
        });
        var here = await APersonAsync(host, new() { Locale = language });
        await here.OpenSeatsAsync(concert);
        var caller = await (await CallerAsync(host, here)).JoinAsync(concert);
        var held = (await caller.ReserveAsync(concert, "1-1-1", "1-1-2")).Granted(System.Net.HttpStatusCode.Created);

        await here.GoAsync($"/reservations/{held.Text("reservationId")}");

        await here.SeesAsync(here.Text(PaymentTexts.Of(language).ChargeFirst));
        Assert.Equal(0, await PayButton(here, "12,000,000").CountAsync());
        await here.IsAccessibleAsync("more is missing than one charge adds");
        (await caller.ChargeAsync(10_000_000)).Granted(System.Net.HttpStatusCode.Created);
        await here.Page.ReloadAsync();
        await PayButton(here, "2,000,000").TapAsync();
        await here.SeesAsync(here.Heading(PaymentTexts.Of(language).Ticket));
    }

    [Theory, MemberData(nameof(Languages))]
    public async Task A_ticket_refunded_in_another_tab_is_refunded_in_this_one(string language)
    {
        var (host, here) = await HoldingAsync(language);
        await PayButton(here).TapAsync();
        await here.SeesAsync(here.Heading(PaymentTexts.Of(language).Ticket));
        var there = await here.OpenTabAsync(PathOf(here));

        await there.ExactButton(PaymentTexts.Of(language).Refund).TapAsync();
        await there.DialogButton(PaymentTexts.Of(language).Refund).TapAsync();

        foreach (var tab in new[] { there, here })
        {
            await tab.SeesAsync(tab.Heading(PaymentTexts.Of(language).Refunded));
            await tab.SeesAsync(Balance(tab, "₩10,000"));
        }
    }

    private async Task<(PageHost Host, Person Person)> HoldingAsync(string language)
    {
        var host = await AHostAsync();
        var concert = await host.Api.ConcertAsync();
        var person = await APersonAsync(host, new() { Locale = language });
        await person.OpenSeatsAsync(concert);
        await person.Button(language == "en-US" ? "Best 1 seat available" : "가장 좋은 1석 잡기").TapAsync();
        await person.SeesAsync(PayButton(person));
        return (host, person);
    }

    private static ILocator Balance(Person person, string amount) =>
        person.Page.GetByRole(AriaRole.Paragraph).Filter(new() { HasTextRegex = new($"^(Balance|잔액){Regex.Escape(amount)}$") });

    private static async Task GiveUpAsync(Person person)
    {
        var giveUp = new Regex("^(Give the seats up|좌석 포기하기)$");
        await person.Page.GetByRole(AriaRole.Button, new() { NameRegex = giveUp }).TapAsync();
        await person.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { NameRegex = giveUp }).TapAsync();
    }
}
