using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Concert;

/// <summary>
/// A change of held seats is refused, or the reservation changes or ends while its user chooses. What the page says is true, nothing is
/// half done, and the way on is there.
/// </summary>
public sealed class ChangeRefusedPageTests(BrowserFixture browser) : BrowserTest(browser)
{
    public static TheoryData<string> Languages { get; } = ["en-US", "ko-KR"];

    [Theory, MemberData(nameof(Languages))]
    public async Task A_change_too_many_says_so_and_leads_back_to_the_seats(string language)
    {
        var ann = await ChangingAsync(language, ("Reservations:MaxChanges", "1"));
        await ann.ChooseAsync("R, row 1, seat 3", "R, row 1, seat 2");
        await ann.SendAsync();
        await ann.Here.SeesAsync(ann.Here.Heading(ann.Texts.Held));
        await ann.OpenChangeAsync();

        await ann.ChooseAsync("R, row 1, seat 4");
        await ann.SendAsync();

        await ann.Here.SeesAsync(ann.Here.Alert(ann.Texts.TooMany));
        await ann.StillHoldsAsync("1-1-3");
    }

    [Theory, MemberData(nameof(Languages))]
    public async Task More_seats_than_one_user_may_have_say_how_many_they_keep(string language)
    {
        var ann = await ChangingAsync(language);
        // On another device, of which this page knows nothing.
        var caller = await (await ann.CallerAsync()).JoinAsync(ann.Concert);
        (await caller.ReserveAsync(ann.Concert, "1-2-1", "1-2-2", "1-2-3")).Granted(HttpStatusCode.Created);

        await ann.ChooseAsync("R, row 1, seat 3", "R, row 1, seat 4", "R, row 1, seat 2");
        await ann.SendAsync();

        await ann.Here.SeesAsync(ann.Here.Alert(ann.Texts.Limit));
        await ann.Here.SeesAsync(ann.Here.Page.GetByRole(AriaRole.Alert).GetByRole(AriaRole.Link));
        await ann.StillHoldsAsync("1-1-2");
    }

    [Theory, MemberData(nameof(Languages))]
    public async Task A_seat_that_its_user_dropped_says_when_they_can_have_it_again(string language)
    {
        var ann = await ChangingAsync(language);
        await ann.ChooseAsync("R, row 1, seat 3", "R, row 1, seat 2");
        await ann.SendAsync();
        await ann.Here.SeesAsync(ann.Here.Heading(ann.Texts.Held));
        await ann.OpenChangeAsync();

        await ann.ChooseAsync("R, row 1, seat 2");
        await ann.SendAsync();

        await ann.Here.SeesAsync(ann.Here.Alert(ann.Texts.Dropped));
        Assert.True(await ann.Change.IsDisabledAsync());
        await ann.StillHoldsAsync("1-1-3");
    }

    [Theory, MemberData(nameof(Languages))]
    public async Task A_seat_that_another_user_took_comes_with_free_ones_close_by(string language)
    {
        var ann = await ChangingAsync(language);
        await ann.ChooseAsync("R, row 1, seat 5", "R, row 1, seat 2");
        // The service's clock stands still here, so the page does not show this before the press.
        var ben = await (await ann.Host.Api.UserAsync()).JoinAsync(ann.Concert);
        (await ben.ReserveAsync(ann.Concert, "1-1-5")).Granted(HttpStatusCode.Created);
        await ann.SendAsync();
        await ann.Here.SeesAsync(ann.Here.Alert(ann.Texts.Taken));
        await ann.Here.SeesAsync(ann.Here.Alert(ann.Texts.Unchanged));
        Assert.Equal(["1-1-2"], await ann.SeatsAsync());

        var offer = ann.Here.Page.GetByRole(AriaRole.Alert).GetByRole(AriaRole.Button).First;
        var place = Regex.Match(await offer.InnerTextAsync(), @"R\D+(\d+)\D+(\d+)");
        await offer.ClickAsync();

        await ann.Here.SeesAsync(ann.Here.Heading(ann.Texts.Held));
        Assert.Equal([$"1-{place.Groups[1].Value}-{place.Groups[2].Value}"], await ann.SeatsAsync());
    }

    [Theory, MemberData(nameof(Languages))]
    public async Task Seats_paid_in_another_tab_lead_to_their_ticket(string language)
    {
        var ann = await ChangingAsync(language);
        await ann.ChooseAsync("R, row 1, seat 3", "R, row 1, seat 2");
        var there = await ann.Here.OpenTabAsync(ann.Reservation);

        await there.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^(Charge ₩10,000 and pay|₩10,000 충전하고 결제)$") }).ClickAsync();

        await ann.Here.SeesAsync(ann.Here.Heading(PaymentTexts.Of(language).Ticket));
        Assert.Equal(["1-1-2"], await ann.SeatsAsync());
    }

