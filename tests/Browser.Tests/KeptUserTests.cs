using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Concert;

/// <summary>Who the user is stays known: after weeks, on another device, and whatever link they follow.</summary>
public sealed class KeptUserTests(BrowserFixture browser) : BrowserTest(browser)
{
    // Of this origin: a page of another one would be a request that the page must not make.
    private const string SignInPath = "/organizers-sign-in";

    private const string ThreeFrames =
        "() => new Promise(go => requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(go))))";

    private static readonly Regex ACode = new("^[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}$");

    [Theory]
    [InlineData("en-US")]
    [InlineData("ko-KR")]
    public async Task Back_after_25_hours_and_after_29_days_the_ticket_is_there(string locale)
    {
        var host = await AHostAsync();
        var fan = await APersonAsync(host, new() { Locale = locale });
        await BuyAsync(host, fan, startsIn: TimeSpan.FromDays(55));

        foreach (var away in new[] { TimeSpan.FromHours(25), TimeSpan.FromDays(29) })
        {
            await StayAwayAsync(host, fan, away);
            await fan.GoAsync("/#/mine");
            await fan.SeesAsync(fan.Link(Said(locale, "Show ticket", "티켓 보기")));
        }
    }

    [Fact]
    public async Task A_guest_without_tickets_keeps_the_wallet_from_month_to_month()
    {
        var host = await AHostAsync();
        var ann = await APersonAsync(host, new() { Locale = "en-US" });
        await ChargeAsync(ann);

        foreach (var days in new[] { 29, 29, 29 })
        {
            await StayAwayAsync(host, ann, TimeSpan.FromDays(days));
            var renewed = ann.Page.WaitForResponseAsync("**/v1/users/me/token");
            await ann.GoAsync("/#/wallet");
            Assert.Equal(200, (await renewed).Status);
            await ann.SeesAsync(ann.Text("₩100,000").First);
        }
    }

    [Theory]
    [InlineData("en-US")]
    [InlineData("ko-KR")]
    public async Task Who_comes_back_only_on_the_evening_five_months_later_has_the_ticket(string locale)
    {
        var host = await AHostAsync();
        var fan = await APersonAsync(host, new() { Locale = locale });
        await BuyAsync(host, fan, startsIn: TimeSpan.FromDays(150));

        await StayAwayAsync(host, fan, TimeSpan.FromDays(150));
        await fan.GoAsync("/#/mine");
        await fan.Link(Said(locale, "Show ticket", "티켓 보기")).TapAsync();

        await fan.SeesAsync(fan.Heading("Night on the Han"));
        await fan.SeesAsync(fan.Page.GetByRole(AriaRole.Img, new() { Name = Said(locale, "QR code of the ticket", "QR 코드") }));
    }

    [Theory]
    [InlineData("en-US")]
    [InlineData("ko-KR")]
    public async Task Tickets_and_wallet_are_recovered_on_another_device_and_the_first_one_is_told(string locale)
    {
        var host = await AHostAsync();
        var fan = await APersonAsync(host, new() { Locale = locale });
        await BuyAsync(host, fan, startsIn: TimeSpan.FromDays(55));
        await fan.Button(Said(locale, "Show my recovery code", "복구 코드 보기")).TapAsync();
        await fan.SeesAsync(fan.Page.GetByText(ACode));
        await fan.IsAccessibleAsync("a ticket with its recovery code");
        var code = await fan.Page.GetByText(ACode).InnerTextAsync();
        var ticket = fan.Page.Url;

        var other = await APersonAsync(host, new() { Locale = locale });
        await other.GoAsync("/#/mine");
        await other.Link(Said(locale, "Use a recovery code", "복구 코드 사용하기")).TapAsync();
        await other.SeesAsync(other.Heading(Said(locale, "Get tickets and wallet back", "티켓과 지갑 되찾기")));
        await other.IsAccessibleAsync("recovery");
        await TypeCodeAsync(other, "ABCD-EFGH-JKLM");
        other.ConsoleErrors.Expect("status of 401");
        await other.Button(Said(locale, "Bring them here", "이 기기로 가져오기")).TapAsync();
        await other.SeesAsync(other.Alert(Said(locale, "This recovery code is not valid.", "맞지 않는 복구 코드예요.")));
        await TypeCodeAsync(other, code.ToLowerInvariant().Replace('-', ' '));
        await other.Button(Said(locale, "Bring them here", "이 기기로 가져오기")).TapAsync();

        await other.SeesAsync(other.Link(Said(locale, "Show ticket", "티켓 보기")));
        var told = Said(locale, "Your recovery code was used on", "복구 코드가 사용되어");
        Assert.Equal(0, await other.Text(told).CountAsync());
        await StayAwayAsync(host, fan, TimeSpan.FromMinutes(10));
        await fan.GoAsync(ticket);
        await fan.SeesAsync(fan.Text(told));
        await fan.IsAccessibleAsync("the notice of a recovery");
        await fan.ExactButton(Said(locale, "OK", "확인")).TapAsync();
        await StayAwayAsync(host, fan, TimeSpan.FromMinutes(10));
        await fan.GoAsync(ticket);
        await fan.SeesAsync(fan.Heading(Said(locale, "You’re going!", "예매 완료!")));
        Assert.Equal(0, await fan.Text(told).CountAsync());
    }

