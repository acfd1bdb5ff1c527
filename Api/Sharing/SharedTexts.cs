using System.Globalization;
using NodaTime;

namespace Concert.Sharing;

/// <summary>The sentences of a preview. Times are the venue's, with the name of its zone.</summary>
internal static class SharedTexts
{
    private const string KoreanDays = "월화수목금토일";

    public static string BrandIn(PageLanguage language) => language is PageLanguage.Korean ? "콘서트" : "Concert";

    public static string DescriptionOf(SharedConcert concert, PageLanguage language, string currency) => string.Join(
        " · ",
        concert.Concert.Artist,
        concert.Concert.Venue,
        DatesOf(concert, language),
        PricesOf(concert, language, currency));

    /// <summary>The one date with its time; of several the first and the last day, and how many there are.</summary>
    public static string DatesOf(SharedConcert concert, PageLanguage language)
    {
        var (first, last) = (concert.AtVenue(concert.Open[0].StartsAt), concert.AtVenue(concert.Open[^1].StartsAt));
        var count = concert.Open.Length;
        return (language, count) switch
        {
            (PageLanguage.Korean, 1) => $"{DayOf(first, language)} {TimeOf(first)} ({concert.Zone.Id})",
            (PageLanguage.Korean, _) => $"{DayOf(first, language)} – {DayOf(last, language)}, {count}회 ({concert.Zone.Id})",
            (_, 1) => $"{DayOf(first, language)}, {TimeOf(first)} ({concert.Zone.Id})",
            (_, _) => $"{DayOf(first, language)} – {DayOf(last, language)}, {count} dates ({concert.Zone.Id})",
        };
    }

    /// <summary>The one price, or the lowest and the highest.</summary>
    public static string PricesOf(SharedConcert concert, PageLanguage language, string currency)
    {
        var (min, max) = (Currencies.Shown(concert.MinPrice, currency), Currencies.Shown(concert.MaxPrice, currency));
        return min == max ? min : language is PageLanguage.Korean ? $"{min}~{max}" : $"{min} – {max}";
    }

    /// <summary>The one price, or what the cheapest seat costs.</summary>
    public static string PriceFrom(SharedConcert concert, PageLanguage language, string currency)
    {
        var min = Currencies.Shown(concert.MinPrice, currency);
        return concert.MinPrice == concert.MaxPrice ? min : language is PageLanguage.Korean ? $"{min}부터" : $"from {min}";
    }

    private static string DayOf(ZonedDateTime time, PageLanguage language) => language is PageLanguage.Korean
        ? $"{time.Year}년 {time.Month}월 {time.Day}일 ({KoreanDays[(int)time.DayOfWeek - 1]})"
        : time.ToString("ddd d MMM uuuu", CultureInfo.InvariantCulture);

    private static string TimeOf(ZonedDateTime time) => time.ToString("HH:mm", CultureInfo.InvariantCulture);
}
