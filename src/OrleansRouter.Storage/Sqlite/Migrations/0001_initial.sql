-- "ORTR": marks the file as one of ours, so that the database of another program is never migrated.
PRAGMA application_id = 1330795602;

CREATE TABLE states (
  kind    TEXT NOT NULL,
  key     TEXT NOT NULL,
  version INTEGER NOT NULL,
  value   BLOB NOT NULL,
  PRIMARY KEY (kind, key)
) WITHOUT ROWID;

-- Instants are whole numbers of 100 ns since 1970-01-01 UTC: datetime(decided_at / 10000000, 'unixepoch').
CREATE TABLE decisions (
  sequence     INTEGER PRIMARY KEY AUTOINCREMENT,
  tenant_id    TEXT NOT NULL,
  decision_id  TEXT NOT NULL,
  key_id       TEXT,
  session      TEXT,
  decided_at   INTEGER NOT NULL,
  model_id     TEXT NOT NULL,
  propensity   REAL NOT NULL,
  policy_hash  TEXT,
  origin       TEXT NOT NULL,
  prompt_hash  TEXT NOT NULL,
  prompt       TEXT,
  receipt_json TEXT,
  UNIQUE (tenant_id, decision_id)
);

CREATE TABLE outcomes (
  sequence         INTEGER PRIMARY KEY AUTOINCREMENT,
  tenant_id        TEXT NOT NULL,
  decision_id      TEXT NOT NULL,
  completed_at     INTEGER NOT NULL,
  model_id         TEXT,
  status           TEXT NOT NULL,
  input_tokens     INTEGER NOT NULL,
  output_tokens    INTEGER NOT NULL,
  tokens_estimated INTEGER NOT NULL,
  cost_usd         REAL NOT NULL,
  latency_ms       REAL NOT NULL,
  attempts_json    TEXT NOT NULL,
  UNIQUE (tenant_id, decision_id)
);

CREATE TABLE feedback (
  sequence          INTEGER PRIMARY KEY AUTOINCREMENT,
  tenant_id         TEXT NOT NULL,
  idempotency_key   TEXT NOT NULL,
  decision_id       TEXT NOT NULL,
  kind              TEXT NOT NULL,
  value             REAL NOT NULL,
  compared_model_id TEXT,
  comment           TEXT,
  received_at       INTEGER NOT NULL,
  UNIQUE (tenant_id, idempotency_key)
);
CREATE INDEX feedback_by_decision ON feedback (tenant_id, decision_id);

CREATE TABLE policies (
  policy_id    TEXT NOT NULL PRIMARY KEY,
  family       TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  size_bytes   INTEGER NOT NULL,
  created_at   INTEGER NOT NULL,
  summary_json TEXT NOT NULL,
  file         BLOB NOT NULL
);
CREATE INDEX policies_by_hash ON policies (content_hash);
