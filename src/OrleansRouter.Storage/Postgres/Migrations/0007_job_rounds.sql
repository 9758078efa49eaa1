-- A stage of a training job may have rounds: a task is done once per round, and its results are rows of their own, kept while a later round reads them.
DROP INDEX job_tasks_open;
CREATE TABLE job_results (
  job_id text COLLATE "C" NOT NULL,
  stage  integer NOT NULL,
  round  integer NOT NULL,
  task   integer NOT NULL,
  result bytea NOT NULL,
  PRIMARY KEY (job_id, stage, round, task)
);
INSERT INTO job_results (job_id, stage, round, task, result)
  SELECT job_id, stage, 0, task, result FROM job_tasks WHERE result IS NOT NULL;
ALTER TABLE job_tasks ADD COLUMN rounds integer NOT NULL DEFAULT 1;
ALTER TABLE job_tasks ADD COLUMN done integer NOT NULL DEFAULT 0;
ALTER TABLE job_tasks ADD COLUMN round_attempts integer NOT NULL DEFAULT 0;
UPDATE job_tasks SET done = CASE WHEN result IS NULL THEN 0 ELSE 1 END, round_attempts = attempts;
ALTER TABLE job_tasks DROP COLUMN result;
CREATE INDEX job_tasks_open ON job_tasks (added_at, job_id, stage, task) WHERE done < rounds AND problem IS NULL;
-- What of a job comes first: nothing behind it is handed out.
CREATE INDEX job_tasks_front ON job_tasks (job_id, stage, done) WHERE done < rounds;
