-- The present state of jobs, as actions/present_job.sql returns it for one job in SQLite; PostgreSQL 14 and later. No row
-- for a job that is gone. :seen has the jobs as they were seen. The last column is the transaction that wrote the row.
SELECT
  job.id,
  fragment.job_status,
  fragment.job_type,
  COALESCE(fragment.text(job.status), ''),
  COALESCE(fragment.whole(job.retry_count), 0),
  fragment.is_leased AND upper(trim(seen.status)) NOT IN ('QUEUED', 'PENDING'),
  fragment.parser_paused,
  target.writer
FROM jsonb_to_recordset(:seen) AS seen (id bigint, status text)
JOIN target.queue AS job ON job.id = seen.id
