-- A primary's cluster and timeline: a transaction id means the same transaction only while both are the same;
-- PostgreSQL 14 and later. The first eight digits of a WAL file's name are the timeline.
SELECT system_identifier::text || ' ' || left(pg_walfile_name(pg_current_wal_lsn()), 8) FROM pg_control_system()
