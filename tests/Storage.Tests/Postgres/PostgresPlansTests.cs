using Concert.Settings;
using Npgsql;

namespace Concert.Storage;

/// <summary>
/// A prepared statement keeps the plan of its first minutes, when its tables were empty or tiny. The plan must nevertheless find
/// rows by their key; otherwise each batch reads the whole table for each of its rows until statistics change.
/// </summary>
public sealed class PostgresPlansTests : IAsyncDisposable
{
    private readonly PostgresTestDatabase _database = new();

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    public static TheoryData<string, string, string, int> Statements { get; } = new(
        from written in new[]
        {
            ("UpdateStates", "'concert', '{seat}', '{k1}', '{null}', '{1}'", "grain_key = r.grain_key"),
            ("RequireJournalRows", "'{u1}', '{1}'", "seq = r.seq"),
            ("UpsertReservations", "'{r}', '{p}', '{Held}', '{now}', '{null}', '{1}', '{now}', '{u1}', '{n}', '{1}'", "seq = r.seq"),
            ("InsertPlaces", "'{c}', '{4}', '{Waiting}', null, null, null, null, null, null, null, null, '{false}', '{3}', '{u}', '{now}', '{0}'", "place >= r.before"),
            ("MovePlaces", "'{c}', '{1}', '{Admitted}', null, '{now}', '{now}', null, null, null, null, null, null, '{Waiting}', '{false}'", "place = r.place"),
        }
        from rowCount in new[] { 0, 3 }
        select (written.Item1, written.Item2, written.Item3, rowCount));

    [Theory]
    [MemberData(nameof(Statements))]
    public async Task Rows_are_found_by_their_key_even_if_the_table_was_small(string name, string arguments, string key, int rowCount)
    {
        var (statement, types) = name switch
        {
            "UpdateStates" => (PostgresWriteSql.UpdateStates.FastPath, "text, text[], text[], jsonb[], int[]"),
            "RequireJournalRows" => (PostgresWriteSql.RequireJournalRows, "text[], bigint[]"),
            "UpsertReservations" => (PostgresWriteSql.UpsertReservations.ConflictSafe, "text[], text[], text[], timestamptz[], jsonb[], bigint[], timestamptz[], text[], text[], bigint[]"),
            "InsertPlaces" => (
                PostgresWriteSql.InsertPlaces.FastPath,
                $"text[], bigint[], text[], {string.Join(", ", Enumerable.Repeat("timestamptz[]", 8))}, boolean[], bigint[], text[], timestamptz[], bigint[]"),
            _ => (PostgresWriteSql.MovePlaces.FastPath, $"text[], bigint[], text[], {string.Join(", ", Enumerable.Repeat("timestamptz[]", 8))}, boolean[], text[], boolean[]"),
        };
        await FillAsync(rowCount);
        var settings = PostgresSettings.Parse(await _database.ConnectionString);
        await using var pool = NpgsqlDataSource.Create(settings);
        await using var session = new PostgresSession(settings, pool);
        await using var transaction = await session.Connect().BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using var batch = session.CreateBatch();
        batch.Add("set local plan_cache_mode = force_generic_plan");
        batch.Add($"prepare written({types}) as {statement}");
        batch.Add($"explain execute written({arguments})");

        var plan = new List<string>();
        await using (var reader = await batch.ExecuteReaderAsync(TestContext.Current.CancellationToken))
        {
            while (await reader.ReadAsync(TestContext.Current.CancellationToken)) plan.Add(reader.GetString(0).Trim());
        }

        var text = string.Join('\n', plan);
        Assert.True(plan.Exists(line => line.StartsWith("Index Cond:", StringComparison.Ordinal) && line.Contains(key, StringComparison.Ordinal)), text);
        Assert.DoesNotContain("Materialize", text, StringComparison.Ordinal);
        // The update then locates the row by its tuple id.
        if (statement.StartsWith("update", StringComparison.Ordinal)) Assert.Contains("Tid Scan", text, StringComparison.Ordinal);
    }

