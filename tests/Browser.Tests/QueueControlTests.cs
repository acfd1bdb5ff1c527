using Microsoft.Playwright;

namespace Concert;

/// <summary>The queue on the operators' page: its figures, its controls and its curve.</summary>
public sealed class QueueControlTests(BrowserFixture browser) : BrowserTest(browser)
{
    private const string Current = "/v1/queue-tokens/current";

    private static readonly PersonOptions AnEnglishPhone = new() { Locale = "en-US" };

    private static readonly PersonOptions AtADesk = new() { Device = Device.Desktop, Locale = "en-US" };

    [Fact]
    public async Task An_operator_pauses_the_line_with_a_message_and_those_who_wait_see_it()
    {
        var host = await AHostAsync(("Queue:MaxActive", "1"));
        var concert = await host.Api.ConcertAsync();
        var first = await (await host.Api.UserAsync()).JoinAsync(concert);
        var ann = await APersonAsync(host, AnEnglishPhone);
        await ann.GoAsync(PageQueries.WaitingRoomPath(concert));
        await ann.SeesAsync(ann.Text("to go"));
        var jisu = await AnOperatorAsync(host, AtADesk);

        await jisu.ExactButton("Pause the line").ClickAsync();
        await jisu.SeesAsync(jisu.Text("From now on nobody is let in, until you resume it. The 1 inside keep their time."));
        await jisu.DialogButton("Cancel").ClickAsync();
        await jisu.SeesAsync(jisu.Text("The line is running."));
        await ConfirmAsync(jisu, "Pause the line", "Pause the line");
        await jisu.SeesAsync(jisu.Text("The line is paused: nobody is let in."));
        await jisu.Page.GetByLabel("Message to those who wait", new() { Exact = true }).FillAsync("The doors stick. One moment.");
        await ConfirmAsync(jisu, "Change the message to those who wait", "Show it");

        await ann.SeesAsync(ann.Text("Admission is paused for the moment."));
        await ann.SeesAsync(ann.Text("The doors stick. One moment."));
        Assert.Equal(0, await ann.Text("to go").CountAsync());
        await first.DeleteAsync(Current);
        await host.AdvanceAsync(TimeSpan.FromSeconds(20));
        await ann.SeesAsync(ann.Heading("You are in line"));

        await ConfirmAsync(jisu, "Resume the line", "Resume the line");

        await ann.SeesAsync(ann.Heading("Choose your seats"));
    }

    [Fact]
    public async Task Rate_and_slots_are_changed_after_a_confirmation_and_faults_are_shown_at_the_field()
    {
        var host = await AHostAsync();
        var concert = await host.Api.ConcertAsync();
        var jisu = await AnOperatorAsync(host, AtADesk);
        var (rate, slots) = (jisu.Page.GetByLabel("Most let in a minute"), jisu.Page.GetByLabel("Inside at a time", new() { Exact = true }));
        await Assertions.Expect(slots).ToHaveValueAsync("500");
        await Assertions.Expect(rate).ToHaveValueAsync("");

        await slots.FillAsync("0");
        await jisu.Button("Change how many are inside at a time").ClickAsync();
        await jisu.SeesAsync(jisu.Text("Enter a whole number from 1 to 1,000,000."));
        await Assertions.Expect(slots).ToBeFocusedAsync();
        await slots.FillAsync("1,200");
        await jisu.Button("Change how many are inside at a time").ClickAsync();
        await jisu.SeesAsync(jisu.Text("Let up to 1,200 people choose seats for “Night on the Han” at a time? Until now: 500. Inside now: 0."));
        await jisu.DialogButton("Change").ClickAsync();
        await jisu.SeesAsync(jisu.Text("Changed, and in force."));
        await rate.FillAsync("600");
        await ConfirmAsync(jisu, "Change how many are let in a minute", "Change");
        await jisu.SeesAsync(jisu.Text("Changed, and in force."));
        await Assertions.Expect(rate).ToHaveValueAsync("600");

        await jisu.Page.ReloadAsync();
        await OpenPanelAsync(jisu);
        await Assertions.Expect(slots).ToHaveValueAsync("1200");
        await Assertions.Expect(rate).ToHaveValueAsync("600");
        await rate.FillAsync("");
        await ConfirmAsync(jisu, "Change how many are let in a minute", "Change");
        await jisu.SeesAsync(jisu.Text("Changed, and in force."));
        await Assertions.Expect(rate).ToHaveValueAsync("");
        var figures = await host.Api.Anyone.With("Admin-Key", ApiHost.AdminKey).GetAsync($"/v1/concerts/{concert.ConcertId}/queue/figures");
        Assert.Null(figures.Granted().Json["controls"]!["admissionsPerMinute"]);
    }

