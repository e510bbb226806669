-- The latest time of a job that is recorded, ms: when it ended, else when it started, else when it was queued.
CASE WHEN fragment.job_status IN ('queued', 'running') THEN fragment.started_ms ELSE fragment.end_ms END
