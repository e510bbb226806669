-- Which history of which cluster a primary writes: only there does the number of a transaction stay that of the same
-- one; PostgreSQL 14 and later. The first eight digits of a log's name are the history's.
SELECT system_identifier::text || ' ' || left(pg_walfile_name(pg_current_wal_lsn()), 8) FROM pg_control_system()
