using Microsoft.Playwright;

namespace Concert;

/// <summary>The door's page without a network: it decides by what it fetched before, and reports later.</summary>
public sealed class DoorOfflineTests(BrowserFixture browser) : BrowserTest(browser)
{
    private static readonly PersonOptions Staff = new() { Locale = "en-US" };

    [Theory]
    [InlineData("en-US", "Admitted", "Refunded", "offline", "had been refunded", "Conflicts: 1")]
    [InlineData("ko-KR", "입장", "환불됨", "오프라인", "그 전에 환불된 티켓", "불일치: 1")]
    public async Task Of_two_tickets_of_which_one_was_refunded_meanwhile_the_door_learns_the_refund_when_it_reports(
        string locale, string admitted, string refunded, string offline, string conflict, string count)
    {
        var host = await AHostAsync(Doors.Settings);
        var concert = await host.Api.ConcertAsync();
        var (good, meanwhile, before) = (
            await host.Api.BuyAsync(concert, "1-1-1"), await host.Api.BuyAsync(concert, "1-1-2"), await host.Api.BuyAsync(concert, "1-1-3"));
        await before.RefundAsync();
        var staff = await APersonAsync(host, Staff with { Locale = locale });
        await staff.OpenDoorAsync();

        await staff.GoOfflineAsync();
        await meanwhile.RefundAsync();

        // What was refunded before the list is refused by the list. What was refunded after it nobody can know here.
        await staff.ScanAsync(before.Codes[0], refunded, offline);
        await staff.ScanAsync(good.Codes[0], admitted, offline);
        await staff.ScanAsync(meanwhile.Codes[0], admitted, offline);
        await staff.GoOnlineAsync();

        await staff.SeesAsync(staff.Page.GetByText(count));
        await staff.SeesAsync(staff.Page.GetByText(conflict));
        var ticket = (await good.User.GetAsync($"/v1/reservations/{good.ReservationId}")).Json["tickets"]![0]!;
        Assert.NotNull(ticket["checkedInAt"]);
        await staff.ScanAsync(meanwhile.Codes[0], refunded);
    }

    [Fact]
    public async Task What_was_let_in_without_a_network_survives_a_reload_and_is_reported_once_with_its_own_time()
    {
        var host = await AHostAsync(Doors.Settings);
        var concert = await host.Api.ConcertAsync();
        var (mine, theirs) = (await host.Api.BuyAsync(concert, "1-1-1"), await host.Api.BuyAsync(concert, "1-1-2"));
        var staff = await APersonAsync(host, Staff);
        await staff.OpenDoorAsync();
        await UnreachableAsync(staff);

        await staff.ScanAsync(mine.Codes[0], "Admitted", "offline");
        var scannedAt = host.Now;
        await staff.ScanAsync(theirs.Codes[0], "Admitted", "offline");
        await host.Api.LetInElsewhereAsync(theirs.Codes[0]);
        await staff.Page.ReloadAsync();
        await staff.SeesAsync(staff.Page.GetByText("To report: 2"));
        await staff.ScanAsync(mine.Codes[0], "Already in", "at this device");

        await host.AdvanceAsync(TimeSpan.FromMinutes(20));
        await ReachableAsync(staff);

        await staff.SeesAsync(staff.Page.GetByText("was already in at gate-2"));
        await staff.NoLongerSeesAsync(staff.Page.GetByText("To report"));
        var ticket = (await mine.User.GetAsync($"/v1/reservations/{mine.ReservationId}")).Json["tickets"]![0]!;
        Assert.InRange(ticket["checkedInAt"]!.GetValue<DateTimeOffset>(), scannedAt.AddMinutes(-1), scannedAt.AddMinutes(1));
        await staff.IsAccessibleAsync("the conflicts");
        await staff.Page.GetByRole(AriaRole.Button, new() { Name = "Seen" }).ClickAsync();
        await staff.NoLongerSeesAsync(staff.Page.GetByText("Conflicts: 1"));
    }

