-- The failures that retries had set aside are those of the last runs again, as actions/put_failures_back.sql has them for
-- one job in SQLite; PostgreSQL 14 and later. :seen has the jobs as those retries left them.
UPDATE target.failures AS failure
SET earlier_attempt = NULL
FROM jsonb_to_recordset(:seen) AS seen (id bigint, retries bigint)
WHERE failure.job_id = target.job_id AND failure.earlier_attempt = seen.retries - 1
