using System.Collections.Immutable;
using System.Data.Common;
using Concert.Catalog;
using Concert.Queues;
using Dapper;

namespace Concert.Storage;

/// <summary>The tables of the catalog. The statements are the same on SQLite and PostgreSQL; both store times in UTC.</summary>
internal sealed class CatalogStore(DbDataSource database) : ICatalogStore
{
    // Two callers may create the same concert at the same time: only one of them inserts a row.
    private const string InsertConcert = """
        insert into concert(concert_id, title, artist, venue, lobby_opens_at, draw_seed, time_zone)
        values (@ConcertId, @Title, @Artist, @Venue, @LobbyOpensAt, @DrawSeed, @TimeZone)
        on conflict(concert_id) do nothing
        """;

    private const string InsertPerformance = """
        insert into performance(performance_id, concert_id, ordinal, starts_at, sales_open_at, sales_close_at)
        values (@PerformanceId, @ConcertId, @Ordinal, @StartsAt, @SalesOpenAt, @SalesCloseAt)
        """;

    private const string InsertSection = """
        insert into section(performance_id, ordinal, name, row_count, seats_per_row, price)
        values (@PerformanceId, @Ordinal, @Name, @RowCount, @SeatsPerRow, @Price)
        """;

    private const string SelectPage = """
        select concert_seq as Seq, concert_id as ConcertId, title as Title, artist as Artist, venue as Venue,
            time_zone as TimeZone
        from concert where concert_seq < @Before
        order by concert_seq desc limit @Count
        """;

    private const string SelectConcert = """
        select concert_seq as Seq, concert_id as ConcertId, title as Title, artist as Artist, venue as Venue,
            lobby_opens_at as LobbyOpensAt, time_zone as TimeZone
        from concert where concert_id = @ConcertId
        """;

    private const string SelectDrawSeed = "select draw_seed from concert where concert_id = @ConcertId";

    private const string SelectPerformances = """
        select performance_id as PerformanceId, starts_at as StartsAt, sales_open_at as SalesOpenAt,
            sales_close_at as SalesCloseAt
        from performance where concert_id = @ConcertId
        order by ordinal
        """;

    private const string SelectSections = """
        select s.performance_id as PerformanceId, s.name as Name, s.row_count as RowCount,
            s.seats_per_row as SeatsPerRow, s.price as Price
        from section as s
        join performance as p on p.performance_id = s.performance_id
        where p.concert_id = @ConcertId
        order by s.performance_id, s.ordinal
        """;

    private const string SelectConcertIdOfPerformance =
        "select concert_id from performance where performance_id = @PerformanceId";

    public Task<ConcertView> CreateAsync(CreateConcert command) => RunAsync(async connection =>
    {
        await using var transaction = await connection.BeginTransactionAsync();
        var concert = new
        {
            ConcertId = command.ConcertId.Value,
            command.Title,
            command.Artist,
            command.Venue,
            LobbyOpensAt = command.LobbyOpensAt?.UtcDateTime,
            // Of two callers that create the concert at the same time, the seed of the one who inserts the row counts.
            DrawSeed = command.HasDraw ? DrawSeed.TextOf(DrawSeed.New()) : null,
            command.TimeZone,
        };
        if (await connection.ExecuteAsync(InsertConcert, concert, transaction) == 1)
            await InsertPerformancesAsync(connection, command, transaction);
        await transaction.CommitAsync();

        var created = await FindAsync(connection, command.ConcertId);
        Invariant.Holds(created is not null, command.ConcertId.Value);
        return created!;
    });

    public Task<ConcertPage> ListAsync(PageRequest page) => RunAsync(async connection =>
    {
        // One row more than requested shows whether there is a next page.
        var rows = (await connection.QueryAsync<ConcertRow>(
            SelectPage, new { Before = page.Before ?? long.MaxValue, Count = page.Limit + 1 })).AsList();
        var items = rows.Take(page.Limit)
            .Select(row => new ConcertSummary(new(row.ConcertId), row.Title, row.Artist, row.Venue, row.TimeZone));
        return new ConcertPage([.. items], rows.Count > page.Limit ? rows[page.Limit - 1].Seq : null);
    });

