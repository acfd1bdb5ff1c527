using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using Concert.Catalog;
using NodaTime.Text;

namespace Concert.Sharing;

/// <summary>The next dates of a concert for search engines: JSON-LD with one <c>Event</c> of schema.org for each.</summary>
internal static class EventJson
{
    private const string Vocabulary = "https://schema.org";

    // Escapes what ends or opens markup, so that a title can't leave the script element that the text stands in.
    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    private static readonly OffsetDateTimePattern Time = OffsetDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm:sso<+HH:mm>");

    /// <param name="concert">The concert.</param>
    /// <param name="address">The absolute address of its page.</param>
    /// <param name="picture">The absolute address of its picture.</param>
    /// <param name="description">A sentence about it.</param>
    /// <param name="currency">The currency of its prices.</param>
    public static string Of(SharedConcert concert, string address, string picture, string description, string currency)
    {
        var events = concert.Next.Select((date, index) => (JsonNode)new JsonObject
        {
            ["@context"] = Vocabulary,
            ["@type"] = "Event",
            ["@id"] = $"{address}#{date.PerformanceId}",
            ["name"] = concert.Concert.Title,
            ["description"] = description,
            ["image"] = picture,
            ["url"] = address,
            ["startDate"] = TimeOf(concert, date.StartsAt),
            ["eventStatus"] = $"{Vocabulary}/EventScheduled",
            ["eventAttendanceMode"] = $"{Vocabulary}/OfflineEventAttendanceMode",
            ["location"] = new JsonObject
            {
                ["@type"] = "Place",
                ["name"] = concert.Concert.Venue,
                ["address"] = concert.Concert.Venue,
            },
            ["performer"] = new JsonObject { ["@type"] = "PerformingGroup", ["name"] = concert.Concert.Artist },
            ["offers"] = OffersOf(concert, date, index, address, currency),
        });
        return new JsonArray([.. events]).ToJsonString(Options);
    }

    private static JsonObject OffersOf(
        SharedConcert concert, PerformanceLayout date, int index, string address, string currency)
    {
        var offers = new JsonObject
        {
            ["@type"] = "AggregateOffer",
            ["url"] = address,
            ["priceCurrency"] = currency,
            ["lowPrice"] = Currencies.Written(date.MinPrice, currency),
            ["highPrice"] = Currencies.Written(date.MaxPrice, currency),
            ["validFrom"] = TimeOf(concert, date.SalesOpenAt),
            ["validThrough"] = TimeOf(concert, date.SalesCloseAt),
        };
        // Nothing is said rather than something that may be wrong.
        if (concert.Seats.ElementAtOrDefault(index) is { } seats) offers["availability"] = $"{Vocabulary}/{seats}";
        return offers;
    }

    private static string TimeOf(SharedConcert concert, DateTimeOffset time) => Time.Format(concert.AtVenue(time).ToOffsetDateTime());
}
