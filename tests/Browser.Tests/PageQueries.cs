using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Concert;

/// <summary>Finds elements by role and name, as a screen reader does.</summary>
internal static class PageQueries
{
    public static ILocator Heading(this Person person, string name) => person.Page.GetByRole(AriaRole.Heading, new() { Name = name });

    public static ILocator Button(this Person person, string name) => person.Page.GetByRole(AriaRole.Button, new() { Name = name });

    /// <summary>The button with exactly this name: "List" does not match "Leave the list".</summary>
    public static ILocator ExactButton(this Person person, string name) =>
        person.Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    public static ILocator Link(this Person person, string name) => person.Page.GetByRole(AriaRole.Link, new() { Name = name });

    public static ILocator Text(this Person person, string text) => person.Page.GetByText(text);

    /// <summary>Nothing before the text or after it.</summary>
    public static ILocator ExactText(this Person person, string text) => person.Page.GetByText(text, new() { Exact = true });

    /// <summary>A countdown at so many minutes, or up to half a minute below, because time advances while a test waits.</summary>
    public static ILocator MinutesLeft(this Person person, int minutes, string text = "{0}")
    {
        var time = string.Create(CultureInfo.InvariantCulture, $@"({minutes}:00|{minutes - 1}:[345]\d)");
        return person.Page.GetByText(new Regex(string.Format(CultureInfo.InvariantCulture, text, time)));
    }

    public static ILocator Alert(this Person person, string text) =>
        person.Page.GetByRole(AriaRole.Alert).Filter(new() { HasText = text });

    /// <summary>A seat in the list, such as "R, row 1, seat 2", with any status by default.</summary>
    public static ILocator Seat(this Person person, string place, string status = "") =>
        person.Page.GetByRole(AriaRole.Button, new() { NameRegex = new($"^{Regex.Escape(place)}, .*{Regex.Escape(status)}$") });

    /// <summary>The button in the dialog; the button that opened it has the same name.</summary>
    public static ILocator DialogButton(this Person person, string name) =>
        person.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = name });

    /// <summary>The current pixels of a canvas.</summary>
    public static Task<string> DrawingAsync(this ILocator canvas) => canvas.EvaluateAsync<string>("canvas => canvas.toDataURL()");

    /// <summary>The pixels of a canvas once two reads in a row are equal.</summary>
    public static async Task<string> StableDrawingAsync(this Person person, ILocator canvas)
    {
        var last = "";
        await person.EventuallyAsync(async () => last == (last = await canvas.DrawingAsync()), "the drawing no longer changes");
        return last;
    }

    /// <summary>Opens the seats of a performance through the waiting room, whose queue is empty.</summary>
    public static async Task OpenSeatsAsync(this Person person, TestConcert concert)
    {
        await person.GoAsync(WaitingRoomPath(concert));
        await person.SeesAsync(person.Heading("Choose your seats").Or(person.Heading("좌석 선택")));
    }

    /// <summary>Opens the seats and holds the best one, on an English page.</summary>
    public static async Task HoldBestSeatAsync(this Person person, TestConcert concert)
    {
        await person.OpenSeatsAsync(concert);
        await person.Button("Best 1 seat available").TapAsync();
        await person.SeesAsync(person.Heading("Your seats are on hold"));
    }

    public static string WaitingRoomPath(TestConcert concert) => $"/concerts/{concert.ConcertId}/{concert.PerformanceId}/line";
}
