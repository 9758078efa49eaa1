using OrleansRouter.TestKit.Storage;

namespace OrleansRouter.Storage.Tests.Sqlite;

public sealed class SqliteDecisionLogTests() : DecisionLogConformance(new TemporarySqlite());

public sealed class SqliteAuditLogTests() : AuditLogConformance(new TemporarySqlite());

public sealed class SqliteFeedbackLogTests() : FeedbackLogConformance(new TemporarySqlite());

public sealed class SqlitePolicyStoreTests() : PolicyStoreConformance(new TemporarySqlite());

public sealed class SqliteStateStoreTests() : RelationalStateStoreConformance(new TemporarySqlite());

public sealed class SqliteLeaseStoreTests() : LeaseStoreConformance(new TemporarySqlite());

public sealed class SqliteChangeFeedTests() : ChangeFeedConformance(new TemporarySqlite());

public sealed class SqliteLedgerTests() : LedgerConformance(new TemporarySqlite());

public sealed class SqliteDataFileStoreTests() : DataFileStoreConformance(new TemporarySqlite());

public sealed class SqliteJobTaskStoreTests() : JobTaskStoreConformance(new TemporarySqlite());
