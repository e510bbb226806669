-- Until when a standby has replayed what its primary committed, by the server's clock (ms); PostgreSQL 14 and later.
-- NULL on a primary, and on a standby that has replayed all that it was sent and is still being sent more. Any other
-- one is as old as the last transaction that it replayed or, before the first one, as the last point from which it
-- could begin again. To be run before a snapshot is taken: what is replayed after that is missing in the snapshot.
SELECT
  CASE
    WHEN NOT pg_is_in_recovery() THEN NULL
    WHEN pg_last_wal_receive_lsn() <= pg_last_wal_replay_lsn() AND EXISTS (SELECT 1 FROM pg_stat_wal_receiver) THEN NULL
    ELSE floor(
      extract(epoch FROM coalesce(pg_last_xact_replay_timestamp(), (pg_control_checkpoint()).checkpoint_time)) * 1000
    )::bigint
  END AS replayed_until