    [Theory, MemberData(nameof(Languages))]
    public async Task Seats_paid_on_another_device_are_not_changed_and_lead_to_their_ticket(string language)
    {
        var ann = await ChangingAsync(language);
        await ann.ChooseAsync("R, row 1, seat 3", "R, row 1, seat 2");
        var caller = await ann.CallerAsync();
        (await caller.ChargeAsync(10_000)).Granted(HttpStatusCode.Created);
        (await caller.PayAsync(ann.Reservation.Split('/')[^1])).Granted(HttpStatusCode.Created);

        await ann.SendAsync();

        await ann.Here.SeesAsync(ann.Here.Heading(PaymentTexts.Of(language).Ticket));
        Assert.Equal(["1-1-2"], await ann.SeatsAsync());
        Assert.Equal(0, await ann.Here.Text(ann.Texts.Unchanged).CountAsync());
    }

    [Theory, MemberData(nameof(Languages))]
    public async Task Seats_given_up_in_another_tab_were_not_paid_for(string language)
    {
        var ann = await ChangingAsync(language);
        await ann.ChooseAsync("R, row 1, seat 3");
        var there = await ann.Here.OpenTabAsync(ann.Reservation);
        var giveUp = new PageGetByRoleOptions { NameRegex = new("^(Give the seats up|좌석 포기하기)$") };

        await there.Page.GetByRole(AriaRole.Button, giveUp).ClickAsync();
        await there.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { NameRegex = giveUp.NameRegex }).ClickAsync();

