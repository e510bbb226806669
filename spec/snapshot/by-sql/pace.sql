-- When the last job that completed or failed ended, ignoring times after :until; since when the oldest of the queued
-- jobs that can be taken at :now has waited; and how many can't be taken, because they wait for a time, or for one of
-- the parsers :paused, a JSON list. Serves every version. LIMIT -1 keeps SQLite from evaluating each value more than
-- once.
SELECT
  MAX(CASE WHEN status IN ('complete', 'failed') AND ended_at BETWEEN 0 AND :until THEN ended_at END) AS last_end,
  MIN(CASE WHEN status = 'queued' AND NOT is_held THEN waiting_since END) AS oldest,
  TOTAL(status = 'queued' AND is_held) AS held_back
FROM (
  SELECT
    status,
    ended_at,
    MAX(waiting_since, COALESCE(due_at, 0)) AS waiting_since,
    COALESCE(due_at > :now, 0) OR COALESCE(plugin IN (SELECT value FROM json_each(:paused)), 0) AS is_held
  FROM (
    SELECT
      fragment.job_status AS status,
      fragment.end_ms AS ended_at,
      fragment.started_ms AS waiting_since,
      fragment.epoch_ms(job.scheduled_at) AS due_at,
      fragment.plugin_name AS plugin
    FROM cf_processing_queue AS job
    LIMIT -1
  )
)
