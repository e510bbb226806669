-- How many jobs completed or failed in each minute since 1970, from :from (ms) to :until. Serves every version. LIMIT
-- -1 as in pace.sql.
SELECT ended_at / 60000 AS minute, COUNT(*) AS jobs
FROM (
  SELECT fragment.job_status AS status, fragment.end_ms AS ended_at
  FROM cf_processing_queue AS job
  LIMIT -1
)
WHERE status IN ('complete', 'failed') AND ended_at >= 0 AND ended_at BETWEEN :from AND :until
GROUP BY ended_at / 60000
