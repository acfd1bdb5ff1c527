namespace Concert.Sharing;

/// <summary>The texts of a picture.</summary>
/// <param name="Seed">What its colors come from.</param>
internal sealed record PictureText(string Seed, string Title, string Artist, string Venue, string Dates, string Price)
{
    public static PictureText Of(SharedConcert concert, PageLanguage language, string currency) => new(
        concert.Concert.ConcertId.Value,
        concert.Concert.Title,
        concert.Concert.Artist,
        concert.Concert.Venue,
        SharedTexts.DatesOf(concert, language),
        SharedTexts.PriceFrom(concert, language, currency));
}
