namespace Concert.Storage;

public sealed class PostgresGrainStateTests : GrainStateSuite<PostgresTestDatabase>;

public sealed class PostgresStockProviderTests : StockProviderSuite<PostgresTestDatabase>;

public sealed class PostgresJournalTests : JournalSuite<PostgresTestDatabase>;

public sealed class PostgresGroupCommitTests : GroupCommitSuite<PostgresTestDatabase>;

public sealed class PostgresQueuePlacesTests : QueuePlacesSuite<PostgresTestDatabase>;

public sealed class PostgresSeatRecordsTests : SeatRecordsSuite<PostgresTestDatabase>;

public sealed class PostgresCatalogTests : CatalogSuite<PostgresTestDatabase>;

