-- A row that differs from an earlier one whenever something may have been committed; PostgreSQL 13 and later. On a primary
-- whatever commits ends a transaction of the snapshot, or one that began after it. A standby's snapshot doesn't list what
-- runs on the primary, so there the place counts up to which its log was replayed.
SELECT CASE
  WHEN pg_is_in_recovery() THEN 'replayed ' || pg_last_wal_replay_lsn()::text
  ELSE pg_current_snapshot()::text
END || ' ' || pg_postmaster_start_time()::text
