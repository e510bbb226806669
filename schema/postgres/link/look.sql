-- A row that differs from an earlier one whenever something may have been committed; PostgreSQL 14 and later. On a
-- primary, any commit changes the snapshot: it ends a transaction that the snapshot lists as running or that began
-- after it. A standby's snapshot doesn't list the primary's transactions, so there it is the position up to which the
-- WAL was replayed, and whether that is everything it was sent. After a crash transaction ids may be used again; the
-- statistics are reset then, which shows it.
SELECT CASE
  WHEN NOT pg_is_in_recovery() THEN pg_current_snapshot()::text
  ELSE 'replayed ' || pg_last_wal_replay_lsn()::text || CASE
    WHEN pg_last_wal_receive_lsn() <= pg_last_wal_replay_lsn() AND EXISTS (SELECT 1 FROM pg_stat_wal_receiver) THEN ' all'
    ELSE ''
  END
END || ' ' || pg_postmaster_start_time()::text || ' ' || coalesce(pg_stat_get_bgwriter_stat_reset_time()::text, '')
