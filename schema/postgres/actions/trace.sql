-- Looks for what a transaction may have changed: for each job, whether its row is the version that the transaction
-- wrote, and whether it is still as it was seen; PostgreSQL 14 and later. :seen has the jobs as they were seen, and
-- what they were changed to. Waits for rows that are being written, which may be by that very transaction.
SELECT
  target.writer = seen.writer
    AND COALESCE(fragment.text(job.status), '') = seen.now ->> 'status'
    AND COALESCE(fragment.whole(job.retry_count), 0) = (seen.now ->> 'retries')::bigint,
  fragment.seen_job
FROM jsonb_to_recordset(:seen) AS seen (id bigint, status text, retries bigint, now jsonb, writer text)
JOIN target.queue AS job ON job.id = seen.id
ORDER BY job.id
FOR UPDATE OF job
