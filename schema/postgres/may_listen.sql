-- What says whether a session can listen: the server process that does its work, and whether the server is a standby;
-- PostgreSQL 14 and later.
SELECT pg_backend_pid() AS process, pg_is_in_recovery() AS is_standby
