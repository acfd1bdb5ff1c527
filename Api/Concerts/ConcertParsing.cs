using Concert.Catalog;
using Concert.Http;
using Concert.Problems;

namespace Concert.Concerts;

/// <summary>Converts an administrator's request to a command, or to field errors.</summary>
internal static class ConcertParsing
{
    private const int MaxTextLength = 200;
    private const int MaxPerformances = 500;
    private const int MaxSections = 50;
    private const int MaxRows = 1000;
    private const int MaxSeatsPerRow = 1000;
    private const long MaxPrice = 10_000_000;
    private const int MaxSeats = 100_000;
    private const long MaxSeatsOfConcert = 5_000_000;

    private static readonly TimeSpan MaxLobby = TimeSpan.FromDays(7);

    public static CreateConcert? Parse(CreateConcertRequest request, CatalogOptions options, DateTimeOffset now, FieldErrors errors)
    {
        var title = errors.Text(request.Title, "title", MaxTextLength);
        var artist = errors.Text(request.Artist, "artist", MaxTextLength);
        var venue = errors.Text(request.Venue, "venue", MaxTextLength);
        errors.Require(
            request.Performances.Count is >= 1 and <= MaxPerformances,
            "performances",
            $"It must have 1 to {MaxPerformances} performances.");
        var performances = request.Performances.Take(MaxPerformances)
            .Select((performance, index) => Parse(performance, now, $"performances[{index}]", errors)).ToList();
        errors.Require(
            performances.OfType<PerformancePlan>().Sum(SeatCountOf) <= MaxSeatsOfConcert,
            "performances",
            $"They must not have more than {MaxSeatsOfConcert:N0} seats together.");
        CheckLobby(request.LobbyOpensAt, performances, errors);
        // The zone that applies now is stored: a later change of the setting does not move a concert that was announced.
        var timeZone = options.ZoneOf(request.TimeZone);
        errors.Require(CatalogOptions.IsZone(timeZone), "timeZone", "It must be an IANA time zone, such as Asia/Seoul.");
        return errors.Any
            ? null
            : new(
                NewIds.Concert(),
                title,
                artist,
                venue,
                [.. performances.OfType<PerformancePlan>()],
                request.LobbyOpensAt?.ToUniversalTime(),
                request.Draw,
                timeZone,
                request.RefuseLoneSeats);
    }

    private static long SeatCountOf(PerformancePlan plan) =>
        plan.Sections.Sum(section => (long)section.RowCount * section.SeatsPerRow);

    private static void CheckLobby(DateTimeOffset? lobbyOpensAt, IReadOnlyCollection<PerformancePlan?> performances, FieldErrors errors)
    {
        if (lobbyOpensAt is not { } opensAt || performances.OfType<PerformancePlan>().ToList() is not [_, ..] plans) return;
        var firstSale = plans.Min(plan => plan.SalesOpenAt);
        errors.Require(opensAt <= firstSale, "lobbyOpensAt", "It must not be after the first salesOpenAt.");
        errors.Require(
            firstSale - opensAt <= MaxLobby, "lobbyOpensAt", $"It must be at most {MaxLobby.Days} days before the first salesOpenAt.");
    }

    private static PerformancePlan? Parse(PerformanceRequest? request, DateTimeOffset now, string field, FieldErrors errors)
    {
        if (request is null)
        {
            errors.Add(field, "It must be a performance.");
            return null;
        }

        var salesOpenAt = request.SalesOpenAt ?? now;
        if (errors.Require(request.StartsAt > now, $"{field}.startsAt", "It must be in the future."))
            errors.Require(salesOpenAt < request.StartsAt, $"{field}.salesOpenAt", "It must be before startsAt.");
        CheckClose(request.SalesCloseAt, salesOpenAt, request.StartsAt, now, $"{field}.salesCloseAt", errors);
        var sections = ParseSections(request.Sections, $"{field}.sections", errors);
        return new(
            NewIds.Performance(),
            request.StartsAt.ToUniversalTime(),
            salesOpenAt.ToUniversalTime(),
            [.. sections],
            request.SalesCloseAt?.ToUniversalTime());
    }

    private static void CheckClose(
        DateTimeOffset? salesCloseAt,
        DateTimeOffset salesOpenAt,
        DateTimeOffset startsAt,
        DateTimeOffset now,
        string field,
        FieldErrors errors)
    {
        if (salesCloseAt is not { } closeAt) return;
        errors.Require(closeAt > now, field, "It must be in the future.");
        errors.Require(closeAt > salesOpenAt, field, "It must be after salesOpenAt.");
        errors.Require(closeAt <= startsAt, field, "It must not be after startsAt.");
    }

    private static List<Section> ParseSections(IReadOnlyList<SectionModel?> requests, string field, FieldErrors errors)
    {
        errors.Require(requests.Count is >= 1 and <= MaxSections, field, $"It must have 1 to {MaxSections} sections.");
        var sections = requests.Take(MaxSections)
            .Select((section, index) => Parse(section, $"{field}[{index}]", errors)).OfType<Section>().ToList();
        errors.Require(
            sections.DistinctBy(section => VisibleText.LookOf(section.Name)).Count() == sections.Count,
            field,
            "The names of the sections must differ by more than case, width or invisible characters.");
        errors.Require(
            sections.Sum(section => (long)section.RowCount * section.SeatsPerRow) <= MaxSeats,
            field,
            $"The sections must not have more than {MaxSeats:N0} seats together.");
        return sections;
    }

    private static Section? Parse(SectionModel? request, string field, FieldErrors errors)
    {
        if (request is null)
        {
            errors.Add(field, "It must be a section.");
            return null;
        }

        var name = errors.Text(request.Name, $"{field}.name", MaxTextLength);
        errors.Require(request.Rows is >= 1 and <= MaxRows, $"{field}.rows", $"It must be 1 to {MaxRows}.");
        errors.Require(request.SeatsPerRow is >= 1 and <= MaxSeatsPerRow, $"{field}.seatsPerRow", $"It must be 1 to {MaxSeatsPerRow}.");
        errors.Require(request.Price is >= 0 and <= MaxPrice, $"{field}.price", $"It must be 0 to {MaxPrice:N0}.");
        return new(name, request.Rows, request.SeatsPerRow, new(request.Price));
    }
}
