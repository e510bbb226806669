-- Replaces the whole of a job's log.
INSERT INTO cf_job_logs (job_id, log_text, created_at) VALUES (:job, :text, :now)
ON CONFLICT (job_id) DO UPDATE SET log_text = excluded.log_text;
