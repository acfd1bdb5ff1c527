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
        insert into concert(concert_id, title, artist, venue, lobby_opens_at, draw_seed, time_zone, refuses_lone_seats)
        values (@ConcertId, @Title, @Artist, @Venue, @LobbyOpensAt, @DrawSeed, @TimeZone, @RefusesLoneSeats)
        on conflict(concert_id) do nothing
        """;

    private const string PerformanceColumns = "performance_id, concert_id, ordinal, starts_at, sales_open_at, sales_close_at";

    private const string SectionColumns = "performance_id, ordinal, name, row_count, seats_per_row, price";

    private const string SelectPage = """
        select concert_seq as Seq, concert_id as ConcertId, title as Title, artist as Artist, venue as Venue, time_zone as TimeZone
        from concert where concert_seq < @Before
        order by concert_seq desc limit @Count
        """;

    private const string SelectConcert = """
        select concert_seq as Seq, concert_id as ConcertId, title as Title, artist as Artist, venue as Venue,
            lobby_opens_at as LobbyOpensAt, time_zone as TimeZone, refuses_lone_seats as RefusesLoneSeats
        from concert where concert_id = @ConcertId
        """;

    // Lists of numbers are written into the text: as parameters, the two databases take them in different forms.
    private const string SelectListed = """
        select concert_seq as Seq, concert_id as ConcertId, title as Title, artist as Artist, venue as Venue, time_zone as TimeZone
        from concert
        where concert_seq > @After and concert_seq not in {=Known}
            and exists (select 1 from performance where performance.concert_id = concert.concert_id and starts_at > @Now)
        order by concert_seq limit @Limit
        """;

    private const string SelectListedDates = """
        select p.concert_id as ConcertId, p.performance_id as PerformanceId, p.starts_at as StartsAt,
            p.sales_open_at as SalesOpenAt, p.sales_close_at as SalesCloseAt,
            min(s.price) as MinPrice, max(s.price) as MaxPrice, sum(s.row_count * s.seats_per_row) as SeatCount
        from performance as p
        join section as s on s.performance_id = p.performance_id
        join concert as c on c.concert_id = p.concert_id
        where c.concert_seq in {=Seqs}
        group by p.concert_id, p.performance_id, p.starts_at, p.sales_open_at, p.sales_close_at, p.ordinal
        order by p.concert_id, p.ordinal
        """;

    private const string SelectDrawSeed = "select draw_seed from concert where concert_id = @ConcertId";

    private const string SelectPerformances = """
        select performance_id as PerformanceId, starts_at as StartsAt, sales_open_at as SalesOpenAt, sales_close_at as SalesCloseAt
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

    // SQLite looks a parameter up by its name in the list of all: with more rows a statement is slower for each of them.
    private const int RowsOfAnInsert = 50;

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
            command.RefusesLoneSeats,
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

    public Task<ImmutableArray<ListedConcert>> ListedAsync(ListedRequest request, DateTimeOffset now) => RunAsync(async connection =>
    {
        // No concert has the number 0: PostgreSQL takes no empty list.
        var known = new long[] { 0 }.Concat(request.Known).ToArray();
        var concerts = (await connection.QueryAsync<ConcertRow>(
            SelectListed, new { request.After, Known = known, Now = now.UtcDateTime, request.Limit })).AsList();
        if (concerts.Count == 0) return [];
        var seqs = concerts.Select(concert => concert.Seq).ToArray();
        var dates = (await connection.QueryAsync<ListedDateRow>(SelectListedDates, new { Seqs = seqs })).ToLookup(row => row.ConcertId);
        return concerts.Select(row => new ListedConcert(
            row.Seq,
            new(row.ConcertId),
            row.Title,
            row.Artist,
            row.Venue,
            row.TimeZone,
            [.. dates[row.ConcertId].Select(ListedDateOf)])).ToImmutableArray();
    });

    private static ListedDate ListedDateOf(ListedDateRow row) => new(
        new(row.PerformanceId),
        Utc(row.StartsAt),
        Utc(row.SalesOpenAt),
        Utc(row.SalesCloseAt ?? row.StartsAt),
        new(row.MinPrice),
        new(row.MaxPrice),
        (int)row.SeatCount);

    // In statements of many rows: a musical has some hundred dates, and a round trip for each of their rows would take seconds.
    private static async Task InsertPerformancesAsync(
        DbConnection connection, CreateConcert command, DbTransaction transaction)
    {
        var performances = command.Performances.Select((performance, ordinal) => new object?[]
        {
            performance.PerformanceId.Value,
            command.ConcertId.Value,
            ordinal,
            performance.StartsAt.UtcDateTime,
            performance.SalesOpenAt.UtcDateTime,
            performance.SalesCloseAt?.UtcDateTime,
        });
        await InsertAsync(connection, "performance", PerformanceColumns, performances, transaction);
        var sections =
            from performance in command.Performances
            from section in performance.Sections.Select((section, ordinal) => (Section: section, Ordinal: ordinal))
            select new object?[]
            {
                performance.PerformanceId.Value,
                section.Ordinal,
                section.Section.Name,
                section.Section.RowCount,
                section.Section.SeatsPerRow,
                section.Section.Price.Amount,
            };
        await InsertAsync(connection, "section", SectionColumns, sections, transaction);
    }

    private static async Task InsertAsync(
        DbConnection connection, string table, string columns, IEnumerable<object?[]> rows, DbTransaction transaction)
    {
        foreach (var chunk in rows.Chunk(RowsOfAnInsert))
        {
            var values = new DynamicParameters();
            var tuples = chunk.Select((row, r) => $"({string.Join(", ", row.Select((value, c) =>
            {
                values.Add($"v{r}_{c}", value);
                return $"@v{r}_{c}";
            }))})");
            await connection.ExecuteAsync($"insert into {table}({columns}) values {string.Join(", ", tuples)}", values, transaction);
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
            Utc(row.SalesCloseAt),
            concert.RefusesLoneSeats));
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

        public bool RefusesLoneSeats { get; init; }
    }

    private sealed class PerformanceRow
    {
        public required string PerformanceId { get; init; }

        public DateTime StartsAt { get; init; }

        public DateTime SalesOpenAt { get; init; }

        public DateTime? SalesCloseAt { get; init; }
    }

    private sealed class ListedDateRow
    {
        public required string ConcertId { get; init; }

        public required string PerformanceId { get; init; }

        public DateTime StartsAt { get; init; }

        public DateTime SalesOpenAt { get; init; }

        public DateTime? SalesCloseAt { get; init; }

        public long MinPrice { get; init; }

        public long MaxPrice { get; init; }

        public long SeatCount { get; init; }
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
