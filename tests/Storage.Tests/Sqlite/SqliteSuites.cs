namespace Concert.Storage;

public sealed class SqliteGrainStateTests : GrainStateSuite<SqliteTestDatabase>;

public sealed class SqliteStockProviderTests : StockProviderSuite<SqliteTestDatabase>;

public sealed class SqliteJournalTests : JournalSuite<SqliteTestDatabase>;

public sealed class SqliteGroupCommitTests : GroupCommitSuite<SqliteTestDatabase>;

public sealed class SqliteQueuePlacesTests : QueuePlacesSuite<SqliteTestDatabase>;

public sealed class SqliteSeatRecordsTests : SeatRecordsSuite<SqliteTestDatabase>;

public sealed class SqliteCatalogTests : CatalogSuite<SqliteTestDatabase>;