    [Fact]
    public async Task A_change_without_a_connection_says_that_nothing_was_changed()
    {
        var host = await AHostAsync();
        await host.Api.ConcertAsync();
        var jisu = await AnOperatorAsync(host, AtADesk);
        await jisu.GoOfflineAsync();

        await ConfirmAsync(jisu, "Pause the line", "Pause the line");

        await jisu.SeesAsync(jisu.Alert("Not changed."));
        await jisu.GoOnlineAsync();
    }

    [Fact]
    public async Task The_curve_of_the_line_grows_while_the_page_is_open_and_is_a_table_too()
    {
        var host = await AHostAsync(("Queue:MaxActive", "1"));
        var concert = await host.Api.ConcertAsync();
        var jisu = await AnOperatorAsync(host, AtADesk);
        await (await host.Api.UserAsync()).JoinAsync(concert);
        for (var i = 0; i < 3; i++) await (await host.Api.UserAsync()).JoinAsync(concert);

        await host.AdvanceAsync(TimeSpan.FromSeconds(40));

        await jisu.SeesAsync(jisu.Text("Waiting: 3 now, 3 at most"));
        await jisu.SeesAsync(jisu.Text("Choosing seats: 1 now, 1 at most"));
        await jisu.Text("As a table").ClickAsync();
        var table = jisu.Page.GetByRole(AriaRole.Region, new() { Name = "The line of Night on the Han over time" });
        await jisu.SeesAsync(table.GetByRole(AriaRole.Row).Nth(2));
        await jisu.SeesAsync(table.GetByRole(AriaRole.Row).Last.GetByRole(AriaRole.Cell, new() { Name = "3" }));
    }

    [Theory]
    [InlineData("en-US", Device.Desktop, ColorScheme.Dark)]
    [InlineData("ko-KR", Device.Phone, ColorScheme.Light)]
    public async Task The_queues_panel_is_accessible_and_fits_a_small_phone(string locale, object device, ColorScheme scheme)
    {
        var host = await AHostAsync();
        var concert = await host.Api.ConcertAsync();
        await host.Api.ConfigureQueueAsync(concert, new { paused = true, message = new string('m', 300) });
        var jisu = await AnOperatorAsync(host, new() { Device = (Device)device, Locale = locale, ColorScheme = scheme });
        if (device is Device.Phone) await jisu.Page.SetViewportSizeAsync(320, 568);

        await jisu.IsAccessibleAsync($"the queue's panel ({locale})");
        var width = await jisu.Page.EvaluateAsync<int>("document.documentElement.scrollWidth");
        Assert.Equal(device is Device.Phone ? 320 : 1280, width);
        await jisu.ExactButton(locale == "ko-KR" ? "대기열 다시 시작" : "Resume the line").ClickAsync();
        await jisu.SeesAsync(jisu.Page.GetByRole(AriaRole.Dialog));
        await jisu.IsAccessibleAsync($"the question before a change ({locale})");
    }

    private async Task<Person> AnOperatorAsync(PageHost host, PersonOptions options)
    {
        var jisu = await APersonAsync(host, options);
        await jisu.GoAsync("/admin");
        var key = jisu.Page.GetByLabel(options.Locale == "ko-KR" ? "관리자 키" : "Admin key");
        await key.FillAsync(ApiHost.AdminKey);
        await key.PressAsync("Enter");
        await OpenPanelAsync(jisu);
        return jisu;
    }

    private static async Task OpenPanelAsync(Person jisu)
    {
        await jisu.Page.Locator("details.queue summary").ClickAsync();
        await jisu.SeesAsync(jisu.Page.Locator(".controls"));
    }

    private static async Task ConfirmAsync(Person jisu, string button, string yes)
    {
        await jisu.ExactButton(button).ClickAsync();
        await jisu.DialogButton(yes).ClickAsync();
    }
}