    public Task<byte[]?> FindDrawSeedAsync(ConcertId concertId) => RunAsync(async connection =>
        await connection.ExecuteScalarAsync<string?>(SelectDrawSeed, new { ConcertId = concertId.Value }) is { } seed
            ? DrawSeed.Parse(seed)
            : null);

    public Task<ConcertView?> FindAsync(ConcertId concertId) =>
        RunAsync(connection => FindAsync(connection, concertId));

    public Task<ConcertView?> FindByPerformanceAsync(PerformanceId performanceId) => RunAsync(async connection =>
    {
        var concertId = await connection.ExecuteScalarAsync<string?>(
            SelectConcertIdOfPerformance, new { PerformanceId = performanceId.Value });
        return concertId is null ? null : await FindAsync(connection, new ConcertId(concertId));
    });

    private static async Task InsertPerformancesAsync(
        DbConnection connection, CreateConcert command, DbTransaction transaction)
    {
        foreach (var (ordinal, performance) in command.Performances.Index())
        {
            var row = new
            {
                PerformanceId = performance.PerformanceId.Value,
                ConcertId = command.ConcertId.Value,
                Ordinal = ordinal,
                StartsAt = performance.StartsAt.UtcDateTime,
                SalesOpenAt = performance.SalesOpenAt.UtcDateTime,
                SalesCloseAt = performance.SalesCloseAt?.UtcDateTime,
            };
            await connection.ExecuteAsync(InsertPerformance, row, transaction);
            var sections = performance.Sections.Select((section, sectionOrdinal) => new
            {
                PerformanceId = performance.PerformanceId.Value,
                Ordinal = sectionOrdinal,
                section.Name,
                section.RowCount,
                section.SeatsPerRow,
                Price = section.Price.Amount,
            });
            await connection.ExecuteAsync(InsertSection, sections, transaction);
        }
    }

    private static async Task<ConcertView?> FindAsync(DbConnection connection, ConcertId concertId)
    {
        var key = new { ConcertId = concertId.Value };
        var concert = await connection.QuerySingleOrDefaultAsync<ConcertRow>(SelectConcert, key);
        if (concert is null) return null;
        var performances = await connection.QueryAsync<PerformanceRow>(SelectPerformances, key);
        var sections = (await connection.QueryAsync<SectionRow>(SelectSections, key)).ToLookup(row => row.PerformanceId);
        var layouts = performances.Select(row => new PerformanceLayout(
            new(row.PerformanceId),
            concertId,
            Utc(row.StartsAt),
            Utc(row.SalesOpenAt),
            SectionsOf(sections[row.PerformanceId]),
            Utc(row.SalesCloseAt)));
        return new(
            concertId,
            concert.Title,
            concert.Artist,
            concert.Venue,
            [.. layouts],
            Utc(concert.LobbyOpensAt),
            concert.TimeZone);
    }

    private static ImmutableArray<Section> SectionsOf(IEnumerable<SectionRow> rows) =>
        [.. rows.Select(row => new Section(row.Name, row.RowCount, row.SeatsPerRow, new(row.Price)))];

    // The drivers return times without a kind.
    private static DateTimeOffset Utc(DateTime time) => new(DateTime.SpecifyKind(time, DateTimeKind.Utc));

    private static DateTimeOffset? Utc(DateTime? time) => time is { } known ? Utc(known) : null;

    private Task<T> RunAsync<T>(Func<DbConnection, Task<T>> query) => OffGrainThread.RunAsync(async () =>
    {
        await using var connection = await database.OpenConnectionAsync();
        return await query(connection);
    });

    private sealed class ConcertRow
    {
        public long Seq { get; init; }

        public required string ConcertId { get; init; }

        public required string Title { get; init; }

        public required string Artist { get; init; }

        public required string Venue { get; init; }

        public DateTime? LobbyOpensAt { get; init; }

        public string? TimeZone { get; init; }
    }

    private sealed class PerformanceRow
    {
        public required string PerformanceId { get; init; }

        public DateTime StartsAt { get; init; }

        public DateTime SalesOpenAt { get; init; }

        public DateTime? SalesCloseAt { get; init; }
    }

    private sealed class SectionRow
    {
        public required string PerformanceId { get; init; }

        public required string Name { get; init; }

        public int RowCount { get; init; }

        public int SeatsPerRow { get; init; }

        public long Price { get; init; }
    }
}
