-- The instant that the transaction reads at, by the server's clock (ms); PostgreSQL 13 and later.
SELECT
  pg_current_snapshot()::text AS snapshot,
  (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now,
  pg_is_in_recovery() AS is_standby,
  pg_last_wal_replay_lsn() AS replayed,
  current_setting('server_version_num') AS version
