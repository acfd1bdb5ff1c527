using System.Data.Common;
using System.Globalization;
using Dapper;

namespace Concert.Catalog;

/// <summary>The catalogue's tables, through Dapper. Rare calls: each on a connection of its own, off the grain's turn.</summary>
internal sealed class CatalogQueries(DbDataSource database)
{
    private const string InsertConcert = """
        insert into concert (concert_id, title, artist, venue) values (@ConcertId, @Title, @Artist, @Venue)
        on conflict (concert_id) do nothing
        """;

    private const string InsertPerformance = """
        insert into performance (performance_id, concert_id, ordinal, starts_at, sales_open_at)
        values (@PerformanceId, @ConcertId, @Ordinal, @StartsAt, @SalesOpenAt)
        """;

    private const string InsertSection = """
        insert into section (performance_id, ordinal, name, row_count, seats_per_row, price)
        values (@PerformanceId, @Ordinal, @Name, @RowCount, @SeatsPerRow, @Price)
        """;

    private const string SelectPage = """
        select number as Number, concert_id as ConcertId, title as Title, artist as Artist, venue as Venue
        from concert where number < @before order by number desc limit @limit
        """;

    private const string SelectConcert = """
        select number as Number, concert_id as ConcertId, title as Title, artist as Artist, venue as Venue
        from concert where concert_id = @concertId
        """;

    private const string SelectPerformances = """
        select performance_id as PerformanceId, starts_at as StartsAt, sales_open_at as SalesOpenAt
        from performance where concert_id = @concertId order by ordinal
        """;

    private const string SelectSections = """
        select s.performance_id as PerformanceId, s.name as Name, s.row_count as RowCount, s.seats_per_row as SeatsPerRow,
               s.price as Price
        from section s join performance p on p.performance_id = s.performance_id
        where p.concert_id = @concertId order by s.performance_id, s.ordinal
        """;

    private const string SelectConcertOf = """
        select concert_id from performance where performance_id = @performanceId
        """;

    /// <summary>All of a concert or nothing; one that is there already stays as it is.</summary>
    public Task InsertAsync(CreateConcert concert) => Task.Run(async () =>
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var inserted = await connection.ExecuteAsync(
            InsertConcert, new { ConcertId = concert.ConcertId.Value, concert.Title, concert.Artist, concert.Venue }, transaction);
        if (inserted == 0) return;
        foreach (var (ordinal, plan) in concert.Performances.Index())
        {
            await connection.ExecuteAsync(InsertPerformance, RowOf(concert.ConcertId, plan, ordinal), transaction);
            await connection.ExecuteAsync(InsertSection, plan.Sections.Select((section, i) => RowOf(plan, section, i)), transaction);
        }

        await transaction.CommitAsync();
    });

    public Task<ConcertPage> ListAsync(PageRequest page) => Task.Run(async () =>
    {
        await using var connection = await database.OpenConnectionAsync();
        // One more than asked for tells whether there is a next page.
        var rows = (await connection.QueryAsync<ConcertRow>(
            SelectPage, new { before = page.Before ?? long.MaxValue, limit = page.Limit + 1 })).ToList();
        var items = rows.Take(page.Limit).Select(row => new ConcertSummary(new(row.ConcertId), row.Title, row.Artist, row.Venue));
        return new ConcertPage([.. items], rows.Count > page.Limit ? rows[page.Limit - 1].Number : null);
    });

    public Task<ConcertView?> FindConcertAsync(ConcertId id) => Task.Run(async () =>
    {
        await using var connection = await database.OpenConnectionAsync();
        var concertId = id.Value;
        if (await connection.QuerySingleOrDefaultAsync<ConcertRow>(SelectConcert, new { concertId }) is not { } concert) return null;
        var sections = (await connection.QueryAsync<SectionRow>(SelectSections, new { concertId }))
            .ToLookup(row => row.PerformanceId, row => new Section(row.Name, (int)row.RowCount, (int)row.SeatsPerRow, new(row.Price)));
        var performances = (await connection.QueryAsync<PerformanceRow>(SelectPerformances, new { concertId }))
            .Select(row => new PerformanceLayout(
                new(row.PerformanceId), id, Read(row.StartsAt), Read(row.SalesOpenAt), [.. sections[row.PerformanceId]]));
        return new ConcertView(id, concert.Title, concert.Artist, concert.Venue, [.. performances]);
    });

    public Task<ConcertId?> FindConcertOfAsync(PerformanceId id) => Task.Run<ConcertId?>(async () =>
    {
        await using var connection = await database.OpenConnectionAsync();
        var concertId = await connection.QuerySingleOrDefaultAsync<string>(SelectConcertOf, new { performanceId = id.Value });
        return concertId is null ? null : new ConcertId(concertId);
    });

    private static object RowOf(ConcertId concert, PerformancePlan plan, int ordinal) => new
    {
        PerformanceId = plan.PerformanceId.Value,
        ConcertId = concert.Value,
        Ordinal = ordinal,
        StartsAt = Write(plan.StartsAt),
        SalesOpenAt = Write(plan.SalesOpenAt),
    };

    private static object RowOf(PerformancePlan plan, Section section, int ordinal) => new
    {
        PerformanceId = plan.PerformanceId.Value,
        Ordinal = ordinal,
        section.Name,
        section.RowCount,
        section.SeatsPerRow,
        Price = section.Price.Amount,
    };

    private static string Write(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffffffZ", CultureInfo.InvariantCulture);

    private static DateTimeOffset Read(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private sealed record ConcertRow(long Number, string ConcertId, string Title, string Artist, string Venue);

    private sealed record PerformanceRow(string PerformanceId, string StartsAt, string SalesOpenAt);

    private sealed record SectionRow(string PerformanceId, string Name, long RowCount, long SeatsPerRow, long Price);
}