        await ann.Here.SeesAsync(ann.Here.Heading(PaymentTexts.Of(language).Released));
        await ann.Here.SeesAsync(ann.Here.Text(PaymentTexts.Of(language).NotPaid));
    }

    [Theory, MemberData(nameof(Languages))]
    public async Task Seats_changed_in_another_tab_are_the_ones_to_change_here(string language)
    {
        var ann = await ChangingAsync(language);
        await ann.ChooseAsync("R, row 1, seat 3", "R, row 1, seat 2");
        var there = ann with { Here = await ann.Here.OpenTabAsync($"{ann.Reservation}/seats") };
        await there.ChooseAsync("R, row 1, seat 3", "R, row 1, seat 2");

        await there.SendAsync();
        await there.Here.SeesAsync(there.Here.Heading(ann.Texts.Held));

        // What was wished here is what the reservation has now.
        await ann.Here.EventuallyAsync(() => ann.Change.IsDisabledAsync(), "there is nothing left to change");
        await ann.Here.SeesAsync(ann.Seat("R, row 1, seat 3", chosen: true));
        await ann.ChooseAsync("R, row 1, seat 4");
        await ann.SendAsync();
        await ann.Here.SeesAsync(ann.Here.Heading(ann.Texts.Held));
        Assert.Equal(["1-1-3", "1-1-4"], await ann.SeatsAsync());
    }

    [Theory, MemberData(nameof(Languages))]
    public async Task A_hold_that_ends_while_its_user_chooses_leads_to_its_end(string language)
    {
        var ann = await ChangingAsync(language);
        await ann.ChooseAsync("R, row 1, seat 3");

        await ann.Host.AdvanceAsync(TimeSpan.FromMinutes(5));

        await ann.Here.SeesAsync(ann.Here.Heading(PaymentTexts.Of(language).HoldEnded));
        await ann.Here.SeesAsync(ann.Here.Text(PaymentTexts.Of(language).NotPaid));
    }

    [Theory, MemberData(nameof(Languages))]
    public async Task A_change_that_arrives_after_the_end_of_the_hold_changes_nothing(string language)
    {
        var ann = await ChangingAsync(language);
        await ann.ChooseAsync("R, row 1, seat 3");
        var delayed = new TaskCompletionSource<IRoute>();
        await ann.Here.Page.RouteAsync("**/v1/reservations/*", async route =>
        {
            if (route.Request.Method == "PATCH") delayed.SetResult(route);
            else await route.ContinueAsync();
        });
        await ann.SendAsync();
        var change = await delayed.Task;

        await ann.Host.AdvanceAsync(TimeSpan.FromMinutes(5));
        await ann.Here.SeesAsync(ann.Here.Heading(PaymentTexts.Of(language).HoldEnded));
        await change.ContinueAsync();

        await ann.Here.SeesAsync(ann.Here.Text(PaymentTexts.Of(language).NotPaid));
        Assert.Equal(["1-1-2"], await ann.SeatsAsync());
    }

    [Fact]
    public async Task Where_the_operator_allows_no_changes_the_page_offers_none()
    {
        var host = await AHostAsync(("Reservations:MaxChanges", "0"));
        var concert = await host.Api.ConcertAsync();
        var ann = await APersonAsync(host, new() { Locale = "en-US" });

        await ann.HoldBestSeatAsync(concert);

        await ann.SeesAsync(ann.Button("Give the seats up"));
        Assert.Equal(0, await ann.Button("Change seats").CountAsync());
    }

    /// <summary>A user who holds seat 2 of row 1 and is about to change it.</summary>
    private async Task<Changer> ChangingAsync(string language, params (string Key, string Value)[] settings)
    {
        var host = await AHostAsync(settings);
        var concert = await host.Api.ConcertAsync();
        var ann = await APersonAsync(host, new() { Locale = language, Device = Device.Desktop });
        ann.ConsoleErrors.Expect("status of 409");
        await ann.OpenSeatsAsync(concert);
        var changer = new Changer(host, concert, ann, ChangeTexts.Of(language), "");
        await changer.Seat("R, row 1, seat 2").ClickAsync();
        await ann.Button(changer.Texts.Hold).ClickAsync();
        await ann.SeesAsync(ann.Heading(changer.Texts.Held));
        changer = changer with { Reservation = new Uri(ann.Page.Url).AbsolutePath };
        await changer.OpenChangeAsync();
        return changer;
    }

    private sealed record Changer(PageHost Host, TestConcert Concert, Person Here, ChangeTexts Texts, string Reservation)
    {
        public ILocator Change => Here.Button(Texts.Change);

        public async Task OpenChangeAsync()
        {
            await Here.ExactButton(Texts.Open).ClickAsync();
            await Here.SeesAsync(Change);
        }

        /// <param name="place">In English, as <c>R, row 1, seat 2</c>.</param>
        /// <param name="chosen">Only if it is chosen.</param>
        public ILocator Seat(string place, bool chosen = false)
        {
            var parts = Regex.Match(place, @"row (\d+), seat (\d+)");
            return Here.Seat(
                string.Format(null, Texts.Seat, parts.Groups[1].Value, parts.Groups[2].Value), chosen ? Texts.Chosen : "");
        }

        public async Task ChooseAsync(params string[] places)
        {
            foreach (var place in places)
            {
                // A seat that was dropped just now becomes free after the answer, and the map follows as time goes on.
                await Here.EventuallyAsync(() => Seat(place).IsEnabledAsync(), $"{place} can be chosen");
                await Seat(place).ClickAsync();
            }
        }

        public Task SendAsync() => Change.ClickAsync();

        public async Task<Caller> CallerAsync() => Host.Api.Anyone with
        {
            AccessToken = await Here.Page.EvaluateAsync<string>("JSON.parse(localStorage.getItem('concert.user')).accessToken"),
        };

        /// <summary>The seats of the reservation, as the service has them.</summary>
        public async Task<IEnumerable<string>> SeatsAsync() =>
            (await (await CallerAsync()).GetAsync($"/v1/reservations/{Reservation.Split('/')[^1]}")).Granted()
            .Json["seats"]!.AsArray().Select(seat => seat!["seatId"]!.GetValue<string>());

        /// <summary>The page says that nothing was changed, which is true, and leads back to the hold.</summary>
        public async Task StillHoldsAsync(string seatId)
        {
            await Here.SeesAsync(Here.Alert(Texts.Unchanged));
            await Here.IsAccessibleAsync("a refused change");
            Assert.Equal([seatId], await SeatsAsync());
            await Here.ExactButton(Texts.Keep).ClickAsync();
            await Here.SeesAsync(Here.Heading(Texts.Held));
        }
    }

    private sealed record ChangeTexts(
        string Seat, string Chosen, string Hold, string Held, string Open, string Change, string Keep, string Unchanged, string TooMany, string Limit,
        string Dropped, string Taken)
    {
        private static readonly ChangeTexts English = new(
            "R, row {0}, seat {1}", "chosen", "Hold 1 seat", "Your seats are on hold", "Change seats", "Change to these seats", "Keep as it was",
            "Nothing was changed: your seats are still on hold for you.", "You changed these seats 1 times already.",
            "You can have 4 seats of this date. You keep 3, so you can’t add that many.",
            "You gave these up a moment ago, so others can choose them first: R, row 1, seat 2.", "Just taken: R, row 1, seat 5.");

        private static readonly ChangeTexts Korean = new(
            "R {0}열 {1}번", "선택함", "1석 잡기", "좌석을 잡았어요", "좌석 바꾸기", "이 좌석으로 바꾸기", "그대로 두기",
            "바뀐 것은 없어요. 잡아 둔 좌석은 그대로예요.", "좌석을 이미 1번 바꾸셨어요.",
            "이 날짜에는 4석까지 가질 수 있어요. 그대로 두는 좌석이 3석이라 그만큼 더할 수 없어요.",
            "방금 내려놓으신 좌석이라 다른 분들이 먼저 고를 수 있어요: R 1열 2번.", "방금 다른 분이 가져간 좌석: R 1열 5번.");

        public static ChangeTexts Of(string language) => language == "en-US" ? English : Korean;
    }
}