    [Fact]
    public async Task A_ticket_that_is_newer_than_the_list_is_for_the_staff_to_decide()
    {
        var host = await AHostAsync(Doors.Settings);
        var concert = await host.Api.ConcertAsync();
        await host.Api.BuyAsync(concert, "1-1-1");
        var staff = await APersonAsync(host, Staff);
        await staff.OpenDoorAsync();
        await staff.GoOfflineAsync();
        var newer = await host.Api.BuyAsync(concert, "1-1-2");

        await staff.ScanAsync(newer.Codes[0], "Valid, newer than the list", "R · row 1 · seat 2");
        await staff.IsAccessibleAsync("a ticket that is newer than the list");
        await staff.Page.GetByRole(AriaRole.Button, new() { Name = "Turn away" }).ClickAsync();
        await staff.ScanAsync(newer.Codes[0], "Valid, newer than the list");
        await staff.Page.GetByRole(AriaRole.Button, new() { Name = "Let in" }).ClickAsync();
        await staff.SeesVerdictAsync("Admitted", "offline");
        await staff.ScanAsync(newer.Codes[0], "Already in", "at this device");

        await staff.GoOnlineAsync();
        await staff.NoLongerSeesAsync(staff.Page.GetByText("To report"));
        Assert.NotNull((await newer.User.GetAsync($"/v1/reservations/{newer.ReservationId}")).Json["tickets"]![0]!["checkedInAt"]);
    }

    [Fact]
    public async Task A_typed_number_is_found_on_the_list_and_a_code_of_an_unknown_key_is_refused_with_its_own_words()
    {
        var host = await AHostAsync(Doors.Settings);
        var concert = await host.Api.ConcertAsync();
        var bought = await host.Api.BuyAsync(concert, "1-1-1", "1-1-2");
        var staff = await APersonAsync(host, Staff);
        await staff.OpenDoorAsync();
        await staff.GoOfflineAsync();

        await staff.Page.GetByLabel("Booking number or code").FillAsync(bought.Number);
        await staff.Page.GetByLabel("Booking number or code").PressAsync("Enter");
        await staff.Page.GetByRole(AriaRole.Button, new() { Name = "R · row 1 · seat 1" }).ClickAsync();
        await staff.SeesVerdictAsync("Admitted", "offline");
        await staff.ScanAsync(bought.Codes[0], "Already in");
        var parts = bought.Codes[1].Split('.');
        parts[1] = "anotherkey1";
        await staff.ScanAsync(string.Join('.', parts), "Not a ticket", "does not know the key");
        await staff.ScanAsync(bought.Codes[1].Replace("1-1-2", "1-1-4", StringComparison.Ordinal), "Not a ticket", "was changed");
    }

