-- The jobs of a list in its order, those listed separately among them, and whether each contains a text.
WITH listed AS MATERIALIZED (
  SELECT
    terms.list_key,
    fragment.job_status AS status,
    fragment.end_ms AS ended_at,
    fragment.worker_name AS worker,
    fragment.job_holds AS holds
  FROM cf_processing_queue AS job
  WHERE (fragment.job_matches) OR job.id IN (SELECT value FROM json_each(:pinned))
)
SELECT CAST(job_id AS TEXT) AS id, status, ended_at, worker, holds FROM listed
ORDER BY terms.sorted
