-- What calls cost, in millionths of a US dollar; an entry without a charge is a call under way. Days are numbers such as 20250301, in the tenant's time zone.
CREATE TABLE ledger (
  tenant_id    TEXT NOT NULL,
  decision_id  TEXT NOT NULL,
  key_id       TEXT,
  day          INTEGER NOT NULL,
  tenant_lease TEXT,
  key_lease    TEXT,
  reserved     INTEGER NOT NULL,
  charged      INTEGER,
  saved        INTEGER,
  beyond       INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (tenant_id, decision_id)
) WITHOUT ROWID;
CREATE INDEX ledger_by_day ON ledger (tenant_id, day);
CREATE INDEX ledger_by_tenant_lease ON ledger (tenant_lease) WHERE tenant_lease IS NOT NULL;
CREATE INDEX ledger_by_key_lease ON ledger (key_lease) WHERE key_lease IS NOT NULL;

-- Under a lease that is closed no call is reserved any more. Rows stay, so that a late opening does not open it again.
CREATE TABLE budget_leases (
  lease_id  TEXT NOT NULL PRIMARY KEY,
  closed_at INTEGER
) WITHOUT ROWID;
