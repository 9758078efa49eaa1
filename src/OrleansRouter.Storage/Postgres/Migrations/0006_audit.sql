-- What operators, administrators and rollouts did.
CREATE TABLE audit (
  sequence     bigint PRIMARY KEY DEFAULT nextval('log_sequence'),
  entry_id     text COLLATE "C" NOT NULL UNIQUE,
  tenant_id    text COLLATE "C",
  at           bigint NOT NULL,
  actor        text NOT NULL,
  action       text NOT NULL,
  subject      text NOT NULL,
  details_json text NOT NULL
);
CREATE INDEX audit_by_tenant ON audit (tenant_id, sequence);
