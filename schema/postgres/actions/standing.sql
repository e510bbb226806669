-- How jobs stand now, as actions/standing.sql tells it of one in SQLite; PostgreSQL 14 and later. No row for one that
-- is gone. :seen has the jobs as they were seen. Last comes which transaction wrote the row.
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
