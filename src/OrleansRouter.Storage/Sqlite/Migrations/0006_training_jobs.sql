-- Files that training jobs read, by the SHA-256 of their content. The bytes are those of one upload, in chunks; a file is there once all are.
CREATE TABLE data_files (
  sha256     TEXT NOT NULL PRIMARY KEY,
  upload     TEXT NOT NULL,
  size_bytes INTEGER NOT NULL,
  stored_at  INTEGER NOT NULL
);
CREATE TABLE data_chunks (
  upload TEXT NOT NULL,
  chunk  INTEGER NOT NULL,
  bytes  BLOB NOT NULL,
  PRIMARY KEY (upload, chunk)
);

-- The tasks of the present and past stages of running jobs. A claim that is over, or was never made, can be taken.
CREATE TABLE job_tasks (
  job_id     TEXT NOT NULL,
  stage      INTEGER NOT NULL,
  task       INTEGER NOT NULL,
  added_at   INTEGER NOT NULL,
  attempts   INTEGER NOT NULL DEFAULT 0,
  claim      TEXT,
  worker     TEXT,
  expires_at INTEGER NOT NULL DEFAULT 0,
  work_ms    REAL NOT NULL DEFAULT 0,
  result     BLOB,
  problem    TEXT,
  PRIMARY KEY (job_id, stage, task)
);
CREATE INDEX job_tasks_open ON job_tasks (added_at, job_id, stage, task) WHERE result IS NULL AND problem IS NULL;
