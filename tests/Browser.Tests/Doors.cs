using System.Net;
using Microsoft.Playwright;

namespace Concert;

/// <summary>A door of a concert with its page, and tickets to present at it.</summary>
internal static class Doors
{
    public const string FirstKey = "key-of-the-first-door";
    public const string SecondKey = "key-of-the-second-door";

    public static readonly (string Key, string Value)[] Settings =
    [
        ("Admin:Keys:0:Name", "gate-1"), ("Admin:Keys:0:Key", FirstKey), ("Admin:Keys:0:Role", "door"),
        ("Admin:Keys:1:Name", "gate-2"), ("Admin:Keys:1:Key", SecondKey), ("Admin:Keys:1:Role", "door"),
    ];

    /// <summary>Buys seats. The codes are in the order of the seats.</summary>
    public static async Task<Bought> BuyAsync(this ApiHost api, TestConcert concert, params string[] seats)
    {
        var user = await (await api.UserAsync()).JoinAsync(concert);
        (await user.ChargeAsync(100_000)).Granted(HttpStatusCode.Created);
        var id = (await user.ReserveAsync(concert, seats)).Granted(HttpStatusCode.Created).Text("reservationId");
        var payment = (await user.PayAsync(id)).Granted(HttpStatusCode.Created).Text("paymentId");
        var reservation = (await user.GetAsync($"/v1/reservations/{id}")).Granted();
        return new(user, id, payment, reservation.Text("number"), [.. reservation.Json["tickets"]!.AsArray().Select(ticket => ticket!["code"]!.GetValue<string>())]);
    }

    public static async Task RefundAsync(this Bought bought) =>
        (await bought.User.Repeatably().PostAsync($"/v1/payments/{bought.PaymentId}/refunds")).Granted(HttpStatusCode.Created);

    /// <summary>Another door lets a ticket in.</summary>
    public static async Task LetInElsewhereAsync(this ApiHost api, string code) =>
        (await api.Anyone.With("Admin-Key", SecondKey).PostAsync("/v1/check-ins", new { code })).Granted();

    /// <summary>Opens the page, enters the key, chooses the concert's first date, and waits until the list is on the device.</summary>
    public static async Task OpenDoorAsync(this Person staff, string title = "Night on the Han", string key = FirstKey)
    {
        var isKorean = await staff.OpenKeyAsync();
        await staff.Page.GetByLabel(isKorean ? "게이트 키" : "Door key").FillAsync(key);
        await staff.Page.GetByLabel(isKorean ? "게이트 키" : "Door key").PressAsync("Enter");
        await staff.Page.GetByRole(AriaRole.Button, new() { Name = title }).ClickAsync();
        await staff.SeesAsync(staff.Page.GetByRole(AriaRole.Heading, new() { Name = isKorean ? "다른 날짜" : "Other dates" })
            .Or(staff.Page.GetByRole(AriaRole.Heading, new() { Name = isKorean ? "오늘" : "Today" })));
        await staff.Page.Locator(".choice").First.ClickAsync();
        await staff.SeesAsync(List(staff));
    }

    public static async Task<bool> OpenKeyAsync(this Person staff)
    {
        await staff.GoAsync("/door");
        await staff.SeesAsync(staff.Page.Locator("#door-key"));
        return await staff.Page.EvaluateAsync<string>("document.documentElement.lang") == "ko";
    }

    /// <summary>The line that says how old the list on the device is.</summary>
    public static ILocator List(Person staff) => staff.Page.Locator(".offline-list").GetByText(new System.Text.RegularExpressions.Regex("as of|기준"));

    // In one go: keys that a test sends one by one are slower than a scanner when the machine is busy. True: Enter did nothing else.
    private const string TypeAsScanner = """
        code => {
            document.activeElement?.blur();
            const press = key => document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
            for (const key of code) press(key);
            return !press('Enter');
        }
        """;

    /// <summary>Types a code as a handheld scanner does, wherever the focus is, and waits for the verdict.</summary>
    public static async Task ScanAsync(this Person staff, string code, string verdict, params string[] details)
    {
        await staff.CloseVerdictAsync();
        Assert.True(await staff.Page.EvaluateAsync<bool>(TypeAsScanner, code), "The Enter of the scanner would have pressed a button.");
        await staff.SeesVerdictAsync(verdict, details);
    }

    public static async Task SeesVerdictAsync(this Person staff, string verdict, params string[] details)
    {
        // In one look: a result leaves the screen by itself.
        var dialog = staff.Page.GetByRole(AriaRole.Alertdialog)
            .Filter(new() { Has = staff.Page.GetByRole(AriaRole.Heading, new() { Name = verdict, Exact = true }) });
        foreach (var detail in details) dialog = dialog.Filter(new() { HasText = detail });
        await staff.SeesAsync(dialog);
    }

    public static async Task CloseVerdictAsync(this Person staff)
    {
        if (await staff.Page.GetByRole(AriaRole.Alertdialog).CountAsync() == 0) return;
        await staff.Page.Keyboard.PressAsync("Escape");
        await staff.NoLongerSeesAsync(staff.Page.GetByRole(AriaRole.Alertdialog));
    }
}

/// <summary>What a user bought, in one reservation.</summary>
internal sealed record Bought(Caller User, string ReservationId, string PaymentId, string Number, string[] Codes);
