-- Every log takes its sequences from this one. Processes append at once and commit in any order, so an entry may become visible after
-- one with a larger sequence; a follower that remembers the largest sequence it saw would miss it. Therefore a writing transaction first
-- takes a shared advisory lock whose key tells from where on its sequences are (log_begin; nobody ever waits for such a lock), and
-- followers read up to the horizon only: a sequence that was drawn before, and below what any transaction under way may still commit.
CREATE SEQUENCE log_sequence;
SELECT nextval('log_sequence');

-- The key is 'O' (79) in the upper 8 bits and the last sequence drawn by anybody in the lower 56.
CREATE FUNCTION log_begin() RETURNS void LANGUAGE sql VOLATILE AS $$
  SELECT pg_advisory_xact_lock_shared((79::bigint << 56) | last_value) FROM log_sequence
$$;

-- The order of the two statements matters. A sequence up to newest has a lock that the second statement sees, or its transaction has
-- ended; in the latter case a statement that begins after this function shows its entry.
CREATE FUNCTION log_horizon() RETURNS bigint LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  newest bigint;
  under_way bigint;
BEGIN
  SELECT last_value INTO newest FROM log_sequence;
  SELECT min((classid::bigint & 16777215) << 32 | objid::bigint) INTO under_way FROM pg_locks
    WHERE locktype = 'advisory' AND objsubid = 1 AND classid::bigint >> 24 = 79
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database());
  RETURN least(newest, under_way);
END
$$;

-- Texts that are compared or sorted are so by their bytes, as in every engine.
CREATE TABLE states (
  kind    text COLLATE "C" NOT NULL,
  key     text COLLATE "C" NOT NULL,
  version bigint NOT NULL,
  value   bytea NOT NULL,
  PRIMARY KEY (kind, key)
);

-- Instants are whole numbers of 100 ns since 1970-01-01 UTC: to_timestamp(decided_at / 1e7).
CREATE TABLE decisions (
  sequence     bigint PRIMARY KEY DEFAULT nextval('log_sequence'),
  tenant_id    text COLLATE "C" NOT NULL,
  decision_id  text COLLATE "C" NOT NULL,
  key_id       text,
  session      text,
  decided_at   bigint NOT NULL,
  model_id     text NOT NULL,
  propensity   double precision NOT NULL,
  policy_hash  text,
  origin       text NOT NULL,
  prompt_hash  text NOT NULL,
  prompt       text,
  receipt_json text,
  UNIQUE (tenant_id, decision_id)
);

CREATE TABLE outcomes (
  sequence         bigint PRIMARY KEY DEFAULT nextval('log_sequence'),
  tenant_id        text COLLATE "C" NOT NULL,
  decision_id      text COLLATE "C" NOT NULL,
  completed_at     bigint NOT NULL,
  model_id         text,
  status           text NOT NULL,
  input_tokens     integer NOT NULL,
  output_tokens    integer NOT NULL,
  tokens_estimated boolean NOT NULL,
  cost_usd         double precision NOT NULL,
  latency_ms       double precision NOT NULL,
  attempts_json    text NOT NULL,
  UNIQUE (tenant_id, decision_id)
);

CREATE TABLE feedback (
  sequence          bigint PRIMARY KEY DEFAULT nextval('log_sequence'),
  tenant_id         text COLLATE "C" NOT NULL,
  idempotency_key   text COLLATE "C" NOT NULL,
  decision_id       text COLLATE "C" NOT NULL,
  kind              text NOT NULL,
  value             double precision NOT NULL,
  compared_model_id text,
  comment           text,
  received_at       bigint NOT NULL,
  UNIQUE (tenant_id, idempotency_key)
);
CREATE INDEX feedback_by_decision ON feedback (tenant_id, decision_id);
CREATE INDEX feedback_by_tenant ON feedback (tenant_id, sequence);

CREATE TABLE policies (
  policy_id    text COLLATE "C" PRIMARY KEY,
  family       text NOT NULL,
  content_hash text COLLATE "C" NOT NULL,
  size_bytes   bigint NOT NULL,
  created_at   bigint NOT NULL,
  summary_json text NOT NULL,
  file         bytea NOT NULL
);
CREATE INDEX policies_by_hash ON policies (content_hash);
