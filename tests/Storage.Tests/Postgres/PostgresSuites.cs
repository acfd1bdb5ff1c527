using System.Data.Common;
using Concert.Auditing;
using Npgsql;

namespace Concert.Storage;

public sealed class PostgresGrainStateTests : GrainStateSuite<PostgresTestDatabase>;

public sealed class PostgresStockProviderTests : StockProviderSuite<PostgresTestDatabase>;

public sealed class PostgresJournalTests : JournalSuite<PostgresTestDatabase>;

public sealed class PostgresJournalAppendTests : JournalAppendSuite<PostgresTestDatabase>;

public sealed class PostgresBookingNumbersTests : BookingNumbersSuite<PostgresTestDatabase>;

public sealed class PostgresCheckInListTests : CheckInListSuite<PostgresTestDatabase>;

public sealed class PostgresGroupCommitTests : GroupCommitSuite<PostgresTestDatabase>;

public sealed class PostgresQueuePlacesTests : QueuePlacesSuite<PostgresTestDatabase>;

public sealed class PostgresSeatRecordsTests : SeatRecordsSuite<PostgresTestDatabase>;

public sealed class PostgresHeldPerformancesTests : HeldPerformancesSuite<PostgresTestDatabase>;

public sealed class PostgresCatalogTests : CatalogSuite<PostgresTestDatabase>;

public sealed class PostgresPresaleTests : PresaleSuite<PostgresTestDatabase>;

public sealed class PostgresRecoveryTests : RecoverySuite<PostgresTestDatabase>;

public sealed class PostgresDrawVerificationTests : DrawVerificationSuite<PostgresTestDatabase>;

public sealed class PostgresMigratorTests : MigratorSuite<PostgresTestDatabase>
{
    protected override PostgresTestDatabase Database { get; } = new(isEmpty: true);

    private protected override SchemaSql Schema => PostgresBackend.Schema;

    private protected override async Task<DbDataSource> OpenAsync() =>
        NpgsqlDataSource.Create(await Database.ConnectionString + ";Pooling=false");

    [Fact]
    public async Task A_script_that_waits_for_a_lock_gives_way_to_other_writers_and_is_tried_again()
    {
        SchemaScript first = new(1, "0001_first.sql", "create table first(x integer)");
        SchemaScript second = new(2, "0002_second.sql", "set local lock_timeout = '100ms'; create index on first(x)");
        await MigrateAsync([first]);
        await using var writer = await Database.OpenConnectionAsync();
        await using var open = await writer.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using var write = new NpgsqlCommand("insert into first values (1)", writer, open);
        await write.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        var migrating = MigrateAsync([first, second]);
        for (var number = 2; number < 50; number++) await Database.ExecuteAsync($"insert into first values ({number})");
        await open.CommitAsync(TestContext.Current.CancellationToken);
        await migrating;

        Assert.Equal(49L, await Database.ScalarAsync("select count(*) from first"));
    }
}
