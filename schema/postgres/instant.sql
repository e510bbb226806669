-- The instant at which the transaction reads, by the server's clock (ms), and which server it is; PostgreSQL 14 and
-- later. A standby that has replayed everything it was sent, and is still receiving, is up to date; any other one is as
-- old as the last transaction that it replayed or, before the first one, as its last checkpoint.
SELECT
  pg_current_snapshot()::text AS snapshot,
  (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now,
  pg_is_in_recovery() AS is_standby,
  concat_ws(
    ' ', pg_postmaster_start_time(), pg_stat_get_bgwriter_stat_reset_time(), pg_is_in_recovery(), current_database()
  ) AS server,
  current_setting('server_version_num') AS version,
  CASE
    WHEN NOT pg_is_in_recovery() THEN NULL
    WHEN pg_last_wal_receive_lsn() <= pg_last_wal_replay_lsn() AND EXISTS (SELECT 1 FROM pg_stat_wal_receiver) THEN NULL
    ELSE (
      extract(epoch FROM coalesce(pg_last_xact_replay_timestamp(), (pg_control_checkpoint()).checkpoint_time)) * 1000
    )::bigint
  END AS replayed_until