    [Fact]
    public async Task A_browser_with_money_of_its_own_is_warned_before_it_becomes_another_user()
    {
        var host = await AHostAsync();
        var code = (await (await host.Api.UserAsync()).PostAsync("/v1/users/me/recovery-code")).Granted(HttpStatusCode.Created).Text("code");
        var ann = await APersonAsync(host, new() { Locale = "en-US" });
        await ChargeAsync(ann);
        await ann.GoAsync("/#/recover");
        await TypeCodeAsync(ann, code);

        await ann.Button("Bring them here").TapAsync();

        await ann.SeesAsync(ann.Alert("This browser now has ₩100,000 of its own."));
        await ann.IsAccessibleAsync("the warning before a recovery");
        await ann.Button("Show my recovery code").TapAsync();
        await ann.SeesAsync(ann.Page.GetByText(ACode));
        await ann.Button("Go on and leave them").TapAsync();
        await ann.SeesAsync(ann.Heading("My tickets"));
        await ann.GoAsync("/#/wallet");
        await ann.SeesAsync(ann.Text("₩0").First);
    }

    [Theory]
    [InlineData("en-US")]
    [InlineData("ko-KR")]
    public async Task A_new_guest_begins_only_after_the_page_has_said_what_belonged_to_the_earlier_one(string locale)
    {
        var host = await AHostAsync();
        var fan = await APersonAsync(host, new() { Locale = locale });
        await BuyAsync(host, fan, startsIn: TimeSpan.FromDays(2));
        await fan.SeesAsync(fan.Button(Said(locale, "Show my recovery code", "복구 코드 보기")));
        await StayAwayAsync(host, fan, TimeSpan.FromDays(31));
        fan.ConsoleErrors.Expect("status of 401");

        await fan.GoAsync("/#/mine");

        await fan.SeesAsync(fan.Alert(Said(locale, "it had 1 ticket", "티켓 1장")));
        await fan.SeesAsync(fan.Link(Said(locale, "Use a recovery code", "복구 코드 사용하기")));
        var goOn = Said(locale, "Go on as a new guest", "새 손님으로 계속하기");
        await fan.Button(goOn).TapAsync();
        await fan.SeesAsync(fan.Page.GetByRole(AriaRole.Dialog).GetByText(Said(locale, "This device had 1 ticket", "티켓 1장")));
        await fan.IsAccessibleAsync("the question before a new guest");
        await fan.DialogButton(Said(locale, "Back", "뒤로")).TapAsync();
        await fan.SeesAsync(fan.Alert(Said(locale, "it had 1 ticket", "티켓 1장")));
        await fan.Button(goOn).TapAsync();
        await fan.DialogButton(goOn).TapAsync();
        await fan.SeesAsync(fan.Text(Said(locale, "Nothing here yet.", "아직 없어요.")));
    }

    [Theory]
    [InlineData("en-US")]
    [InlineData("ko-KR")]
    public async Task A_link_with_a_token_of_somebody_else_changes_nothing(string locale)
    {
        var host = await AHostAsync();
        var attacker = await host.Api.UserAsync();
        var fan = await APersonAsync(host, new() { Locale = locale });
        await BuyAsync(host, fan, startsIn: TimeSpan.FromDays(55));

        foreach (var rest in new[] { "", "&state=0123456789abcdef0123456789abcdef" })
        {
            await fan.GoAsync("about:blank");
            await fan.GoAsync($"/#token={attacker.AccessToken}{rest}");
            await fan.SeesAsync(fan.Heading(Said(locale, "What’s on", "지금 예매 중")));
            Assert.DoesNotContain("token", fan.Page.Url, StringComparison.Ordinal);
            await fan.Link(Said(locale, "My tickets", "내 티켓")).TapAsync();
            await fan.SeesAsync(fan.Link(Said(locale, "Show ticket", "티켓 보기")));
        }
    }

    [Fact]
    public async Task A_sign_in_that_began_here_comes_back_to_the_screen_that_needed_it_and_one_that_did_not_changes_nothing()
    {
        var host = await AHostAsync();
        var user = await host.Api.UserAsync();
        (await user.ChargeAsync(77_000)).Granted(HttpStatusCode.Created);
        var attacker = await host.Api.UserAsync();
        var ann = await APersonAsync(host, new() { Locale = "en-US" });
        await SignInWithAProviderAsync(host, ann, () => user);
        var concert = await host.Api.ConcertAsync();
        await ann.GoAsync(PageQueries.WaitingRoomPath(concert));
        await ann.SeesAsync(ann.Alert("Sign in with the organizer"));

        await ann.Button("Sign in").TapAsync();

        await ann.SeesAsync(ann.Heading("Choose your seats"));
        Assert.DoesNotContain("token", ann.Page.Url, StringComparison.Ordinal);
        await ann.GoAsync("about:blank");
        await ann.GoAsync($"/#token={attacker.AccessToken}");
        await ann.Link("Wallet").TapAsync();
        await ann.SeesAsync(ann.Text("₩77,000").First);
    }