    [Fact]
    public async Task Two_tabs_of_a_device_let_a_ticket_in_once_and_have_one_queue_of_reports()
    {
        var host = await AHostAsync(Doors.Settings);
        var concert = await host.Api.ConcertAsync();
        var (first, second) = (await host.Api.BuyAsync(concert, "1-1-1"), await host.Api.BuyAsync(concert, "1-1-2"));
        var staff = await APersonAsync(host, Staff);
        await staff.OpenDoorAsync();
        var tab = await staff.OpenTabAsync("/door");
        await tab.Page.GetByLabel("Door key").FillAsync(Doors.FirstKey);
        await tab.Page.GetByLabel("Door key").PressAsync("Enter");
        await tab.SeesAsync(Doors.List(tab));
        await staff.GoOfflineAsync();

        await staff.ScanAsync(first.Codes[0], "Admitted", "offline");
        await tab.ScanAsync(first.Codes[0], "Already in", "at this device");
        await tab.ScanAsync(second.Codes[0], "Admitted", "offline");
        await staff.SeesAsync(staff.Page.GetByText("To report: 2"));
        await staff.GoOnlineAsync();

        await staff.NoLongerSeesAsync(staff.Page.GetByText("To report"));
        await tab.NoLongerSeesAsync(tab.Page.GetByText("To report"));
        foreach (var bought in new[] { first, second })
            Assert.NotNull((await bought.User.GetAsync($"/v1/reservations/{bought.ReservationId}")).Json["tickets"]![0]!["checkedInAt"]);
        await Assertions.Expect(staff.Page.GetByText("Conflicts:")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_network_that_is_slow_does_not_hold_up_the_door_and_the_scan_counts_once()
    {
        var host = await AHostAsync(Doors.Settings);
        var bought = await host.Api.BuyAsync(await host.Api.ConcertAsync(), "1-1-1");
        var staff = await APersonAsync(host, Staff);
        await staff.OpenDoorAsync();
        staff.ConsoleErrors.Expect("net::ERR_");
        // The service gets the call, and its answer does not come back.
        var lost = new TaskCompletionSource();
        await staff.Page.RouteAsync("**/v1/check-ins", async route =>
        {
            await route.FetchAsync();
            await lost.Task;
            await route.AbortAsync();
        });

        await staff.ScanAsync(bought.Codes[0], "Admitted", "offline");
        lost.SetResult();
        await staff.Page.UnrouteAllAsync(new() { Behavior = UnrouteBehavior.IgnoreErrors });

        // The report has the key of the call: it is no second person.
        await staff.NoLongerSeesAsync(staff.Page.GetByText("To report"));
        await Assertions.Expect(staff.Page.GetByText("Conflicts:")).ToHaveCountAsync(0);
    }

    // The phone was switched off and on again, in a hall without a network.
    [Fact]
    public async Task A_prepared_device_opens_the_door_cold_without_a_network_and_without_the_key_and_reports_once_it_has_both()
    {
        var host = await AHostAsync(Doors.Settings);
        var concert = await host.Api.ConcertAsync();
        var bought = await host.Api.BuyAsync(concert, "1-1-1");
        var first = await APersonAsync(host, Staff with { Stores = true });
        await first.OpenDoorAsync();
        await first.EventuallyAsync(
            () => first.Page.EvaluateAsync<bool>("caches.match('/door').then((page) => page !== undefined && navigator.serviceWorker.controller !== null)"),
            "the page is stored on the device");
        await first.GoOfflineAsync();

        var staff = await first.OpenTabAsync("/door");
        await first.Page.CloseAsync();
        Assert.False(await staff.Page.EvaluateAsync<bool>("fetch('/health/live').then(() => true, () => false)"));
        await staff.Page.GetByRole(AriaRole.Button, new() { Name = "Without network: open Night on the Han" }).ClickAsync();
        await staff.ScanAsync(bought.Codes[0], "Admitted", "offline");
        await staff.ScanAsync(bought.Codes[0], "Already in", "at this device");
        await staff.SeesAsync(staff.Page.GetByText("To report: 1"));

        await staff.GoOnlineAsync();
        await staff.Page.ReloadAsync();
        await staff.Page.GetByLabel("Door key").FillAsync(Doors.FirstKey);
        await staff.Page.GetByLabel("Door key").PressAsync("Enter");

        await staff.SeesAsync(staff.Page.GetByText("Online"));
        await staff.EventuallyAsync(
            async () => (await bought.User.GetAsync($"/v1/reservations/{bought.ReservationId}")).Json["tickets"]![0]!["checkedInAt"] is not null,
            "the ticket is reported");
    }

    private static async Task UnreachableAsync(Person staff)
    {
        staff.ConsoleErrors.Expect("net::ERR_FAILED");
        await staff.Page.RouteAsync("**/v1/**", route => route.AbortAsync());
    }

    private static Task ReachableAsync(Person staff) => staff.Page.UnrouteAsync("**/v1/**");
}
