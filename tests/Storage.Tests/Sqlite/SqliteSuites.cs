using System.Data.Common;
using Concert.Auditing;

namespace Concert.Storage;

public sealed class SqliteGrainStateTests : GrainStateSuite<SqliteTestDatabase>;

public sealed class SqliteStockProviderTests : StockProviderSuite<SqliteTestDatabase>;

public sealed class SqliteJournalTests : JournalSuite<SqliteTestDatabase>;

public sealed class SqliteJournalAppendTests : JournalAppendSuite<SqliteTestDatabase>;

public sealed class SqliteBookingNumbersTests : BookingNumbersSuite<SqliteTestDatabase>;

public sealed class SqliteCheckInListTests : CheckInListSuite<SqliteTestDatabase>;

public sealed class SqliteGroupCommitTests : GroupCommitSuite<SqliteTestDatabase>;

public sealed class SqliteQueuePlacesTests : QueuePlacesSuite<SqliteTestDatabase>;

public sealed class SqliteSeatRecordsTests : SeatRecordsSuite<SqliteTestDatabase>;

public sealed class SqliteHeldPerformancesTests : HeldPerformancesSuite<SqliteTestDatabase>;

public sealed class SqliteCatalogTests : CatalogSuite<SqliteTestDatabase>;

public sealed class SqlitePresaleTests : PresaleSuite<SqliteTestDatabase>;

public sealed class SqliteRecoveryTests : RecoverySuite<SqliteTestDatabase>;

public sealed class SqliteDrawVerificationTests : DrawVerificationSuite<SqliteTestDatabase>;

public sealed class SqliteMigratorTests : MigratorSuite<SqliteTestDatabase>
{
    protected override SqliteTestDatabase Database { get; } = new();

    private protected override SchemaSql Schema => SqliteBackend.Schema;

    private protected override Task<DbDataSource> OpenAsync() =>
        Task.FromResult<DbDataSource>(new SqliteDataSource(Database.ConnectionString));
}
