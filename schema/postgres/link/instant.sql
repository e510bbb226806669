-- The instant that the transaction reads at, by the server's clock (ms), and which server that is; PostgreSQL 14 and
-- later.
SELECT
  pg_current_snapshot()::text AS snapshot,
  (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now,
  pg_is_in_recovery() AS is_standby,
  concat_ws(
    ' ', pg_postmaster_start_time(), pg_stat_get_bgwriter_stat_reset_time(), pg_is_in_recovery(), current_database()
  ) AS server,
  current_setting('server_version_num') AS version
