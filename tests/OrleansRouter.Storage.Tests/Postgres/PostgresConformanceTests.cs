using OrleansRouter.TestKit.Storage;

namespace OrleansRouter.Storage.Tests.Postgres;

public sealed class PostgresDecisionLogTests() : DecisionLogConformance(new TemporaryPostgres());

public sealed class PostgresAuditLogTests() : AuditLogConformance(new TemporaryPostgres());

public sealed class PostgresFeedbackLogTests() : FeedbackLogConformance(new TemporaryPostgres());

public sealed class PostgresPolicyStoreTests() : PolicyStoreConformance(new TemporaryPostgres());

public sealed class PostgresStateStoreTests() : RelationalStateStoreConformance(new TemporaryPostgres());

public sealed class PostgresLeaseStoreTests() : LeaseStoreConformance(new TemporaryPostgres());

public sealed class PostgresChangeFeedTests() : ChangeFeedConformance(new TemporaryPostgres());

public sealed class PostgresLedgerTests() : LedgerConformance(new TemporaryPostgres());

public sealed class PostgresDataFileStoreTests() : DataFileStoreConformance(new TemporaryPostgres());

public sealed class PostgresJobTaskStoreTests() : JobTaskStoreConformance(new TemporaryPostgres());
