using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Concert;

/// <summary>What someone finds on a page: by role and name, as a screen reader does.</summary>
internal static class Looking
{
    public static ILocator Heading(this Person person, string name) => person.Page.GetByRole(AriaRole.Heading, new() { Name = name });

    public static ILocator Button(this Person person, string name) => person.Page.GetByRole(AriaRole.Button, new() { Name = name });

    /// <summary>The button of exactly that name: "List" is not "Leave the list".</summary>
    public static ILocator ButtonOf(this Person person, string name) =>
        person.Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    public static ILocator Link(this Person person, string name) => person.Page.GetByRole(AriaRole.Link, new() { Name = name });

    public static ILocator Text(this Person person, string text) => person.Page.GetByText(text);

    /// <summary>A clock that runs down and stands at so many minutes, or has just left them: time goes on while one looks.</summary>
    public static ILocator MinutesLeft(this Person person, int minutes, string text = "{0}") => person.Page.GetByText(new Regex(
        string.Format(CultureInfo.InvariantCulture, text, string.Create(CultureInfo.InvariantCulture, $@"({minutes}:00|{minutes - 1}:[345]\d)"))));

    public static ILocator Alert(this Person person, string text) =>
        person.Page.GetByRole(AriaRole.Alert).Filter(new() { HasText = text });

    /// <summary>A seat in the list, such as "R, row 1, seat 2", in any of its states.</summary>
    public static ILocator Seat(this Person person, string place, string status = "") =>
        person.Page.GetByRole(AriaRole.Button, new() { NameRegex = new($"^{Regex.Escape(place)}, .*{Regex.Escape(status)}$") });

    /// <summary>The dialog's own button: the one that asked has the same name.</summary>
    public static ILocator Answer(this Person person, string name) =>
        person.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = name });

    /// <summary>What is drawn on a canvas at this moment.</summary>
    public static Task<string> DrawnAsync(this ILocator canvas) => canvas.EvaluateAsync<string>("canvas => canvas.toDataURL()");

    /// <summary>What is drawn on a canvas once it moves no more.</summary>
    public static async Task<string> StillPictureAsync(this Person person, ILocator canvas)
    {
        var last = "";
        await person.IsSoAsync(async () => last == (last = await canvas.DrawnAsync()), "the picture is still");
        return last;
    }

    /// <summary>Goes by way of the line, which is empty, to the seats of a date.</summary>
    public static async Task ComeToSeatsAsync(this Person person, TestConcert concert)
    {
        await person.GoAsync(LineOf(concert));
        await person.SeesAsync(person.Heading("Choose your seats").Or(person.Heading("좌석 선택")));
    }

    /// <summary>Comes to the seats and holds the best one; an English page.</summary>
    public static async Task HoldTheBestSeatAsync(this Person person, TestConcert concert)
    {
        await person.ComeToSeatsAsync(concert);
        await person.Button("Best 1 seat available").TapAsync();
        await person.SeesAsync(person.Heading("Your seats are on hold"));
    }

    public static string LineOf(TestConcert concert) => $"/#/concerts/{concert.ConcertId}/{concert.PerformanceId}/line";
}
