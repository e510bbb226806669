-- A row that differs from an earlier one whenever something may have been committed; PostgreSQL 14 and later. On a
-- primary whatever commits ends a transaction of the snapshot, or one that began after it. A standby's snapshot doesn't
-- list what runs on the primary, so there the place counts up to which its log was replayed, and whether that is all
-- that it was sent. After a crash numbers of transactions may come again; its statistics begin from nothing then, and
-- tell that.
SELECT CASE
  WHEN NOT pg_is_in_recovery() THEN pg_current_snapshot()::text
  ELSE 'replayed ' || pg_last_wal_replay_lsn()::text || CASE
    WHEN pg_last_wal_receive_lsn() <= pg_last_wal_replay_lsn() AND EXISTS (SELECT 1 FROM pg_stat_wal_receiver) THEN ' all'
    ELSE ''
  END
END || ' ' || pg_postmaster_start_time()::text || ' ' || coalesce(pg_stat_get_bgwriter_stat_reset_time()::text, '')
