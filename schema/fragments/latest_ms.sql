-- The latest time of a job that is recorded, ms: when it ended, else when it started, else when it was queued.
COALESCE(fragment.completed_ms, fragment.started_ms)