    [Fact]
    public async Task A_sign_in_of_somebody_else_is_taken_only_after_a_question()
    {
        var host = await AHostAsync();
        var users = new Queue<Caller>([await host.Api.UserAsync(), await host.Api.UserAsync(), await host.Api.UserAsync()]);
        foreach (var (index, each) in users.Index()) (await each.ChargeAsync(1_000 * (index + 1))).Granted(HttpStatusCode.Created);
        var ann = await APersonAsync(host, new() { Locale = "en-US" });
        await SignInWithAProviderAsync(host, ann, users.Dequeue);
        var concert = await host.Api.ConcertAsync();
        await ann.GoAsync(PageQueries.WaitingRoomPath(concert));
        await ann.Button("Sign in").TapAsync();
        await ann.SeesAsync(ann.Heading("Choose your seats"));

        await AnswerAsync("Stay", "₩1,000");
        await AnswerAsync("Go on as that person", "₩3,000");

        async Task AnswerAsync(string button, string balance)
        {
            // As another tab's sign-in would come back: the organizer's page is opened with a state of this tab.
            await ann.Page.EvaluateAsync("sessionStorage.setItem('concert.sign-in', JSON.stringify({ state: 'mine', back: '#/wallet' }))");
            await ann.GoAsync($"{SignInPath}?state=mine");
            await ann.SeesAsync(ann.Page.GetByRole(AriaRole.Dialog));
            await ann.IsAccessibleAsync("the question before another user");
            await ann.DialogButton(button).TapAsync();
            await ann.SeesAsync(ann.Text(balance).First);
        }
    }

    private static string Said(string locale, string english, string korean) => locale == "en-US" ? english : korean;

    /// <summary>Buys a seat; its token lasts until the concert when the ticket is on the screen.</summary>
    private static async Task BuyAsync(PageHost host, Person fan, TimeSpan startsIn)
    {
        var concert = await host.Api.ConcertAsync(startsIn: startsIn);
        await fan.OpenSeatsAsync(concert);
        await fan.Button("Best 1 seat available").Or(fan.Button("가장 좋은 1석 잡기")).TapAsync();
        var pay = fan.Button("Charge ₩10,000 and pay").Or(fan.Button("₩10,000 충전하고 결제"));
        await fan.SeesAsync(pay);
        var known = fan.Page.WaitForResponseAsync("**/v1/users/me");
        await pay.TapAsync();
        await fan.SeesAsync(fan.Heading("You’re going!").Or(fan.Heading("예매 완료!")));
        await known;
        // The renewal after the payment.
        await fan.EventuallyAsync(
            async () => await fan.Page.EvaluateAsync<bool>(
                "until => JSON.parse(atob(JSON.parse(localStorage.getItem('concert.user')).accessToken.split('.')[1])).exp > until",
                (host.Now + startsIn).ToUnixTimeSeconds()),
            "the token lasts until the concert");
    }

    private static async Task ChargeAsync(Person person)
    {
        await person.GoAsync("/#/wallet");
        await person.Button("Charge ₩100,000").TapAsync();
        await person.SeesAsync(person.Text("₩100,000 charged."));
    }

    private static async Task StayAwayAsync(PageHost host, Person person, TimeSpan by)
    {
        await person.GoAsync("about:blank");
        host.Api.Time.Advance(by);
        await person.ShiftClockAsync(TimeSpan.Zero);
    }

    private static Task TypeCodeAsync(Person person, string code) =>
        person.Page.GetByRole(AriaRole.Textbox).FillAsync(code);

    /// <summary>The page believes in a provider, whose sign-in page sends its visitors back as the next of these users.</summary>
    private static async Task SignInWithAProviderAsync(PageHost host, Person person, Func<Caller> next)
    {
        await person.Page.RouteAsync("**/v1/settings", async route =>
        {
            var answer = await route.FetchAsync();
            // Slow enough that the page and its screen already wait for it.
            await person.Page.GetByRole(AriaRole.Banner).WaitForAsync();
            await person.Page.EvaluateAsync(ThreeFrames);
            var body = (await answer.TextAsync())
                .Replace("\"signIn\":\"self\"", $"\"signIn\":\"provider\",\"signInUrl\":\"{host.Origin}{SignInPath}\"", StringComparison.Ordinal);
            await route.FulfillAsync(new() { Response = answer, Body = body });
        });
        await person.Page.RouteAsync($"**{SignInPath}**", async route =>
        {
            var state = route.Request.Url.Split("state=")[1];
            var back = $"{host.Origin}/#token={next().AccessToken}&state={state}";
            await route.FulfillAsync(new() { Status = 200, ContentType = "text/html", Body = $"<script>location.replace('{back}')</script>" });
        });
    }
}
