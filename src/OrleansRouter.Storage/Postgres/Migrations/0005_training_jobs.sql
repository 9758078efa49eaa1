-- Files that training jobs read, by the SHA-256 of their content. The bytes are those of one upload, in chunks; a file is there once all are.
CREATE TABLE data_files (
  sha256     text COLLATE "C" PRIMARY KEY,
  upload     text COLLATE "C" NOT NULL,
  size_bytes bigint NOT NULL,
  stored_at  bigint NOT NULL
);
CREATE TABLE data_chunks (
  upload text COLLATE "C" NOT NULL,
  chunk  integer NOT NULL,
  bytes  bytea NOT NULL,
  PRIMARY KEY (upload, chunk)
);

-- The tasks of the present and past stages of running jobs. A claim that is over, or was never made, can be taken.
CREATE TABLE job_tasks (
  job_id     text COLLATE "C" NOT NULL,
  stage      integer NOT NULL,
  task       integer NOT NULL,
  added_at   bigint NOT NULL,
  attempts   integer NOT NULL DEFAULT 0,
  claim      text,
  worker     text,
  expires_at bigint NOT NULL DEFAULT 0,
  work_ms    double precision NOT NULL DEFAULT 0,
  result     bytea,
  problem    text,
  PRIMARY KEY (job_id, stage, task)
);
CREATE INDEX job_tasks_open ON job_tasks (added_at, job_id, stage, task) WHERE result IS NULL AND problem IS NULL;
