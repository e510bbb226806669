-- What there is of jobs that a transaction has changed: whether a row is the version that it wrote, and whether it
-- still is as it was seen; PostgreSQL 14 and later. :seen has the jobs as they were seen, and what they were changed
-- to. Rows that somebody is writing are waited for: it may be that transaction.
SELECT
  target.writer = seen.writer
    AND COALESCE(fragment.text(job.status), '') = seen.now ->> 'status'
    AND COALESCE(fragment.whole(job.retry_count), 0) = (seen.now ->> 'retries')::bigint,
  fragment.seen_job
FROM jsonb_to_recordset(:seen) AS seen (id bigint, status text, retries bigint, now jsonb, writer text)
JOIN target.queue AS job ON job.id = seen.id
ORDER BY job.id
FOR UPDATE OF job
