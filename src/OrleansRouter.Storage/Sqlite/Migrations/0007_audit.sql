-- What operators, administrators and rollouts did.
CREATE TABLE audit (
  sequence     INTEGER PRIMARY KEY AUTOINCREMENT,
  entry_id     TEXT NOT NULL UNIQUE,
  tenant_id    TEXT,
  at           INTEGER NOT NULL,
  actor        TEXT NOT NULL,
  action       TEXT NOT NULL,
  subject      TEXT NOT NULL,
  details_json TEXT NOT NULL
);
CREATE INDEX audit_by_tenant ON audit (tenant_id, sequence);
