using System.Data.Common;
using Npgsql;

namespace Concert.Storage;

public sealed class PostgresGrainStateTests : GrainStateSuite<PostgresTestDatabase>;

public sealed class PostgresStockProviderTests : StockProviderSuite<PostgresTestDatabase>;

public sealed class PostgresJournalTests : JournalSuite<PostgresTestDatabase>;

public sealed class PostgresGroupCommitTests : GroupCommitSuite<PostgresTestDatabase>;

public sealed class PostgresQueuePlacesTests : QueuePlacesSuite<PostgresTestDatabase>;

public sealed class PostgresSeatRecordsTests : SeatRecordsSuite<PostgresTestDatabase>;

public sealed class PostgresHeldPerformancesTests : HeldPerformancesSuite<PostgresTestDatabase>;

public sealed class PostgresCatalogTests : CatalogSuite<PostgresTestDatabase>;

public sealed class PostgresMigratorTests : MigratorSuite<PostgresTestDatabase>
{
    protected override PostgresTestDatabase Database { get; } = new(isEmpty: true);

    private protected override SchemaSql Schema => PostgresBackend.Schema;

    private protected override async Task<DbDataSource> OpenAsync() =>
        NpgsqlDataSource.Create(await Database.ConnectionString + ";Pooling=false");
}