    // At its start a silo reads what is open, however much was ever sold.
    [Fact]
    public async Task What_a_silo_reads_at_its_start_is_found_by_an_index_that_does_not_grow_with_what_was_sold()
    {
        await _database.ExecuteAsync("""
            insert into concert(concert_id, title, artist, venue) values ('c', 't', 'a', 'v');
            insert into performance select 'p' || n, 'c', n, now() - n * interval '1 day', now() - interval '900 days' from generate_series(1, 5000) n;
            insert into reservation select 'r' || n, 'u', 'p' || n % 100, case n when 1 then 'Held' else 'Paid' end, now(), '["1-1-1"]', 1, now()
                from generate_series(1, 20000) n;
            analyze;
            """);

        Assert.Contains("reservation_held", await PlanOfAsync(HeldPerformancesSql.SelectOpenHolds), StringComparison.Ordinal);
        Assert.Contains(
            "performance_starts_at",
            await PlanOfAsync(HeldPerformancesSql.SelectNotOver.Replace("@StartsAfter", "now() - interval '1 day'", StringComparison.Ordinal)),
            StringComparison.Ordinal);
    }

    // However many places a queue ever gave, only those since the last removal are read.
    [Theory]
    [InlineData(QueuePlaces.CountDeparted)]
    [InlineData(QueuePlaces.DeleteDeparted)]
    public async Task Departed_places_are_found_by_the_range_of_the_key(string query)
    {
        await _database.ExecuteAsync("""
            insert into queue_place(concert_id, place, user_id, status, joined_at, departed_at)
                select 'c', n, 'u' || n, 'Departed', now(), now() from generate_series(1, 50000) n;
            analyze;
            """);

        var plan = await PlanOfAsync(query.Replace("@ConcertId", "'c'", StringComparison.Ordinal).Replace("@After", "40000", StringComparison.Ordinal)
            .Replace("@Through", "41000", StringComparison.Ordinal).Replace("@Limit", "10000", StringComparison.Ordinal));

        Assert.Contains("(place > 40000) AND (place <= 41000)", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("Seq Scan", plan, StringComparison.Ordinal);
    }

    // A page of a house with 100,000 seats, at which half of the tickets were used: the rest of the house is not read.
    [Fact]
    public async Task A_page_of_a_check_in_list_is_found_by_indexes_however_large_the_house_is()
    {
        await _database.ExecuteAsync("""
            insert into reservation select md5('r' || n), 'u' || n, 'p' || n % 10, 'Paid', now(), '["1-1-1"]', 1, now()
                from generate_series(1, 50000) n;
            insert into user_journal select 'u' || n, 1, 'checked_in', now(), 0, 0, md5('r' || n), null, null, '{"seatId":"1-1-1","door":"d"}'
                from generate_series(1, 25000) n;
            insert into user_journal select 'u' || n, 2, 'paid', now(), 0, 0, md5('r' || n), null, null, '{}'
                from generate_series(1, 50000) n;
            analyze;
            """);
        var ids = string.Join(", ", Enumerable.Range(1, 500).Select(n => $"md5('r{n}')"));

        var page = await PlanOfAsync(BookingRecords.SelectPaid.Replace("@PerformanceId", "'p1'", StringComparison.Ordinal)
            .Replace("@After", "'8'", StringComparison.Ordinal).Replace("@Limit", "501", StringComparison.Ordinal));
        var uses = await PlanOfAsync($"{BookingRecords.SelectUses} ({ids})");

        Assert.True(page.Contains("Index Scan using reservation_tickets", StringComparison.Ordinal), page);
        Assert.True(uses.Contains("user_journal_checked_in", StringComparison.Ordinal), uses);
        Assert.True(uses.Contains("reference = ANY", StringComparison.Ordinal), uses);
    }

    private async Task<string> PlanOfAsync(string query)
    {
        await using var connection = await _database.OpenConnectionAsync();
        await using var command = new NpgsqlCommand($"explain {query}", connection);
        await using var record = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var plan = new List<string>();
        while (await record.ReadAsync(TestContext.Current.CancellationToken)) plan.Add(record.GetString(0));
        return string.Join('\n', plan);
    }

    private async Task FillAsync(int rowCount)
    {
        if (rowCount == 0) return;
        await _database.ExecuteAsync($"""
            insert into grain_state select 'concert', 'seat', 'k' || n, null, 1, now() from generate_series(1, {rowCount}) n;
            insert into user_journal select 'u' || n, 1, 'charged', now(), 1, 1, null, null, null, 'null' from generate_series(1, {rowCount}) n;
            insert into queue_place(concert_id, place, user_id, status, joined_at) select 'c', n, 'u' || n, 'Waiting', now() from generate_series(1, {rowCount}) n;
            analyze;
            """);
    }
}
