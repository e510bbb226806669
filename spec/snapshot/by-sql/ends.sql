-- How many jobs completed and failed in each step of :step ms since 1970, from :from (ms) to :until; those that ended
-- before are in one row without a step. `first` is the earliest end in a row, whosever the jobs are; counted are those
-- of the worker :worker, if it isn't NULL, and if :runs is 1 only runs of parsers, of version :version of the parser
-- :parser if that isn't NULL. :served as in parser_names.sql. Serves every version. LIMIT -1 as in pace.sql.
SELECT
  CASE WHEN ended_at >= :from THEN ended_at / :step END AS step,
  status,
  TOTAL(is_counted) AS jobs,
  MIN(ended_at) AS first
FROM (
  SELECT
    fragment.job_status AS status,
    fragment.end_ms AS ended_at,
    (:worker IS NULL OR COALESCE(fragment.worker_name = :worker, 0))
    AND (
      NOT :runs
      OR fragment.job_type = 'parse' AND (
        :parser IS NULL
        OR fragment.job_name = :parser AND fragment.version_number(fragment.version_in_service) IS :version
      )
    ) AS is_counted
  FROM cf_processing_queue AS job
  LIMIT -1
)
WHERE status IN ('complete', 'failed') AND ended_at >= 0 AND ended_at <= :until
GROUP BY 1, 2
