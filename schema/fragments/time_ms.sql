-- The time of a job in the list, ms: when it ended or, if it is running, started; NULL for a queued job.
CASE WHEN fragment.job_status <> 'queued' THEN fragment.latest_ms END
